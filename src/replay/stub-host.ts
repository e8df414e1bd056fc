import type { IpcCall } from '../session/format/schema.ts';
import type { Clock } from './delivery/clock.ts';
import type { PushItem } from './delivery/delivery-items.ts';
import type { Windows } from './delivery/window-gate.ts';
import type { AnswerPushes } from './matching/stub-answer.ts';

/** The surroundings of a replay: whatever its windows are, and how they are reached. */
export interface StubHost<Window> {
  /** @default Node's own */
  clock?: Clock;
  /** The windows that pushes go to, each when it is as far as it was. @default pushes go along with the next answer */
  windows?: Windows<Window>;
  /**
   * Brings an answer, and pushes, to their windows. The next ones come when this is done.
   *
   * @returns the pushes that have found nobody; undefined when it is done with this task, `'done'` when it is done. @default gives all pushes along with the answer
   */
  deliver?(delivery: LiveDelivery<Window>): Promise<LivePush<Window>[]> | undefined | 'done';
  /** Begins as a follower of the copy that answers: it is told what that one does, by `happened`, until `release`. @default false */
  isFollower?: boolean;
}

/** A push with the values of this run. */
export interface LivePush<Window> {
  push: IpcCall;
  window: Window | undefined;
  /** The same push in the queue. */
  item: PushItem<Window>;
}

/** An answer that is due. */
export interface LiveAnswer<Window> {
  /** The window that asks. */
  window: Window | undefined;
  /** Nothing comes: the call is never answered, or somebody else answers it. */
  isSilent: boolean;
  /** Whether the recorded answer came in the task of its call. */
  isQuick: boolean;
  /** Gives the answer, and the pushes that go the same way. */
  give(around: AnswerPushes): void;
}

/** A delivery with the values of this run: pushes alone, or an answer with those around it. */
export interface LiveDelivery<Window> {
  before: LivePush<Window>[];
  answer: LiveAnswer<Window> | undefined;
  after: LivePush<Window>[];
}
