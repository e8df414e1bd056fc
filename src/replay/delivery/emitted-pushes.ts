import stringify from 'fast-json-stable-stringify';
import { callKind } from '../../calls/call-kind.ts';
import { eventEmitted } from '../../calls/event-commands.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { decodeValue } from '../../session/codec/decode-value.ts';
import { putInList } from '../../std/put-in-list.ts';

/** Microseconds in which windows hear of an event that was sent. */
const HEARD_WITHIN_US = 1_000_000;

/** An event that was sent, to one window or to all. */
interface Emitted {
  startUs: number;
  label: string | undefined;
}

/**
 * Leaves out the pushes that the frontend brought about itself, by sending an event that windows hear: they hear of it again at a
 * replay, when it is sent again.
 */
export function withoutEmitted(traffic: RecordedCall[]): RecordedCall[] {
  const emitted = new Map<string, Emitted[]>();
  for (const recorded of traffic) {
    const { event, payload, label } = sentBy(recorded) ?? {};
    if (event !== undefined) putInList(emitted, keyOf(event, payload), { startUs: recorded.startUs, label });
  }
  if (emitted.size === 0) return traffic;
  /** For each page and key, the number of emitted events that the page has heard. */
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

/** The event that a call has sent, unless the call has failed. */
function sentBy({ call }: RecordedCall): { event: string; payload: unknown; label: string | undefined } | undefined {
  const sent = call.result !== 'Pending' && 'Err' in call.result ? undefined : eventEmitted(call);
  return sent && { event: String(sent.event), payload: sent.payload, label: sent.label };
}

/** An event and what it brings, as it crosses to the windows: Rust may put the fields of an object in another order. */
function keyOf(event: string, payload: unknown): string {
  const json = JSON.stringify(decodeValue(payload), asOnTheWire) ?? 'null';
  return `${event} ${stringify(JSON.parse(json))}`;
}

/** Writes values that JSON does not have as Tauri does. */
function asOnTheWire(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  return typeof value === 'bigint' ? String(value) : value;
}
