import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { parseTimestamp } from '../session/format/timestamp.ts';
import { callKind } from './call-kind.ts';

/** A call of a session with its number and its time. */
export interface RecordedCall {
  /** The running number of its event. */
  index: number;
  call: IpcCall;
  /** Microseconds since 1970. */
  startUs: number;
  /** When it was answered; `Infinity` when it never was, `startUs` for one-way traffic. */
  endUs: number;
}

/** The `Ipc` events of a session in record order, one-way traffic too. A call that was carried over from before is none of them. */
export function recordedCalls(session: RecordedSession): RecordedCall[] {
  const calls: RecordedCall[] = [];
  for (const { index, event } of session.events) {
    if (event.type !== 'Ipc' || event.carried_over) continue;
    const startUs = microseconds(event.timestamp);
    calls.push({ index, call: event, startUs, endUs: startUs + durationUs(event) });
  }
  return calls;
}

/** The calls among them: one-way traffic is none. */
export function invokedCalls(session: RecordedSession): RecordedCall[] {
  return recordedCalls(session).filter(({ call }) => callKind(call) === 'invoke');
}

/** Counts the same calls. */
export function countInvoked({ events }: RecordedSession): number {
  let count = 0;
  for (const { event } of events)
    if (event.type === 'Ipc' && event.carried_over !== true && callKind(event) === 'invoke') count += 1;
  return count;
}

/** Microseconds since 1970 of an RFC 3339 timestamp; finer digits are cut. */
export function microseconds(timestamp: string): number {
  const { second, nanos } = parseTimestamp(timestamp);
  return second * 1_000_000 + Math.floor(nanos / 1000);
}

function durationUs(call: IpcCall): number {
  if (callKind(call) !== 'invoke') return 0;
  if (call.result === 'Pending') return Number.POSITIVE_INFINITY;
  return call.duration_us ?? (call.duration_ms ?? 0) * 1000;
}
