import type { CallRules } from '../calls/same-call/call-rules.ts';
import type { ValueSource } from '../session/codec/value-files.ts';
import type { AnswerSwap, ReplayTiming } from './answer-conditions.ts';
import type { Fault } from './faults/inject-faults.ts';
import type { MatchPolicies } from './matching/match-calls.ts';

/** How a `StubBackend` answers. */
export interface StubOptions extends CallRules {
  /** The time in the pages: `real`, or `recorded` = it goes on from the moment the recording began (Playwright's `clock.install`). @default 'real' */
  clock?: 'real' | 'recorded';
  /** How a question finds its recorded call. @default 'key' */
  match?: MatchPolicies;
  /** When answers are due, see `answerWhenDue`. @default 'in-order' */
  timing?: ReplayTiming;
  /** The commands that change something in the backend; strings may have `*`. @default by their names, see `writeTest` */
  writes?: string[];
  /** Faults to put into the answers. @default none */
  faults?: Fault[];
  /** A whole number; decides what is left open in `faults`. @default a random one, which the report tells */
  seed?: number;
  /** With the timing `in-order`, one answer that comes before another one that it came after. @default none */
  swap?: AnswerSwap;
  /** The secret behind a token of this run, if it is known: an answer that repeats one is given with the secret itself. @default none is */
  secretOf?: (token: string) => string | undefined;
  /** The large values that stand beside the session. @default there are none, and the calls that need them are refused */
  values?: ValueSource;
}
