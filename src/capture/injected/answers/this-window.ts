import { documentOf } from '../../../calls/document-of.ts';
import { eventListenedFor } from '../../../calls/event-commands.ts';
import type { Windows } from '../../../replay/delivery/window-gate.ts';
import { type Progress, WindowProgress } from '../../../replay/delivery/window-progress.ts';
import type { ReplayFact } from '../../../replay/replay-facts.ts';
import type { LiveDelivery, LivePush } from '../../../replay/stub-host.ts';
import { decodeValue } from '../../../session/codec/decode-value.ts';
import { type PagePush, toPagePush } from '../../page-protocol.ts';
import type { CallSeen } from '../core/call-log.ts';
import type { LocalTools } from '../core/local-answers.ts';

/** The one window of a replay that a page answers. */
export type Here = 'here';
export const HERE: Here = 'here';

/** Told of what happens in the window. */
interface WindowEvents {
  tell(fact: ReplayFact): void;
  /** It may be further than before. */
  advanced(): void;
  /** It has loaded a document. */
  loaded(): void;
}

/** Before its first call a document listens for nothing that a call tells, and none of its calls is missed here. */
const NOWHERE: Progress = { documents: 0, listeners: () => 0, events: () => [], isWhole: true };
const NO_PUSHES = { before: [], after: [] };

/** Tells a replay how far this window is, and brings answers and pushes to the app in it. */
export class ThisWindow implements Windows<Here> {
  private readonly tools: LocalTools;
  private readonly on: WindowEvents;
  private readonly calls = new WindowProgress();
  /** The document that has made calls last. */
  private document: string | undefined;
  private own: string | undefined;
  private hasBegun = false;
  private hasLoaded = false;
  private isOver = false;

  constructor(tools: LocalTools, on: WindowEvents) {
    this.tools = tools;
    this.on = on;
    tools.onceLoaded(() => {
      this.hasLoaded = true;
      if (this.hasBegun) on.loaded();
    });
  }

  /** A document before this one has made calls. */
  had(document: string): void {
    this.calls.note(asCall({ id: `${document}-0`, source: 'tauri', command: '', args: undefined }));
    if (this.own === undefined) this.document = document;
  }

  /** A call of this document has started, or has an answer. */
  seen(call: CallSeen): void {
    const noted = asCall(call);
    // The app hears of an event when its listening has had its answer, and not before.
    const isPending = !('value' in call) && eventListenedFor(noted) !== undefined;
    const isFurther = this.calls.note(isPending ? { ...noted, command: '', args: undefined } : noted);
    if (this.own === undefined) {
      this.own = documentOf(call.id);
      this.document = this.own;
      if (this.hasBegun) this.on.tell({ did: 'document', id: this.own });
    }
    if (isFurther && this.hasBegun) this.on.advanced();
  }

  /** The replay goes on in this document. */
  begin(): void {
    this.hasBegun = true;
    if (this.own !== undefined) {
      this.on.tell({ did: 'document', id: this.own });
      this.on.advanced();
    }
    if (this.hasLoaded) this.on.loaded();
  }

  /** Nothing is brought to the app from here any more, not even what is on its way. */
  stop(): void {
    this.isOver = true;
  }

  find(): Here {
    return HERE;
  }

  progress(): Progress {
    return this.document === undefined ? NOWHERE : this.calls.ofDocument(this.document);
  }

  learn(): void {}

  /**
   * Brings an answer, and pushes, to the app. A quick answer comes at once, as it did: the app goes on in a microtask. So do those of a burst,
   * before the app has done anything about the first of them. All else has a task of
   * its own, and what comes next has another one, so that the app has done by then what it does about this.
   */
  readonly deliver = ({ before, answer, after }: LiveDelivery<Here>): Promise<LivePush<Here>[]> | 'done' => {
    const { Promise: NativePromise, clock } = this.tools;
    if (before.length + after.length === 0 && (answer?.isQuick || answer?.isSilent)) {
      answer.give(NO_PUSHES);
      return 'done';
    }
    return new NativePromise((resolve) => {
      clock.inLaterTask(() => {
        const unheard = this.push(before);
        if (!this.isOver) answer?.give(NO_PUSHES);
        clock.inLaterTask(() => resolve([...unheard, ...this.push(after)]));
      });
    });
  };

  /** Returns those that have found nobody in a document that had just loaded. */
  private push(pushes: LivePush<Here>[]): LivePush<Here>[] {
    if (this.isOver) return [];
    return pushes.filter(({ push, item }) => {
      const reached = this.tools.deliver(decodeValue(toPagePush(push)) as PagePush);
      const isUnheard = reached === 0 && item.isTrial;
      if (!isUnheard) this.on.tell({ did: 'pushed', index: item.placed.push.index });
      return isUnheard;
    });
  }
}

function asCall({ id, source, command, args, value }: CallSeen & { value?: unknown }) {
  return {
    ...({ type: 'Ipc', timestamp: '', duration_ms: null, arg_size_bytes: 0, webview_label: '' } as const),
    ...{ id, source, command, args },
    result: value === undefined ? ('Pending' as const) : { Ok: value },
  };
}
