import type { EventTarget } from '../../../calls/event-target.ts';
import { writesBytesAsLists } from '../../../calls/runtimes.ts';
import type { FoundBlob } from '../../../session/codec/encode-leaf.ts';
import { WireMeter } from '../../../session/codec/wire-meter.ts';
import type { PushMaker, StandIn } from '../../../session/format/schema.ts';
import { slice } from '../../../std/natives.ts';
import { strictClock } from '../../../std/strict-clock.ts';
import { utf8Length } from '../../../std/text/text-bytes.ts';
import {
  type EndMessage,
  type EventMessage,
  type GapMessage,
  type LostMessage,
  MAX_FOLLOWED,
  MAX_NAME,
  type MockMessage,
  type NoiseMessage,
  type PageEvent,
  type RawPageMessage,
  type StartMessage,
  type TamperedMessage,
  type TypedMessage,
} from '../../page-protocol.ts';
import type { SourceName } from '../../source/source-options.ts';
import { BlobReads } from './blob-reads.ts';
import { type MessageHead, type MessageTexts, messageText } from './message-text.ts';
import { epochMs, toJson } from './natives.ts';
import type { Outbox } from './outbox.ts';
import { plainOptions } from './plain-options.ts';
import { isRecordedOf, recordValue } from './record-value.ts';
import type { RunningMaker } from './running-maker.ts';
import { shortMessageText } from './short-message-text.ts';

/** Answers of a stand-in, of one command, that Node hears of at most; and their length. */
const MAX_OTHER_ANSWERS = 20;
const MAX_COMPARED = 256 * 1024;

/** A call under way. */
export interface OpenCall {
  readonly id: string;
  /** False when too many calls are under way: its end is not recorded, so nothing should be kept to learn of it. */
  readonly isFollowed: boolean;
  ok(value: unknown, mocked?: boolean): void;
  err(reason: unknown, mocked?: boolean): void;
  /** Says that the end which comes next comes at once: the caller waits for it. */
  endsAtOnce(): void;
}

/** Returns the same call; `ended` runs before its end is recorded, and `answered` when it has an answer. */
export function beforeEnd(call: OpenCall, ended: () => void, answered?: (value: unknown) => void): OpenCall {
  return {
    id: call.id,
    isFollowed: call.isFollowed,
    endsAtOnce: call.endsAtOnce,
    ok: (value, mocked) => {
      ended();
      answered?.(value);
      call.ok(value, mocked);
    },
    err: (reason, mocked) => {
      ended();
      call.err(reason, mocked);
    },
  };
}

/** A call, or one-way traffic, as a hook sees it. */
export interface SeenCall {
  source: SourceName;
  command: string;
  args: unknown;
  /** The runtime's own call options. */
  options?: unknown;
  label: string;
  /** Bytes on the wire, where the hook knows better than their JSON text does. */
  size?: number | undefined;
  kind?: 'send';
  retryOf?: string;
  /** See `StartMessage`. */
  tapped?: boolean;
  /** How the stand-in for the backend came into the page, on the first call of the document to one. */
  standIn?: StandIn | undefined;
}

/** A call that has started, or whose answer is there. */
export interface CallSeen {
  id: string;
  source: SourceName;
  command: string;
  /** Encoded. */
  args: unknown;
  /** The answer, if it is there. */
  value?: unknown;
}

/** A push; its payload is encoded already. */
export interface SeenPush {
  name: string;
  payload: unknown;
  label: string;
  /** The id of the call that the channel was passed to. */
  channel?: string | undefined;
  /** See `StartMessage`. */
  sync?: boolean;
  target?: EventTarget | undefined;
  /** Who has made it, where a stand-in may have. @default the one that is named, see `RunningMaker` */
  madeBy?: PushMaker | undefined;
}

/** A message of a transport that knows no calls; its data is encoded already. */
export interface SeenMessage {
  direction: 'out' | 'in';
  channel: string;
  data: unknown;
  label: string;
  /** The time at which the message passed, in milliseconds since the epoch: before its data was encoded. */
  at: number;
}

const nowUs = strictClock(epochMs);

/** Turns what a hook sees into messages: gives ids, takes times, encodes values. Each value is made into JSON once. */
export class CallLog {
  private readonly outbox: Outbox;
  private readonly prefix: string;
  private count = 0;
  /** Calls under way. */
  private open = 0;
  private readonly maker: RunningMaker;
  private readonly blobReads = new BlobReads();
  /** How many answers of a stand-in were others than the app was given, by command. */
  private readonly otherAnswers = new Map<string, number>();
  /** Told of each call that starts, and of its answer. */
  onCall: ((call: CallSeen) => void) | undefined;

