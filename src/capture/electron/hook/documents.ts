import type { Abandoned } from '../../../session/format/schema.ts';
import { keepNewest } from '../../../std/keep-newest.ts';
import type { OpenCall } from './call-log.ts';
import type { Electron, Frame, WebContents } from './electron-parts.ts';
import type { Origins } from './origins.ts';
import type { Listener } from './patch/first-listeners.ts';
import type { SideChannel } from './records/side-channel.ts';
import { tryRead } from './try-read.ts';

/** Calls of one window that are followed at most: as many as a recording holds. */
const MAX_OPEN = 50_000;

/** A call under way, whose document is known. */
export interface FollowedCall extends OpenCall {
  /** The app has let go of the call. Electron tells the document so; one that is gone hears nothing. */
  dropped(): void;
}

/** The frames that a call comes from, the innermost first, without the window's main frame: by the numbers that they keep when they navigate. */
type Frames = readonly number[];

/**
 * Tells which calls lose their document while they are under way: it is navigated or reloaded, or its window is closed. When a renderer
 * crashes nobody has left: what was under way stays so, since it may be what the test is about.
 */
export class Documents {
  private readonly electron: Electron;
  private readonly origins: Origins;
  private readonly channel: SideChannel;
  /** Calls under way, by the number of their web contents. */
  private readonly open = new Map<number, Map<string, Frames>>();

  constructor(electron: Electron, origins: Origins, channel: SideChannel) {
    this.electron = electron;
    this.origins = origins;
    this.channel = channel;
  }

  /** Follows a call until it ends. */
  follow(call: OpenCall, contents: WebContents, frame: Frame | null | undefined): FollowedCall {
    const { id } = contents;
    const calls = this.open.get(id) ?? new Map<string, Frames>();
    this.open.set(id, calls);
    keepNewest(calls, call.id, framesAround(frame), MAX_OPEN);
    const ended = () => calls.delete(call.id);
    return {
      id: call.id,
      ok: (...answer) => {
        ended();
        call.ok(...answer);
      },
      err: (...answer) => {
        ended();
        call.err(...answer);
      },
      dropped: () => {
        if (ended()) call.err('reply was never sent');
      },
    };
  }

  /** The events of web contents that tell of documents. A navigation within a document has another event. */
  readonly heard: Readonly<Record<string, Listener<WebContents>>> = {
    'did-frame-navigate': (contents, [, , , , isMainFrame, processId, frameId]) => {
      if (isMainFrame) return this.gone(contents, 'navigated');
      const frame = tryRead(() => this.electron.webFrameMain?.fromId(processId as number, frameId as number));
      const number = tryRead(() => frame?.frameTreeNodeId);
      if (number === undefined) return;
      const ids = this.takeCalls(contents.id, (frames) => frames.includes(number));
      if (ids.length > 0) this.channel.record({ t: 'gone', ids, how: 'navigated' });
    },
    'render-process-gone': (contents) => this.gone(contents, 'crashed'),
    destroyed: (contents) => {
      this.gone(contents, 'closed');
      this.open.delete(contents.id);
    },
  };

  private gone(contents: WebContents, how: Abandoned | 'crashed'): void {
    const label = this.origins.knownLabel(contents);
    const taken = this.takeCalls(contents.id);
    const ids = how === 'crashed' ? [] : taken;
    if (label !== undefined) this.channel.record({ t: 'gone', ids, label, how });
  }

  /** Follows calls of a window no longer; returns their ids. */
  private takeCalls(contents: number, isIn: (frames: Frames) => boolean = () => true): string[] {
    const calls = this.open.get(contents);
    const ids = [...(calls ?? [])].flatMap(([id, frames]) => (isIn(frames) ? [id] : []));
    for (const id of ids) calls?.delete(id);
    return ids;
  }
}

function framesAround(frame: Frame | null | undefined): Frames {
  const numbers: number[] = [];
  for (let inner = frame; inner; ) {
    const outer = tryRead(() => (inner as Frame).parent);
    const number = tryRead(() => (inner as Frame).frameTreeNodeId);
    if (outer && number !== undefined) numbers.push(number);
    inner = outer;
  }
  return numbers;
}
