import { callKind } from '../src/calls/call-kind.ts';
import { recordedCalls } from '../src/calls/recorded-call.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';

/** Counts the calls of a session; one-way messages are none. */
export function countCalls(session: RecordedSession): number {
  return recordedCalls(session).filter(({ call }) => callKind(call) === 'invoke').length;
}