  constructor(outbox: Outbox, maker: RunningMaker) {
    this.outbox = outbox;
    this.prefix = `${outbox.document}-`;
    this.maker = maker;
  }

  /** A call has started. */
  started(call: SeenCall): OpenCall {
    const isFollowed = this.open < MAX_FOLLOWED;
    const { id, atUs, seen } = this.begin(call, isFollowed);
    const { task } = this.outbox;
    let open = isFollowed;
    let isSync = false;
    if (isFollowed) this.open += 1;
    const end = ({ us, err, mocked }: Ending, texts: MessageTexts<EndMessage>) => {
      if (!open) return;
      open = false;
      this.open -= 1;
      // From the time that the call has: what was pushed in between must lie between both.
      this.post<EndMessage>(
        {
          t: 'end',
          id,
          us: us ?? nowUs() - atUs,
          err,
          mocked: mocked ? true : undefined,
          sync: isSync ? true : undefined,
          sameTask: task === this.outbox.task ? true : undefined,
        },
        texts,
      );
    };
    return {
      id,
      isFollowed,
      endsAtOnce: () => {
        isSync = true;
      },
      ok: (value, mocked = false) => {
        if (seen !== undefined) this.onCall?.({ ...seen, value });
        const blobs: FoundBlob[] = [];
        const ok = recordValue(value, { blobs });
        if (blobs.length === 0 || !open || !isRecordedOf(sizeOfAll(blobs))) return end({ mocked }, { ok: toJson(ok) });
        const us = nowUs() - atUs;
        this.blobReads.read(blobs, () => end({ mocked, us }, { ok: toJson(ok) }));
      },
      err: (reason, mocked = false) => {
        const error = typeof reason === 'string' ? undefined : toJson(recordValue(reason));
        end({ err: messageOf(reason, error), mocked }, { error });
      },
    };
  }

  /** Tells what waits for the bytes of a blob. */
  readonly finishReads = this.blobReads.finish;

  /** A call whose answer is not looked for has started, or one-way traffic has passed; returns its id. */
  sent(call: SeenCall): string {
    return this.begin(call, true).id;
  }

  private begin(
    { source, command, args, options, label, size, kind, retryOf, tapped, standIn }: SeenCall,
    isFollowed: boolean,
  ): { id: string; atUs: number; seen: CallSeen | undefined } {
    const id = this.nextId();
    const meter = size === undefined ? new WireMeter(writesBytesAsLists(source)) : undefined;
    const encoded = args === undefined ? undefined : recordValue(args, meter && { meter });
    const argsText = encoded === undefined ? undefined : toJson(encoded);
    const atUs = nowUs();
    this.post<StartMessage>(
      {
        t: 'call',
        id,
        source,
        at: atUs / 1_000,
        command: nameOf(command),
        size: size ?? (meter === undefined ? 0 : sizeOf(encoded, argsText, meter)),
        label: nameOf(label),
        kind,
        retryOf,
        tapped: tapped ? true : undefined,
        standIn,
        unfollowed: isFollowed ? undefined : true,
      },
      { args: argsText, options: options === undefined ? undefined : toJson(recordValue(plainOptions(options))) },
    );
    // Kept for the answer where somebody hears of it: many calls may be under way.
    const seen = this.onCall && { id, source, command, args: encoded };
    if (seen !== undefined) this.onCall?.(seen);
    return { id, atUs, seen };
  }

  /** The backend has pushed something; `payload` is encoded already. */
  pushed(
    source: SourceName,
    { name, payload, label, channel, sync = false, target, madeBy = this.maker.named }: SeenPush,
  ): void {
    const text = payload === undefined ? undefined : toJson(payload);
    this.post<StartMessage>(
      {
        t: 'call',
        kind: 'push',
        id: this.nextId(),
        source,
        at: nowUs() / 1_000,
        command: nameOf(name),
        size: text === undefined ? 0 : utf8Length(text),
        label: nameOf(label),
        channel,
        madeBy,
        sync: sync ? true : undefined,
        target,
      },
      { args: text },
    );
  }

