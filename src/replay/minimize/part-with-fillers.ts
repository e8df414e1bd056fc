import { callKind } from '../../calls/call-kind.ts';
import { invokedCalls } from '../../calls/recorded-call.ts';
import { isOfFramework, isOnlyObserved } from '../../calls/runtime-of.ts';
import { callKey } from '../../calls/same-call/call-key.ts';
import { markerOf } from '../../session/codec/values.ts';
import type { IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { usedValues } from './used-values.ts';

/** The calls of the app to its backend: of these a part of a session may leave out any. */
export function appCalls(session: RecordedSession): { index: number; call: IpcCall }[] {
  return invokedCalls(session).filter(({ call }) => !isOfFramework(call) && !isOnlyObserved(call));
}

/**
 * Returns a part of a session in which some of the app's calls have their recorded answers, for a test that is run on it. A call that is left out
 * is gone where one that is kept asks the same, as in a poll. Else the test would miss it, and fail for that: it stays, and its answer is a filler.
 *
 * @param kept the numbers of their events.
 */
export function partWithFillers(session: RecordedSession, kept: Iterable<number>): RecordedSession {
  const keeps = new Set(kept);
  const calls = appCalls(session);
  const out = new Map(calls.flatMap(({ index, call }) => (keeps.has(index) ? [] : [[index, call] as const])));
  const keys = new Set(calls.flatMap(({ index, call }) => (keeps.has(index) ? [questionOf(call)] : [])));
  const channels = new Set([...out.values()].map(({ id }) => id));
  const events = session.events.flatMap((recorded): RecordedEvent[] => {
    const { index, event } = recorded;
    if (event.type !== 'Ipc') return event.type === 'WindowEvent' ? [recorded] : [];
    if (event.channel !== undefined && channels.has(event.channel)) return [];
    const call = callKind(event) === 'invoke' ? out.get(index) : undefined;
    if (call === undefined) return [recorded];
    return keys.has(questionOf(call)) ? [] : [{ ...recorded, event: withFiller(call) }];
  });
  return { ...session, events, ...usedValues(events, session.values) };
}

/** The key of what a call asks. */
export function questionOf({ command, args, options }: IpcCall): string {
  return callKey(command, args, options);
}

function withFiller({ error: _error, abandoned: _abandoned, ...call }: IpcCall): IpcCall {
  const { result } = call;
  const time = result === 'Pending' ? { duration_ms: 0, duration_us: 0 } : {};
  return {
    ...call,
    ...time,
    filler: true,
    result: { Ok: result !== 'Pending' && 'Ok' in result ? otherValue(result.Ok) : null },
  };
}

/** Levels of a filler: it is made by recursion. */
const MAX_LEVELS = 50;

/** Makes another value of the same shape as far as that goes: an app that shows the recorded one, or goes by it, does otherwise now. */
function otherValue(value: unknown, level = 0): unknown {
  if (typeof value === 'string') return value === '' ? '-' : '';
  if (typeof value === 'number') return value === 0 ? 1 : 0;
  if (typeof value === 'boolean') return !value;
  if (value === null || typeof value !== 'object') return {};
  if (Array.isArray(value)) return value.length === 0 ? [null] : [];
  if (markerOf(value) !== undefined || Object.keys(value).length === 0 || level >= MAX_LEVELS) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, otherValue(item, level + 1)]));
}
