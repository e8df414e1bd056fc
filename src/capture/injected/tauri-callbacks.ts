import { encodeValue } from '../../session/encode-value.ts';
import type { PagePush } from '../page-protocol.ts';

type Callback = (payload: unknown) => unknown;
interface Named {
  /** The event's name, or `<command>#<path of the argument>` for a channel. */
  name: string;
  /** The call a channel was passed to. */
  channel?: { call: string; path: string; next: number };
  /** The id the app unlistens with. */
  eventId?: unknown;
}

/**
 * The callbacks that Tauri's client library registers: every event and every channel message comes through one.
 * A callback gets its name when its id turns up in a call: as the `handler` of a `listen`, or as a `Channel` among the arguments.
 */
export class TauriCallbacks {
  private readonly callbacks = new Map<number, Callback>();
  private readonly names = new Map<number, Named>();
  private readonly pushed: (name: string, payload: unknown, channel: string | undefined) => void;

  constructor(pushed: (name: string, payload: unknown, channel: string | undefined) => void) {
    this.pushed = pushed;
  }

  /** The callback to register in place of the app's; `registered` takes the id it got. */
  wrap(callback: Callback): { wrapped: Callback; registered(id: unknown): void } {
    let id = Number.NaN;
    const record = (payload: unknown) => {
      const named = this.names.get(id);
      if (named === undefined) return;
      if (named.channel === undefined) this.pushed(named.name, payloadOf(payload, 'payload'), undefined);
      else if (isEnd(payload)) this.forget(id);
      else {
        named.channel.next += 1;
        this.pushed(named.name, payloadOf(payload, 'message'), named.channel.call);
      }
    };
    function wrapped(this: unknown, payload: unknown) {
      record(payload);
      return callback.call(this, payload);
    }
    return {
      wrapped,
      registered: (registeredId) => {
        if (typeof registeredId !== 'number') return;
        id = registeredId;
        this.callbacks.set(id, wrapped);
      },
    };
  }

  /** Learns names from the arguments of a call: channels, and the handler of a `listen`. */
  nameFrom(callId: string, command: string, args: unknown): void {
    if (this.callbacks.size === 0 || typeof args !== 'object' || args === null) return;
    if (command === 'plugin:event|listen') {
      const { event, handler } = args as { event?: unknown; handler?: unknown };
      if (typeof handler === 'number') this.names.set(handler, { name: String(event) });
      return;
    }
    for (const { id, path } of channelsIn(args))
      this.names.set(id, { name: `${command}#${path}`, channel: { call: callId, path, next: 0 } });
  }

  /** Learns the id that an app unlistens with, from the answer of its `listen`. */
  listening(args: unknown, eventId: unknown): void {
    const named = this.names.get((args as { handler?: number } | null)?.handler ?? Number.NaN);
    if (named !== undefined) named.eventId = eventId;
  }

  /** Forgets the listener of an `unlisten`. */
  unlisten(args: unknown): void {
    const { event, eventId } = (args ?? {}) as { event?: unknown; eventId?: unknown };
    for (const [id, named] of this.names) {
      if (named.name === event && named.eventId === eventId) this.forget(id);
    }
  }

  forget(id: number): void {
    this.callbacks.delete(id);
    this.names.delete(id);
  }

  /** Runs the callbacks that a push is for; returns how many ran. */
  deliver(push: PagePush): number {
    let ran = 0;
    for (const [id, named] of [...this.names]) {
      const payload = this.payloadFor(push, id, named);
      if (payload === undefined) continue;
      this.run(id, payload);
      ran += 1;
    }
    return ran;
  }

  /** Runs one callback by its id; false when there is none. */
  run(id: number, payload: unknown): boolean {
    const callback = this.callbacks.get(id);
    callback?.(payload);
    return callback !== undefined;
  }

  private payloadFor(push: PagePush, id: number, named: Named): object | undefined {
    if ('event' in push) {
      if (named.channel !== undefined || named.name !== push.event) return undefined;
      return { event: push.event, id: named.eventId ?? id, payload: push.payload };
    }
    const { channel } = named;
    if (channel === undefined) return undefined;
    const meant =
      'channel' in push
        ? push.channel === `__CHANNEL__:${id}`
        : push.channelOf === channel.call && push.path === channel.path;
    return meant ? { message: push.message, index: channel.next } : undefined;
  }
}

const payloadOf = (payload: unknown, key: 'payload' | 'message'): unknown =>
  encodeValue(
    typeof payload === 'object' && payload !== null && key in payload
      ? (payload as Record<string, unknown>)[key]
      : payload,
  );

const isEnd = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'end' in payload && !('message' in payload);

/** The channels among the arguments, at most three levels down. A `Channel` has a numeric `id` and says `__CHANNEL__:<id>` of itself. */
function channelsIn(args: object, prefix = '', depth = 0): { id: number; path: string }[] {
  const found: { id: number; path: string }[] = [];
  for (const [key, value] of Object.entries(args)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const id = channelId(value);
    if (id !== undefined) found.push({ id, path });
    else if (
      depth < 2 &&
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    ) {
      found.push(...channelsIn(value, path, depth + 1));
    }
  }
  return found;
}

function channelId(value: unknown): number | undefined {
  if (
    typeof value === 'object' &&
    value !== null &&
    '__TAURI_TO_IPC_KEY__' in value &&
    typeof (value as { id?: unknown }).id === 'number'
  ) {
    return (value as unknown as { id: number }).id;
  }
  const text = typeof value === 'string' ? /^__CHANNEL__:(\d+)$/.exec(value)?.[1] : undefined;
  return text === undefined ? undefined : Number(text);
}
