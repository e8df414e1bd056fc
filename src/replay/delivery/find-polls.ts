import { callKind } from '../../calls/call-kind.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { firstWhere } from '../../std/first-where.ts';
import { putInList } from '../../std/put-in-list.ts';
import type { QuestionKeys } from '../matching/question-keys.ts';

/** Calls of one kind that make them polls. */
const MIN_CALLS = 3;

/** Microseconds within which a call follows what has caused it: an event or an answer is handled in one task. */
const FOLLOWS_US = 5_000;

/**
 * The calls that a timer makes, over and over: they are alike, change nothing, and most follow no event and no answer to another call.
 * How many there are differs from run to run, so nothing else can be placed by them.
 *
 * @param all the session's calls and one-way traffic, in record order.
 */
export function findPolls(
  all: readonly RecordedCall[],
  keys: QuestionKeys,
  isWrite: (command: string) => boolean,
): ReadonlySet<RecordedCall> {
  const byKey = new Map<string, RecordedCall[]>();
  /** The possible causes of a call, by page: when each came, and for an answer the key of its call. */
  const causes = new Map<string | undefined, { timeUs: number; key?: string }[]>();
  for (const recorded of all) {
    const { call, startUs, endUs } = recorded;
    if (callKind(call) === 'push') putInList(causes, call.page, { timeUs: startUs });
    if (callKind(call) !== 'invoke') continue;
    const key = keys.exact(keys.asked(call));
    putInList(byKey, key, recorded);
    if (endUs !== Number.POSITIVE_INFINITY) putInList(causes, call.page, { timeUs: endUs, key });
  }
  for (const list of causes.values()) list.sort((one, other) => one.timeUs - other.timeUs);

  const polls = new Set<RecordedCall>();
  for (const [key, calls] of byKey) {
    if (calls.length < MIN_CALLS || isWrite(calls[0]?.call.command ?? '')) continue;
    const following = calls.filter(({ call, startUs }) => {
      const list = causes.get(call.page) ?? [];
      let at = firstWhere(list.length, (nth) => (list[nth]?.timeUs ?? 0) > startUs) - 1;
      for (; at >= 0; at -= 1) {
        const cause = list[at];
        if (cause === undefined || startUs - cause.timeUs > FOLLOWS_US) return false;
        if (cause.key !== key) return true;
      }
      return false;
    });
    if (following.length * 2 < calls.length) for (const call of calls) polls.add(call);
  }
  return polls;
}
