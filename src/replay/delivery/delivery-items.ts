import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { PlacedPush } from './recorded-timeline.ts';

/** A condition for an item of the queue to be given out. */
export type Condition =
  /** A recorded call has been made in this run. */
  | { kind: 'made'; call: RecordedCall }
  /** A recorded call has its answer in this run. */
  | { kind: 'answered'; call: RecordedCall }
  /** All that has its place between two times of the recording has been given out, or its call may not be made. */
  | { kind: 'order'; afterUs: number; beforeUs: number }
  /** The window of a push has had so many documents, and the last of them so many listeners. */
  | { kind: 'window'; documents: number; listeners: number }
  /** The window of a push has loaded a document: all that is known of it where listening is no call. */
  | { kind: 'loaded' }
  /** So many milliseconds have passed since the condition before this one was met. */
  | { kind: 'delay'; ms: number }
  /** Another answer has been given since the condition before this one was met. */
  | { kind: 'another-answer' };

/** An answer to a call of this run. It meets its conditions one after the other. */
export interface AnswerItem<Window> {
  /** The recorded call whose answer it is; undefined for an answer that is given once more, which has no place in the order. */
  call: RecordedCall | undefined;
  /** The window that asks. */
  window: Window | undefined;
  /** The conditions that are left. */
  after: Condition[];
  /** When its first condition counts as met, in the milliseconds of the clock. */
  giveUpAt: number;
  /** Nothing comes: the call is never answered, or somebody else answers it. */
  isSilent: boolean;
}

/** A recorded push. It meets its conditions one after the other. */
export interface PushItem<Window> {
  placed: PlacedPush;
  /** The window it goes to, when its conditions are met. */
  window: Window | undefined;
  after: Condition[];
  /** Until when answers that came after it wait for its window. */
  giveUpAt: number;
  /** Whether the item was given out, or comes no more. */
  isGone: boolean;
  /** Whether the push goes to a window that has just loaded, and may find nobody there. */
  isTrial: boolean;
}

/** A delivery, given out at one time: an answer with the pushes around it, or pushes alone. */
export interface Delivery<Window, Answer = AnswerItem<Window>> {
  before: PushItem<Window>[];
  answer: Answer | undefined;
  after: PushItem<Window>[];
}
