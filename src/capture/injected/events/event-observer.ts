import type { PageEvent } from '../../page-protocol.ts';

/** Sends an event; `at` is when it happened, in milliseconds since the epoch, if not now. */
export type Tell = (event: PageEvent, at?: number) => void;

/** Begins to observe one kind of event in this document. */
export type ObserveEvents = (tell: Tell) => EventObserver;

/** Observes one kind of event in one document, from the moment it is made. */
export interface EventObserver {
  /** Tells what it holds back. */
  flush?(): void;
  /** Takes every listener and patch away. */
  stop(): void;
}
