import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { AskedCall } from '../../calls/same-call/call-key.ts';
import type { QuestionKind, StepCursor } from '../../calls/steps/step-boundaries.ts';
import type { ToldDoubt } from '../replay-facts.ts';
import type { Asker } from './call-buckets.ts';
import type { QuestionKeys } from './question-keys.ts';
import type { ToldIds } from './recorded-values.ts';
import type { ValueBindings } from './value-bindings.ts';

/** A recorded call for a question. */
export interface Match {
  found: RecordedCall;
  /** Whether the call was given as an answer before. */
  repeated: boolean;
  /** Whether the call was recorded in another step than the one the replay is in. */
  shifted: boolean;
}

export interface Matcher {
  /** The recorded call for a question, or nothing. */
  take(question: Question): Match | undefined;
  /** The reason why the question that was asked last got no answer though calls are there for it; undefined where there is none. */
  doubt(command: string): Doubt | undefined;
  /** Another matcher has found the call for a question: the state is the same as if this one had. */
  took(question: Question, match: Match): void;
  /** Has it been given as an answer? */
  isUsed(recorded: RecordedCall): boolean;
  /** Where a command is matched by `strict`, the call that is due. */
  due(command: string): RecordedCall | undefined;
}

export interface Question extends Asker, AskedCall {
  command: string;
  args: unknown;
}

/** Several recorded calls that a question may mean, with other answers: nothing says which. */
export interface Doubt extends Omit<ToldDoubt, 'calls'> {
  /** The calls that could be meant. */
  calls: readonly RecordedCall[];
}

/** The context of a matcher: all that it needs beside the calls. */
export interface MatchContext {
  steps: StepCursor;
  renames: ValueBindings;
  keys: QuestionKeys;
  kindOf(recorded: RecordedCall): QuestionKind;
  told: ToldIds;
  /** Milliseconds since 1970 at which the pages' clock began, in this run, where that is not the real one: their times are near it. */
  pageTimeMs?: number | undefined;
  /** Whether it began there in the recording, too. @default false */
  wasPinned?: boolean;
}
