import type { Clock } from '../../../replay/delivery/clock.ts';
import type {
  Boundary,
  FactMessage,
  PagePush,
  PageQuestion,
  PageReplayPart,
  ResumeReply,
  ResumeRequest,
} from '../../page-protocol.ts';
import type { CallSeen } from './call-log.ts';
import type { Answered } from './node-answers.ts';

/** Answers of a session, given where the app is. A bundle of its own, which only the pages of a replay have. */
export interface LocalAnswers {
  /** @param isRouted whether a route of the test may want the call: it is asked first. */
  answer(question: PageQuestion, isRouted: boolean): Promise<Answered>;
  /** A call of this document has started, or has an answer. */
  seen(call: CallSeen): void;
  /** The replayed test has come to a boundary. @param at how many came before it. */
  boundary(at: number, boundary: Boundary): void;
  /** Node answers from now on, and what is open here, too. */
  handOver(): void;
  /** Nothing is answered any more: the test is over. */
  stop(): void;
}

/** The tools of the page script that answers from a session need: what it took before the app could replace it, and the ways to Node and to the app. */
export interface LocalTools {
  Promise: PromiseConstructor;
  clock: Clock;
  toJson(value: unknown): string;
  fromJson(text: string): unknown;
  withoutToJson<Value>(run: () => Value): Value;
  /** Asks Node. */
  ask(question: PageQuestion): Promise<Answered>;
  /** Asks Node how far the replay is. */
  resume(request: ResumeRequest): Promise<ResumeReply>;
  /** Tells Node, in order. */
  post(message: FactMessage): void;
  /** Runs the app's callbacks for a push; returns how many there were. */
  deliver(push: PagePush): number;
  /** Runs when the document has loaded, unless it had before. */
  onceLoaded(run: () => void): void;
  /** Whether this document is a page's, and no frame's within: pushes may come to it before its first call. */
  isOfPage: boolean;
}

/** Begins to answer from a session. */
export type StartLocalAnswers = (replay: PageReplayPart, tools: LocalTools) => LocalAnswers;
