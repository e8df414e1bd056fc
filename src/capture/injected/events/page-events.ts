import { UndoStack } from '../../../std/undo-stack.ts';
import type { PageEventKinds } from '../../page-protocol.ts';
import { RateLimit } from '../../source/rate-limit.ts';
import type { CallLog } from '../core/call-log.ts';
import { monotonicMs, nextTask } from '../core/natives.ts';
import { Listeners } from '../patch/listeners.ts';
import type { EventObserver, ObserveEvents, Tell } from './event-observer.ts';

/** Events of one kind that a document tells of in a second; the others are counted. */
const EVENTS_PER_SECOND = 100;
/** Times at which to look for the window's next document, in milliseconds after the one before has gone. */
const LOOKS_MS = [0, 5, 20, 100, 500];

/** The observers of the kinds that are on. */
export type EventObservers = { [Kind in keyof PageEventKinds]?: ObserveEvents };

/** Records the events other than IPC of one document. Nothing listens for kinds that are off. */
export class PageEvents {
  private readonly kinds: ObserveEvents[];
  private readonly log: CallLog;
  private readonly label: () => string;
  private readonly undo = new UndoStack();
  private document: Document | undefined;
  private observers: EventObserver[] = [];
  private limits: RateLimit[] = [];

  constructor(kinds: EventObservers, log: CallLog, label: () => string) {
    this.kinds = Object.values(kinds);
    this.log = log;
    this.label = label;
    if (this.kinds.length > 0) this.start();
  }

  /** The window has a new document, which has none of our listeners. */
  restart(): void {
    if (this.kinds.length === 0) return;
    this.stop();
    this.start();
  }

  /** Tells what is held back: unfinished input, changes that are being counted. */
  flush(): void {
    for (const observer of this.observers) observer.flush?.();
    for (const limit of this.limits) this.tellLost(limit);
  }

  stop(): void {
    this.flush();
    this.undo.run();
    this.observers = [];
    this.limits = [];
  }

  private start(): void {
    this.document = document;
    // A popup of the same origin keeps the window of its first, empty document: this script goes on, in another document.
    const listeners = new Listeners();
    this.undo.add(listeners.stop);
    listeners.on(window, 'pagehide', () => {
      for (const ms of LOOKS_MS) nextTask(this.checkDocument, ms);
    });
    for (const observe of this.kinds) {
      const limit = new RateLimit(EVENTS_PER_SECOND, monotonicMs);
      this.limits.push(limit);
      const tell: Tell = (event, at) => {
        this.checkDocument();
        if (!limit.allows()) return;
        this.tellLost(limit);
        this.log.event(event, this.label(), at);
      };
      try {
        const observer = observe(tell);
        this.observers.push(observer);
        this.undo.add(() => observer.stop());
      } catch {
        // A document without what the observer needs: the calls of the app are still to be seen.
      }
    }
  }

  private readonly checkDocument = (): void => {
    if (this.observers.length > 0 && this.document !== document) this.restart();
  };

  private tellLost(limit: RateLimit): void {
    const count = limit.takeCount();
    if (count > 0) this.log.lost(count);
  }
}
