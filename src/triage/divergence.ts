import type { ValueChange } from '../session/codec/diff-values.ts';

/** How two sessions part at one place. */
export type DivergenceKind =
  /** The same call was answered otherwise: `Ok` became `Err`, or the value or text differs. */
  | 'result-changed'
  /** Answered in one session, never in the other. */
  | 'never-answered'
  /** The same command with other arguments. */
  | 'args-changed'
  /** Only in the first session. */
  | 'missing'
  /** Only in the second. */
  | 'extra'
  /** At another place, with other calls in between. */
  | 'moved'
  /** Calls that overlapped started or were answered in another order: legal, and what a race looks like. */
  | 'order';

/** One place where two sessions part. `first` and `second` are numbers of events. */
export interface Divergence {
  kind: DivergenceKind;
  command: string;
  first?: number;
  second?: number;
  /** Titles of the steps around it, outermost first. */
  step: string[];
  /** In `args…`, `result.Ok…`, `result.Err` or `error…`; volatile values are left out. */
  changes: ValueChange[];
  /** One sentence, safe to print. */
  text: string;
}
