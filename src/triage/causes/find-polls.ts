import { callKind } from '../../calls/call-kind.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { callKey } from '../../calls/same-call/call-key.ts';
import { writeTest } from '../../calls/write-commands.ts';
import { putInList } from '../../std/put-in-list.ts';
import type { PollFact } from './verdict.ts';

/** Calls of one kind that make them polls. */
const MIN_CALLS = 4;
/** Microseconds between two of them at least: what is asked at one time is no poll. */
const MIN_GAP_US = 10_000;
/** By how much the time between two may differ from the usual one, and the share of which that holds. */
const REGULAR = { low: 0.5, high: 2.5, share: 0.7 };

/** A question that a timer repeats, with its calls. */
export interface Poll extends PollFact {
  calls: RecordedCall[];
}

/** Finds the questions that a timer repeats: reads that are alike and come again after about the same time. */
export function findPolls(calls: readonly RecordedCall[]): Poll[] {
  const isWrite = writeTest();
  const byKey = new Map<string, RecordedCall[]>();
  for (const recorded of calls) {
    const { command, args, options } = recorded.call;
    if (callKind(recorded.call) === 'invoke') putInList(byKey, callKey(command, args, options), recorded);
  }
  return [...byKey.values()].flatMap((alike) => {
    const [first, last] = [alike[0], alike.at(-1)];
    if (first === undefined || last === undefined || isWrite(first.call.command) || !isRegular(alike)) return [];
    const answered = alike.filter(({ call }) => call.result !== 'Pending');
    const answers = new Set(answered.map(({ call }) => JSON.stringify(call.result))).size;
    return [
      { command: first.call.command, first: first.index, last: last.index, times: alike.length, answers, calls: alike },
    ];
  });
}

function isRegular(calls: RecordedCall[]): boolean {
  if (calls.length < MIN_CALLS) return false;
  const gaps = calls.slice(1).map(({ startUs }, at) => startUs - (calls[at]?.startUs ?? 0));
  const usual = [...gaps].sort((one, other) => one - other)[gaps.length >> 1] ?? 0;
  if (usual < MIN_GAP_US) return false;
  const regular = gaps.filter((gap) => gap >= usual * REGULAR.low && gap <= usual * REGULAR.high);
  return regular.length >= gaps.length * REGULAR.share;
}
