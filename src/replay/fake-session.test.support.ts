import type { IpcCall, RecordedSession, StateCheckpoint } from '../session/format/schema.ts';

/** A call for a test: what is not given is filled in; `at` and `took` are milliseconds, `took: null` means never answered. */
export interface FakeCall extends Partial<Omit<IpcCall, 'type'>> {
  command: string;
  at?: number;
  took?: number | null;
}

/** A session for a test. Calls follow one another every 10 ms and take 5, unless they say otherwise. */
export function fakeSession(calls: FakeCall[], rest: Partial<RecordedSession> = {}): RecordedSession {
  const events = calls.map(({ at, took, ...fields }, index) => {
    const call = fakeCall(index, at ?? index * 10, took === undefined ? 5 : took, fields);
    return { index, timestamp: call.timestamp, event: call };
  });
  return { id: 'test', started_at: timestampAt(0), events, checkpoints: [], version: 1, ...rest };
}

/** A checkpoint for a test, at the begin or end of a `test.step`. */
export function fakeStep(
  phase: 'begin' | 'end',
  titlePath: string[],
  eventIndex: number,
  rest: Partial<NonNullable<StateCheckpoint['step']>> = {},
): StateCheckpoint {
  const step = { id: titlePath.join('/'), phase, title_path: titlePath, category: 'test.step', ...rest };
  return {
    id: `${phase} ${step.id} ${eventIndex}`,
    label: null,
    timestamp: timestampAt(eventIndex * 10),
    state: null,
    event_index: eventIndex,
    step,
  };
}

/** The text of a moment, in milliseconds after the start. */
export function timestampAt(milliseconds: number): string {
  return new Date(Date.UTC(2026, 10, 23, 9, 30) + milliseconds).toISOString();
}

function fakeCall(index: number, at: number, took: number | null, fields: Partial<IpcCall>): IpcCall {
  const isOneWay = fields.kind === 'push' || fields.kind === 'send';
  const isPending = isOneWay || took === null;
  return {
    type: 'Ipc',
    id: `c${index}`,
    command: 'unnamed',
    timestamp: timestampAt(at),
    duration_ms: isPending ? null : Math.round(took),
    result: isPending ? 'Pending' : { Ok: null },
    arg_size_bytes: 0,
    webview_label: 'main',
    args: {},
    ...(isPending ? {} : { duration_us: Math.round(took * 1000) }),
    ...fields,
  };
}
