import stringify from 'fast-json-stable-stringify';
import { callKind } from '../../calls/call-kind.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { decodeValue } from '../../session/codec/decode-value.ts';
import { putInList } from '../../std/put-in-list.ts';

/** Events that the frontend itself sends: windows hear of them again at a replay, when they are sent again. */
const EMITS = ['plugin:event|emit', 'plugin:event|emit_to', 'tauri:Event.emit'];

/** Microseconds in which windows hear of an event that was sent. */
const HEARD_WITHIN_US = 1_000_000;

/** An event that was sent, to one window or to all. */
interface Emitted {
  startUs: number;
  label: string | undefined;
}

/** Leaves out the pushes that the frontend brought about itself, by sending an event that windows hear. */
export function withoutEmitted(traffic: RecordedCall[]): RecordedCall[] {
  const emitted = new Map<string, Emitted[]>();
  for (const recorded of traffic) {
    const { event, payload, label } = sentBy(recorded) ?? {};
    if (event !== undefined) putInList(emitted, keyOf(event, payload), { startUs: recorded.startUs, label });
  }
  if (emitted.size === 0) return traffic;
  /** Up to which of the events of a key each page has heard them. */
  const heard = new Map<string, number>();
  return traffic.filter(({ call, startUs }) => {
    if (callKind(call) !== 'push' || call.channel !== undefined) return true;
    const key = keyOf(call.command, call.args);
    const events = emitted.get(key);
    if (events === undefined) return true;
    const page = `${call.page} ${call.frame} ${key}`;
    for (let at = heard.get(page) ?? 0; at < events.length; at += 1) {
      const one = events[at] as Emitted;
      if (one.startUs > startUs) break;
      heard.set(page, at + 1);
      const isFor = one.label === undefined || one.label === call.webview_label;
      if (isFor && startUs - one.startUs <= HEARD_WITHIN_US) return false;
    }
    return true;
  });
}

/** What a call has sent, unless it has failed. */
function sentBy({ call }: RecordedCall): { event: string; payload: unknown; label: string | undefined } | undefined {
  if (!EMITS.includes(call.command) || (call.result !== 'Pending' && 'Err' in call.result)) return undefined;
  const { message, ...own } = (call.args ?? {}) as SentEvent & { message?: SentEvent };
  const { event, payload, target, windowLabel } = message ?? own;
  return { event: String(event), payload, label: target?.label ?? windowLabel ?? undefined };
}

/** The arguments of `emit` and `emit_to`; those of Tauri v1 are one level deeper. */
interface SentEvent {
  event?: unknown;
  payload?: unknown;
  target?: { label?: string } | null;
  windowLabel?: string | null;
}

/** An event and what it brings, as it crosses to the windows: Rust may put the fields of an object in another order. */
function keyOf(event: string, payload: unknown): string {
  const json = JSON.stringify(decodeValue(payload), asOnTheWire) ?? 'null';
  return `${event} ${stringify(JSON.parse(json))}`;
}

/** What Tauri makes of values that JSON does not have. */
function asOnTheWire(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  return typeof value === 'bigint' ? String(value) : value;
}
