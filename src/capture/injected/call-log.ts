import { encodeValue } from '../../session/encode-value.ts';
import type {
  EndMessage,
  EventMessage,
  NoiseMessage,
  PageEvent,
  RawPageMessage,
  StartMessage,
} from '../page-protocol.ts';
import type { SourceName } from '../source-options.ts';
import { epochMs, monotonicMs, toJson } from './natives.ts';
import type { Outbox } from './outbox.ts';

/** A call under way. */
export interface OpenCall {
  readonly id: string;
  ok(value: unknown, mocked?: boolean): void;
  err(reason: unknown, mocked?: boolean): void;
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
  size?: number;
  kind?: 'send';
  retryOf?: string;
}

/** A push; its payload is encoded already. */
export interface SeenPush {
  name: string;
  payload: unknown;
  label: string;
  /** The id of the call that the channel was passed to. */
  channel?: string | undefined;
}

/** A message of a transport that knows no calls; its data is encoded already. */
export interface SeenMessage {
  direction: 'out' | 'in';
  channel: string;
  data: unknown;
  label: string;
  /** When it passed, in milliseconds since the epoch: before its data was encoded. */
  at: number;
}

/** Turns what a hook sees into messages: gives ids, takes times, encodes values. Each value is made into JSON once. */
export class CallLog {
  private readonly outbox: Outbox;
  private readonly prefix = `${Math.random().toString(36).slice(2, 10)}-`;
  private count = 0;

  constructor(outbox: Outbox) {
    this.outbox = outbox;
  }

  /** A call has started. */
  started(call: SeenCall): OpenCall {
    const id = this.sent(call);
    const startedMs = monotonicMs();
    let open = true;
    const end = (outcome: Partial<EndMessage>, texts: Texts<EndMessage>) => {
      if (!open) return;
      open = false;
      this.post<EndMessage>({ t: 'end', id, us: Math.round((monotonicMs() - startedMs) * 1_000), ...outcome }, texts);
    };
    return {
      id,
      ok: (value, mocked = false) => end(mocked ? { mocked } : {}, { ok: toJson(encodeValue(value)) }),
      err: (reason, mocked = false) => {
        const error = typeof reason === 'string' ? undefined : toJson(encodeValue(reason));
        end({ err: messageOf(reason, error), ...(mocked ? { mocked } : {}) }, { error });
      },
    };
  }

  /** A call has started, or one-way traffic has passed; returns its id. */
  sent({ source, command, args, options, label, size, kind, retryOf }: SeenCall): string {
    const id = this.nextId();
    const argsText = args === undefined ? undefined : toJson(encodeValue(args));
    this.post<StartMessage>(
      {
        t: 'call',
        id,
        source,
        at: epochMs(),
        command,
        size: size ?? sizeOf(args, argsText),
        label,
        ...(kind === undefined ? {} : { kind }),
        ...(retryOf === undefined ? {} : { retryOf }),
      },
      { args: argsText, options: options === undefined ? undefined : toJson(encodeValue(options)) },
    );
    return id;
  }

  /** The backend has pushed something; `payload` is encoded already. */
  pushed(source: SourceName, { name, payload, label, channel }: SeenPush): void {
    const text = payload === undefined ? undefined : toJson(payload);
    this.post<StartMessage>(
      {
        t: 'call',
        kind: 'push',
        id: this.nextId(),
        source,
        at: epochMs(),
        command: name,
        size: text === undefined ? 0 : utf8Length(text),
        label,
        ...(channel === undefined ? {} : { channel }),
      },
      { args: text },
    );
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
        channel,
        size: text === undefined ? 0 : utf8Length(text),
        label,
      },
      { data: text },
    );
  }

  /** Something other than IPC has happened. */
  event(event: PageEvent, label: string): void {
    this.post<EventMessage>({ t: 'event', at: epochMs(), label, event }, {});
  }

  /** Traffic was left out, and is counted. */
  noise(count = 1): void {
    this.post<NoiseMessage>({ t: 'noise', count }, {});
  }

  /** Sends a message whose large members are JSON text already. */
  private post<Message extends object>(head: Message, texts: Texts<Message>): void {
    let text = toJson(head).slice(0, -1);
    for (const key in texts) if (texts[key] !== undefined) text += `,"${key}":${texts[key]}`;
    this.outbox.post(`${text}}`);
  }

  private nextId(): string {
    this.count += 1;
    return this.prefix + this.count;
  }
}

type Texts<Message> = { [Key in keyof Message]?: string | undefined };

/** The text that Victauri's `Err` holds. */
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
function sizeOf(args: unknown, text: string | undefined): number {
  if (args instanceof ArrayBuffer || ArrayBuffer.isView(args)) return args.byteLength;
  return text === undefined || text === '{}' ? 0 : utf8Length(text);
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

function utf8Length(text: string): number {
  if (!BEYOND_ASCII.test(text)) return text.length;
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // A surrogate pair is two units and four bytes: two a unit.
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}
