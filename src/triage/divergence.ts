import type { ValueChange } from '../session/codec/diff-values.ts';

/** The kinds of divergence: how two sessions part at one place. */
export type DivergenceKind =
  /** The same call was answered otherwise: `Ok` became `Err`, or the value or text differs. */
  | 'result-changed'
  /** Answered in one session, never in the other. */
  | 'never-answered'
  /** The same command was called with other arguments. */
  | 'args-changed'
  /** The call is in the first session alone. */
  | 'missing'
  /** The call is in the second session alone. */
  | 'extra'
  /** The call is at another place, with other calls in between. */
  | 'moved'
  /** Calls that overlapped were answered in another order, and a later call's argument or the outcome of the test depends on it: a race. */
  | 'answer-order'
  /** Calls that overlapped started or were answered in another order, and nothing is known to depend on it. */
  | 'order';

/** A divergence: one place where two sessions part. `first` and `second` are numbers of events. */
export interface Divergence {
  kind: DivergenceKind;
  command: string;
  first?: number;
  second?: number;
  /** Titles of the steps around it, outermost first. */
  step: string[];
  /** The changes in `args…`, `result.Ok…`, `result.Err` or `error…`; volatile values are left out. */
  changes: ValueChange[];
  /** The divergence in one sentence, safe to print. */
  text: string;
}
