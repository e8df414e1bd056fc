import type { AppEvent, IpcCall } from '../../session/format/schema.ts';

/** The parts of a call that hold values of the app's. */
export type CallValues = Partial<Pick<IpcCall, 'args' | 'options' | 'result' | 'error'>>;

/** Changes the values of a call: arguments, options, answer and error. Returns it as it came when none has changed. */
export function mapValues<Call extends CallValues>(call: Call, change: (value: unknown) => unknown): Call {
  let copy: Call | undefined;
  for (const key of ['args', 'options', 'error'] as const) {
    const value = call[key];
    if (value === undefined) continue;
    const changed = change(value);
    if (changed === value) continue;
    copy ??= { ...call };
    copy[key] = changed as never;
  }
  const { result } = call;
  if (typeof result !== 'object' || !('Ok' in result)) return copy ?? call;
  const answer = change(result.Ok);
  return answer === result.Ok ? (copy ?? call) : { ...(copy ?? call), result: { Ok: answer } };
}

/** Changes the values of an event, which is a call or has none. */
export function mapEventValues(event: AppEvent, change: (value: unknown) => unknown): AppEvent {
  return event.type === 'Ipc' ? mapValues(event, change) : event;
}
