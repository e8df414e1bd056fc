import type { RecordedCall } from '../../calls/recorded-call.ts';
import { listensByCall } from '../../calls/runtime-of.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import type { AnswerItem, Condition, PushItem } from './delivery-items.ts';
import type { RecordedTimeline } from './recorded-timeline.ts';
import { keyOf, type Place, type Progress } from './window-progress.ts';

/** The windows of this run, whatever they are. */
export interface Windows<Window> {
  /**
   * The window that stands for the one a push was recorded in; undefined while it is not there.
   *
   * @param likely the one that has made the calls of that window, as far as is known.
   */
  find(push: IpcCall, likely: Window | undefined): Window | undefined;
  /** How far that window is. */
  progress(push: IpcCall, window: Window | undefined): Progress;
  /** A window has made a call that only one window of the recording had made. */
  learn(recorded: Place, window: Window): void;
}

/** Gives the name of a push in this run. @param heard the names that its window listens for. */
export type NameOf = (push: RecordedCall, heard: readonly string[]) => string;

/** Holds pushes back until their window is as far as it was in the recording. */
export class WindowGate<Window> {
  private readonly timeline: RecordedTimeline;
  private readonly windows: Windows<Window>;
  private readonly nameOf: NameOf;
  /** The window that has made a recorded call. */
  private readonly makers = new Map<RecordedCall, Window>();
  /** The window that was heard of last. */
  private last: Window | undefined;
  private readonly waiting = new Set<PushItem<Window>>();
  /** Pushes for which answers wait: their document is there, and may listen at any time. */
  private readonly blocking = new Set<PushItem<Window>>();

  /** @param nameOf the name that a push has in this run. @default the recorded one */
  constructor(
    timeline: RecordedTimeline,
    windows: Windows<Window>,
    nameOf: NameOf = ({ call: { command } }) => command,
  ) {
    this.timeline = timeline;
    this.windows = windows;
    this.nameOf = nameOf;
  }

  made(recorded: RecordedCall, window: Window): void {
    this.makers.set(recorded, window);
    this.last = window;
    if (this.timeline.windows.isOfOneWindow(recorded.call.command)) this.windows.learn(recorded.call, window);
  }

  /** Tells what a push that is due otherwise must wait for, by how far its window is now. */
  conditionOf({ placed }: PushItem<Window>): Condition {
    const { push, behind, needs } = placed;
    const hears = listensByCall(push.call);
    if (behind === undefined) {
      // Where listening is no call, calls say nothing of it: the end of loading does.
      if (!hears) return { kind: 'loaded' };
      return { kind: 'window', documents: needs.documents, listeners: Math.max(1, needs.listeners) };
    }
    // In a test that loads fewer documents than were recorded, as many more as there came in between.
    const now = this.windows.progress(push.call, this.windowOf(placed)).documents;
    return {
      kind: 'window',
      documents: needs.documentsSince <= 0 ? 0 : Math.min(needs.documents, now + needs.documentsSince),
      listeners: hears ? Math.min(1, needs.listeners) : 0,
    };
  }

  /** Lets a push through, or keeps it until its window is as far. */
  admits(item: PushItem<Window>): boolean {
    if (this.isMet(item)) return true;
    this.waiting.add(item);
    if (this.hasOnlyToListen(item)) this.blocking.add(item);
    return false;
  }

  /** Whether an answer is to wait for a push to its own window. */
  blocks({ call, window }: AnswerItem<Window>): boolean {
    if (call === undefined || window === undefined) return false;
    for (const item of this.blocking)
      if (item.window === window && item.placed.push.startUs < call.endUs && !item.isGone) return true;
    return false;
  }

  isBlocking(item: PushItem<Window>): boolean {
    return this.blocking.has(item);
  }

  /** No answer waits for this push any more. */
  unblock(item: PushItem<Window>): void {
    this.blocking.delete(item);
  }

  /** A window may be further than before: the pushes that can go to it now. */
  advanced(window: Window): PushItem<Window>[] {
    this.last = window;
    return this.release((item) => item.after[0]?.kind === 'window' && this.isMet(item) && item.window === window);
  }

  /** A window has loaded a document: the pushes that go to it where listening is no call. */
  loaded(window: Window): PushItem<Window>[] {
    this.last = window;
    return this.release((item) => {
      if (listensByCall(item.placed.push.call)) return false;
      item.window = this.windowOf(item.placed);
      item.isTrial = true;
      return item.window === window;
    });
  }

  private release(isDue: (item: PushItem<Window>) => boolean): PushItem<Window>[] {
    const due = [...this.waiting].filter(isDue);
    for (const item of due) {
      this.waiting.delete(item);
      this.blocking.delete(item);
    }
    return due;
  }

  private isMet(item: PushItem<Window>): boolean {
    const { push } = item.placed;
    const [condition] = item.after;
    item.window = this.windowOf(item.placed);
    if (condition?.kind !== 'window' || item.window === undefined) return false;
    const { documents, listeners, events, isWhole } = this.windows.progress(push.call, item.window);
    // A document whose calls are not all known is asked for nothing.
    return (
      documents >= condition.documents && (listeners(this.nameOf(push, events())) >= condition.listeners || !isWhole)
    );
  }

  private hasOnlyToListen({ after, window, placed }: PushItem<Window>): boolean {
    const [condition] = after;
    if (condition?.kind !== 'window' || window === undefined) return false;
    return this.windows.progress(placed.push.call, window).documents >= condition.documents;
  }

  private windowOf({ push, behind }: PushItem<Window>['placed']): Window | undefined {
    const isSame = behind !== undefined && keyOf(behind.call) === keyOf(push.call);
    const likely = this.timeline.windows.isOne ? this.last : isSame ? this.makers.get(behind) : undefined;
    return this.windows.find(push.call, likely);
  }
}
