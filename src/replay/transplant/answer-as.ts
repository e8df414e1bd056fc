import type { IpcCall } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';

/** Returns a call with the answer of another one; it takes the time that it took itself, where it had an answer. */
export function answerAs(call: IpcCall, other: IpcCall): IpcCall {
  const { error: _error, abandoned: _abandoned, duration_us: tookUs, ...rest } = call;
  const timed = { ...rest, result: other.result, ...defined({ error: other.error }) };
  if (other.result === 'Pending') return { ...withoutTask(timed), duration_ms: null };
  if (call.result !== 'Pending') return { ...timed, ...defined({ duration_us: tookUs }) };
  return { ...timed, duration_ms: other.duration_ms, ...defined({ duration_us: other.duration_us }) };
}

/** Returns a call that takes so many microseconds. */
export function tookUs(call: IpcCall, us: number): IpcCall {
  return { ...withoutTask(call), duration_ms: Math.round(us / 1_000), duration_us: us };
}

/** An answer that comes at another time no longer comes in the task of its call. */
function withoutTask({ same_task: _task, ...call }: IpcCall): IpcCall {
  return call;
}
