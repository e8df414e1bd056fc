import type { IpcCall } from '../../session/format/schema.ts';
import type { Asker } from './call-buckets.ts';
import type { NearMiss } from './explain-miss.ts';

/** A question of the frontend. Answers that were recorded in the window that asks come first. */
export interface StubCall extends Asker {
  command: string;
  /** Encoded, as in a session (see `session/values.ts`). */
  args: unknown;
  /** The runtime's own call options, such as headers; encoded. @default none */
  options?: unknown;
  /** The id of this call: pushes through a channel of it say it. @default the recorded call's */
  id?: string;
  /** Asked by a window that shows no document yet: whether one asks differs from run to run, so no recorded answer is used up. @default false */
  blank?: boolean;
}

/** The recorded call behind an answer. */
export interface FoundCall {
  /** The recorded call. */
  call: IpcCall;
  /** True when the recording had no more answers to this question and the last one is given again; then without pushes. */
  repeated: boolean;
}

/** An answer of the recording, before it is given. */
export type FoundAnswer =
  | ({ kind: 'ok'; value: unknown } & FoundCall)
  | ({ kind: 'err'; text: string; error?: unknown } & FoundCall)
  /** The call was never answered in the recording, so it is not answered now. */
  | ({ kind: 'pending' } & FoundCall);

/** A call that is not in the recording; `message` says what comes near and what to do. */
export interface MissedCall {
  kind: 'miss';
  message: string;
  nearest: NearMiss[];
}

/** The pushes to deliver around an answer, in this order: `before`, the answer, `after`. */
export interface AnswerPushes {
  before: IpcCall[];
  after: IpcCall[];
}

/** The recorded answer to a call. Values are as recorded, with their markers. */
export type StubAnswer = (FoundAnswer & AnswerPushes) | MissedCall;