  /** A stand-in beside Node has answered a call: Node hears of it when the app was given another answer. */
  mockAnswered({ id, command }: { id: string; command: string }, given: Settled, own: Settled): void {
    const seen = this.otherAnswers.get(command) ?? 0;
    if (seen >= MAX_OTHER_ANSWERS) return;
    const [ours, text] = [settledText(given), settledText(own)];
    if (ours === text || text === undefined || text.length > MAX_COMPARED) return;
    this.otherAnswers.set(command, seen + 1);
    const key = 'ok' in own ? 'ok' : 'err';
    this.post<MockMessage>({ t: 'mock', id, command: nameOf(command) }, { [key]: text });
  }

  /** A message has passed of which only Node can say what it is; `data` is encoded already. */
  raw(source: SourceName, { direction, channel, data, label, at }: SeenMessage): void {
    const text = data === undefined ? undefined : toJson(data);
    this.post<RawPageMessage>(
      {
        t: 'raw',
        id: this.nextId(),
        source,
        direction,
        at,
        channel: nameOf(channel),
        size: text === undefined ? 0 : utf8Length(text),
        label: nameOf(label),
      },
      { data: text },
    );
  }

  /** Something other than IPC has happened. */
  event(event: PageEvent, label: string, at = epochMs()): void {
    this.post<EventMessage>({ t: 'event', at, label: nameOf(label), event }, {});
  }

  /** Events came too fast, and are counted. */
  lost(count: number): void {
    this.post<LostMessage>({ t: 'lost', count }, {});
  }

  /** A field for a secret has this content now; `field` tells it from others of the document. */
  typed(field: number, value: string): void {
    this.post<TypedMessage>({ t: 'typed', field: `${this.prefix}${field}`, value }, {});
  }

  /** Calls may be missing, or are. */
  gap(reason: GapMessage['reason'], global: string): void {
    this.post<GapMessage>({ t: 'gap', reason, global }, {});
  }

  /** Somebody has called the script who does not know its keys. */
  tampered(count: number): void {
    this.post<TamperedMessage>({ t: 'tampered', count }, {});
  }

  /** Traffic was left out, and is counted. */
  noise(count = 1): void {
    this.post<NoiseMessage>({ t: 'noise', count }, {});
  }

  /** Sends a message whose large members are JSON text already. */
  private post<Message extends { t: string }>(head: MessageHead<Message>, texts: MessageTexts<Message>): void {
    const text = messageText(head, texts);
    this.outbox.post(this.outbox.takes(text) ? text : shortMessageText(head, texts));
  }

  private nextId(): string {
    this.count += 1;
    return this.prefix + this.count;
  }
}

/** Cuts a name to the length that Node takes. */
const nameOf = (name: string): string => (name.length > MAX_NAME ? slice(name, 0, MAX_NAME) : name);

/** How a call has ended: with an error, by whom, and after which time, where that was taken before. */
interface Ending {
  err?: string;
  mocked: boolean;
  us?: number;
}

function sizeOfAll(blobs: readonly FoundBlob[]): number {
  let bytes = 0;
  for (const { binary } of blobs) bytes += binary.size;
  return bytes;
}

type Settled = { ok: unknown } | { err: unknown };

function settledText(settled: Settled): string | undefined {
  return toJson(recordValue(('ok' in settled ? settled.ok : settled.err) ?? null));
}

/** Returns the text that Victauri's `Err` holds. */
function messageOf(reason: unknown, encoded: string | undefined): string {
  if (typeof reason === 'string') return reason;
  try {
    const message =
      typeof reason === 'object' && reason !== null ? (reason as { message?: unknown }).message : undefined;
    return typeof message === 'string' ? message : (encoded ?? String(reason));
  } catch {
    return encoded ?? 'an error that cannot be read';
  }
}

/** Bytes on the wire. No arguments, and the empty object that client libraries send for none, count as 0. */
function sizeOf(encoded: unknown, text: string | undefined, meter: WireMeter): number {
  if (text === undefined || text === '{}') return 0;
  if (!text.includes('"$')) return utf8Length(text);
  const { $binary: binary } = encoded as { $binary?: { size: number; type: string } };
  // Bytes that are all there is go as they are.
  const isRaw = binary !== undefined && binary.type !== 'Blob' && binary.type !== 'File';
  return isRaw ? binary.size : meter.total(encoded);
}

/** Length from which a value may be cut in the recording, so that its copy no longer tells its size. */
const LARGE = 64 * 1024;

/** Returns the size of arguments whose JSON text on the wire is known; undefined when their copy tells it better. */
export function sizeOnWire(text: string): number | undefined {
  return text.length < LARGE ? undefined : utf8Length(text);
}
