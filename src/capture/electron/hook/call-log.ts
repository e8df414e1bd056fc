import { performance } from 'node:perf_hooks';
import { ELECTRON } from '../../../calls/runtimes.ts';
import { encodeValue } from '../../../session/codec/encode-value.ts';
import type { IpcCall } from '../../../session/format/schema.ts';
import { formatTimestamp } from '../../../session/format/timestamp.ts';
import { strictClock } from '../../../std/strict-clock.ts';
import { CLONED } from './cloned.ts';
import type { Origin } from './origins.ts';
import type { SideChannel } from './records/side-channel.ts';

/** Taken here, before the app can replace them. */
const sinceOrigin = performance.now.bind(performance);
const { timeOrigin } = performance;
const { byteLength } = Buffer;
const { stringify } = JSON;

const nowUs = strictClock(() => timeOrigin + sinceOrigin());
const timestamp = () => formatTimestamp(nowUs() / 1_000);

/** A call under way. */
export interface OpenCall {
  readonly id: string;
  ok(value: unknown, mocked?: boolean): void;
  /** `text` is what the renderer is told; `reason` what was thrown, when that is known. */
  err(text: string, thrown?: { reason: unknown }, mocked?: boolean): void;
}

/** A call or a message, as a hook sees it. */
export interface SeenMessage {
  command: string;
  /** The arguments: a list, as in Electron. */
  args: readonly unknown[];
  origin: Origin;
  /** The id of the message that the port came or went with. */
  channel?: string;
  /** Counts the ports that came with the message. */
  ports?: number;
  /** The source, when the message did not pass between the main process and a window. */
  source?: string;
  /** Answered while the renderer waits. */
  sync?: boolean;
  /** Made by the test itself in the main process. */
  testMade?: boolean;
}

/** Makes events of what the hooks see: gives ids, takes times, copies values. What the app does to its values later does not matter. */
export class CallLog {
  private readonly channel: SideChannel;
  private readonly prefix: string;
  private count = 0;

  constructor(channel: SideChannel, prefix: string) {
    this.channel = channel;
    this.prefix = prefix;
  }

  /** A call has started. */
  started(message: SeenMessage): OpenCall {
    const { call, atUs } = this.describe(message);
    this.channel.record({ t: 'call', call });
    let open = true;
    const end = (result: { Ok: NonNullable<unknown> | null } | { Err: string }, error: unknown, mocked: boolean) => {
      if (!open) return;
      open = false;
      // From the time that the call has: what was pushed in between must lie between both.
      const durationUs = nowUs() - atUs;
      this.channel.record({
        t: 'end',
        id: call.id,
        outcome: { result, durationUs, ...(error === undefined ? {} : { error }), ...(mocked ? { mocked } : {}) },
      });
    };
    return {
      id: call.id,
      ok: (value, mocked = false) => end({ Ok: encodeValue(value, CLONED) ?? null }, undefined, mocked),
      err: (text, thrown, mocked = false) => {
        if (thrown === undefined || typeof thrown.reason === 'string') return end({ Err: text }, undefined, mocked);
        const error = encodeValue(thrown.reason, { limits: CLONED.limits });
        end({ Err: messageOf(thrown.reason, error) }, error, mocked);
      },
    };
  }

  /** One-way traffic has passed: `send` to the main process, `push` from it. Returns its id. */
  passed(kind: 'send' | 'push', message: SeenMessage): string {
    const event: IpcCall = { ...this.describe(message).call, kind };
    this.channel.record({ t: 'event', event });
    return event.id;
  }

  /** Something has happened to a window or a process. */
  happened(label: string, event: string): void {
    this.channel.record({
      t: 'event',
      event: { type: 'WindowEvent', label, event, timestamp: timestamp() },
    });
  }

  /** A message of the app's has failed, and Electron told nobody but its console. */
  failed(what: string, { reason }: { reason: unknown }): void {
    const message = `${what}: ${messageOf(reason, encodeValue(reason))}`;
    this.channel.record({
      t: 'event',
      event: { type: 'Console', level: 'error', message, timestamp: timestamp() },
    });
  }

  /** Both ends of a port are in other processes from now on. */
  passesBy({ command, origin }: { command: string; origin: Origin }): void {
    const message = `Messages through the port that "${command}" brought to ${origin.webview_label} pass by the main process: they are not in this session.`;
    this.channel.record({
      t: 'event',
      event: { type: 'Console', level: 'warn', message, timestamp: timestamp() },
    });
  }

  private describe({
    command,
    args,
    origin,
    channel,
    ports = 0,
    source = ELECTRON.name,
    sync,
    testMade,
  }: SeenMessage): { call: IpcCall; atUs: number } {
    const encoded = encodeValue(args, CLONED);
    const atUs = nowUs();
    this.count += 1;
    const call: IpcCall = {
      type: 'Ipc',
      id: `${this.prefix}-${this.count}`,
      command,
      timestamp: formatTimestamp(atUs / 1_000),
      duration_ms: null,
      result: 'Pending',
      arg_size_bytes: args.length === 0 ? 0 : byteLength(stringify(encoded)),
      args: encoded,
      source,
      ...origin,
      ...(channel === undefined ? {} : { channel }),
      ...(ports > 0 ? { ports } : {}),
      ...(sync ? { sync } : {}),
      ...(testMade ? { made_by: 'test' as const } : {}),
    };
    return { call, atUs };
  }
}

/** Returns the text that Victauri's `Err` holds: an error's message, not its name. */
function messageOf(reason: unknown, encoded: unknown): string {
  try {
    const message = (reason as { message?: unknown } | null)?.message;
    if (typeof message === 'string') return message;
  } catch {
    // a getter of the app's
  }
  return stringify(encoded) ?? String(reason);
}
