import { callKind } from '../../../calls/call-kind.ts';
import { type RecordedCall, recordedCalls } from '../../../calls/recorded-call.ts';
import { isBackendCall, isReplayable } from '../../../replay/delivery/replayable-calls.ts';
import { answerAs } from '../../../replay/transplant/answer-as.ts';
import type { Deviation } from '../../../replay/transplant/deviation.ts';
import type { IpcCall, RecordedSession } from '../../../session/format/schema.ts';
import { putInList } from '../../../std/put-in-list.ts';
import { nameOf, show } from '../../../triage/causes/make-cause.ts';
import { orderText } from './deviation-texts.ts';
import type { Compared } from './find-deviations.ts';

/**
 * Makes up a pass from the failure alone: all answers in the order in which they were asked for, and those that failed or never came as another call of
 * their command was answered.
 */
export function makeUpPass(failed: RecordedSession): Compared {
  const calls = recordedCalls(failed).filter(
    (one) => callKind(one.call) === 'invoke' && isReplayable(one) && isBackendCall(one),
  );
  const answers = new Map<string, IpcCall>();
  const deviations: Deviation[] = overtaken(calls);
  for (const one of calls) {
    const { call } = one;
    if (isAnswered(one)) continue;
    const other = nearestAnswered(one, calls);
    if (other === undefined) continue;
    answers.set(call.id, answerAs(call, other.call));
    const what = call.result === 'Pending' ? 'was never answered' : `failed with ${show(errorOf(call))}`;
    const text = `${nameOf(call)} ${what}, and ${nameOf(other.call)} was answered`;
    deviations.push({ kind: 'answer', command: call.command, call: sameId(one), text });
  }
  const events = failed.events.map((event) => {
    const call = event.event.type === 'Ipc' ? answers.get(event.event.id) : undefined;
    return call === undefined ? event : { ...event, event: call };
  });
  return {
    ...{ failed, passed: { ...failed, events }, texts: [], deviations, left: 0 },
    calls: calls.map(sameId),
  };
}

/** Calls before another one that are looked at: more do not overlap in practice. */
const MAX_BEFORE = 20;

/** Answers that came after that to a later question. */
function overtaken(calls: readonly RecordedCall[]): Deviation[] {
  const answered = calls.filter(({ endUs }) => Number.isFinite(endUs));
  const late = new Map<RecordedCall, RecordedCall[]>();
  for (const [at, later] of answered.entries())
    for (const earlier of answered.slice(Math.max(0, at - MAX_BEFORE), at))
      if (earlier.endUs > later.endUs) putInList(late, earlier, later);
  return [...late].map(([one, others]) => {
    const text = orderText(
      one.call,
      others.map(({ call }) => call),
      'which was asked later',
    );
    return { kind: 'order', command: one.call.command, call: sameId(one), others: others.map(sameId), text };
  });
}

const sameId = ({ call: { id } }: RecordedCall) => ({ failed: id, passed: id });

/** The call of the same command that was answered, the nearest before it, else behind it. */
function nearestAnswered(one: RecordedCall, calls: readonly RecordedCall[]): RecordedCall | undefined {
  const alike = calls.filter((other) => other.call.command === one.call.command && isAnswered(other));
  return alike.findLast(({ index }) => index < one.index) ?? alike[0];
}

function isAnswered({ call: { result } }: RecordedCall): boolean {
  return typeof result === 'object' && 'Ok' in result;
}

function errorOf({ result }: IpcCall): unknown {
  return typeof result === 'object' && 'Err' in result ? result.Err : undefined;
}
