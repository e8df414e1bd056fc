import { invokedCalls } from '../calls/recorded-call.ts';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { findCauses } from '../triage/causes/find-causes.ts';
import type { Cause, Verdict } from '../triage/causes/verdict.ts';
import { type FailureFacts, failureFacts } from '../triage/failure-facts.ts';
import { countLines, headLines, problemLines, sentenceLines } from '../triage/summary.ts';
import { ofEarlierRuns } from '../triage/verdict-lines.ts';
import { CallItems } from './call-item.ts';
import { eventId, type FoundCall } from './event-ids.ts';
import { sessionSteps } from './session-steps.ts';
import type { View, ViewItem } from './view.ts';

/** Says what is known of why a test failed: the test, the verdict with its causes, and the last calls before the failure. */
export function failureOverview(session: RecordedSession, options: OverviewOptions = {}): View {
  const { baselines = [], maxCauses = 5, maxCalls = 8, isBrief = false } = options;
  const facts = failureFacts(session, { maxLastCalls: maxCalls, baselines, verdict: options.verdict });
  const calls = new CallItems(session, sessionSteps(session));
  // The facts have none of a test that is not known to have failed.
  const verdict = facts.verdict ?? findCauses(session, { baselines });
  const { errors = [], ...test } = facts.test ?? {};
  const problems = [...problemLines(facts), ...sentenceLines(facts.whyNoCalls)];
  const more = verdict.causes.length - maxCauses;
  /** The first cause with its calls, where they are not among the last ones: the reader sees what the verdict rests on. */
  const withCalls = (item: ViewItem, at: number): ViewItem => {
    const shown = new Set(facts.lastCalls.map(({ index }) => index));
    const numbers = at > 0 ? [] : (verdict.causes[at]?.calls ?? []).filter((number) => !shown.has(number));
    const found = numbers.slice(0, MAX_CALLS).flatMap((number) => callAt(session, number) ?? []);
    return {
      ...item,
      lines: [...item.lines, ...found.flatMap((one) => calls.item(one).lines.map((line) => `   ${line}`))],
    };
  };
  return {
    title: 'IPC of this test',
    sections: [
      {
        ...{ key: 'test', isSingle: true },
        items: [
          {
            lines: isBrief ? stepLines(facts) : headLines(facts),
            rank: 0,
            data: { ...test, errors: errors.slice(0, 1) },
          },
        ],
      },
      { key: 'verdict', title: 'Verdict', isSingle: true, items: [verdictItem(verdict)] },
      {
        ...{ key: 'causes', title: 'Causes, the likeliest first' },
        items: verdict.causes.slice(0, maxCauses).map((cause, at) => withCalls(causeItem(session, cause, at), at)),
      },
      {
        ...{ key: 'last_calls', title: 'Last calls before the failure' },
        items: facts.lastCalls.map((one) => calls.item(foundOf(one), { rank: 3 })),
      },
      { key: 'page', title: 'Said by the page and the recorder', items: problems.map((line) => lineItem(line, 2)) },
      {
        ...{ key: 'counts', title: 'In all' },
        items: [...countLines(facts), ...unansweredLine(session)].map((line) => lineItem(line, 1)),
      },
    ],
    notes: more > 0 ? [`There are ${more} more causes or leads.`] : [],
  };
}

export interface OverviewOptions {
  /** Sessions of the test that passed. */
  baselines?: readonly RecordedSession[];
  /** The verdict, where it is known already. @default found by `findCauses` */
  verdict?: Verdict | undefined;
  /** @default 5 */
  maxCauses?: number;
  /** Calls before the failure. @default 8 */
  maxCalls?: number;
  /** Leaves out the name of the test and its error: the reader has them. @default false */
  isBrief?: boolean;
}

function stepLines({ test: _test, ...facts }: FailureFacts): string[] {
  return headLines(facts).slice(0, 1);
}

function verdictItem(verdict: Verdict): ViewItem {
  const { where, confidence, limits, baselines, earlier, polls } = verdict;
  const head =
    confidence === 'cannot tell'
      ? 'cannot tell from the calls alone'
      : where === 'cannot tell'
        ? `${confidence}; on which side the fault lies cannot be told`
        : `${confidence}: the fault lies in the ${where}`;
  const compared =
    baselines === 0
      ? 'without a session that passed'
      : `compared with ${baselines} that passed${ofEarlierRuns(verdict)}`;
  const repeated = polls.map(
    ({ command, times, answers }) =>
      `${escapeToFit(command, 60)} × ${times}, ${answers === 1 ? 'same answer' : `${answers} different answers`}`,
  );
  return {
    lines: [`${head} (${compared})`, ...sentenceLines(limits), ...repeated.slice(0, MAX_POLLS)],
    data: { where, confidence, limits, polls, baselines, earlier },
    rank: 0,
  };
}

const MAX_POLLS = 3;
const MAX_EVIDENCE = 2;
const MAX_CALLS = 2;
const MAX_NAMED = 3;

function causeItem(session: RecordedSession, cause: Cause, at: number): ViewItem {
  const ids = idsOf(session, cause.calls);
  const text = cause.text.replace(/^#\d+ {2}/, '');
  const head = [...(ids.length > 0 ? [ids.slice(0, 4).join(', ')] : []), `${cause.kind}, ${cause.confidence}`].join(
    ': ',
  );
  return {
    lines: [
      ...sentenceLines([`${at + 1}. ${head}: ${text}`]),
      ...sentenceLines(cause.evidence.slice(0, MAX_EVIDENCE)).map((line) => `   ${line}`),
    ],
    data: { ...cause, calls: ids, expected: cause.expected },
    rank: 1,
  };
}

function idsOf({ events }: RecordedSession, indexes: readonly number[]): string[] {
  return indexes.flatMap((wanted) => {
    const found = events.find(({ index }) => index === wanted);
    return found === undefined ? [] : [eventId(wanted, found.event)];
  });
}

function callAt({ events }: RecordedSession, number: number): FoundCall | undefined {
  const event = events.find(({ index }) => index === number)?.event;
  return event?.type === 'Ipc' ? foundOf({ index: number, call: event }) : undefined;
}

/** Names the calls that are counted as failed and as pending, the last ones. */
function unansweredLine(session: RecordedSession): string[] {
  const ids = (is: (result: IpcCall['result']) => boolean) =>
    invokedCalls(session).flatMap(({ index, call }) => (is(call.result) ? [eventId(index, call)] : []));
  const named = (what: string, all: string[]) =>
    all.length === 0
      ? []
      : [`${what}: ${all.slice(-MAX_NAMED).join(', ')}${all.length > MAX_NAMED ? ' and others' : ''}`];
  const failed = named(
    'failed',
    ids((result) => result !== 'Pending' && 'Err' in result),
  );
  const pending = named(
    'pending',
    ids((result) => result === 'Pending'),
  );
  const texts = [...failed, ...pending];
  return texts.length === 0 ? [] : [texts.join('; ')];
}

function foundOf({ index, call }: { index: number; call: FoundCall['call'] }): FoundCall {
  return { id: eventId(index, call), index, call };
}

function lineItem(line: string, rank: number): ViewItem {
  return { lines: [line], data: line, rank };
}
