import { callKind } from '../../../calls/call-kind.ts';
import { type RecordedCall, recordedCalls } from '../../../calls/recorded-call.ts';
import { RecordedTimeline } from '../../../replay/delivery/recorded-timeline.ts';
import { isBackendCall, isReplayable, replayedTraffic } from '../../../replay/delivery/replayable-calls.ts';
import type { Both, Deviation, SideBySide } from '../../../replay/transplant/deviation.ts';
import { diffValues, type ValueChange } from '../../../session/codec/diff-values.ts';
import type { IpcCall, RecordedSession } from '../../../session/format/schema.ts';
import { putInList } from '../../../std/put-in-list.ts';
import { type AlignedCall, type AlignedPair, alignSessions } from '../../../triage/align-sessions.ts';
import { comparePair } from '../../../triage/compare-pair.ts';
import { reconcileCalls } from '../../../triage/reconcile-calls.ts';
import { VolatileIds } from '../../../triage/volatile-ids.ts';
import { changedListeners } from './changed-listeners.ts';
import { changedPushes, idsOf, type Pair } from './changed-pushes.ts';
import { answerText, delayText, orderText } from './deviation-texts.ts';

/** A failure beside a pass, and in what their backends behaved otherwise. */
export interface Compared extends SideBySide {
  deviations: Deviation[];
  /** Deviations that were left out, since there are too many. */
  left: number;
}

/** Deviations that are told apart by experiment: what is beyond takes too many replays. */
const MAX_DEVIATIONS = 400;

/**
 * Finds in what the backend of a failure behaved otherwise than that of a pass: answers to the same question, their order, pushes. What the frontend did
 * otherwise is none of them.
 *
 * @param withDelays whether the time that an answer took counts.
 */
export function findDeviations(failed: RecordedSession, passed: RecordedSession, withDelays: boolean): Compared {
  const ids = new VolatileIds(failed, passed);
  const pairs = reconcileCalls(alignSessions(failed, passed, ids));
  const [ours, theirs] = [replayed(failed), replayed(passed)];
  const isReplayed = ({ first, second }: AlignedPair) =>
    (first === undefined || ours.has(first.index)) && (second === undefined || theirs.has(second.index));
  const both = pairs.filter(isReplayed).flatMap(({ first, second }) => (first && second ? [{ first, second }] : []));
  const calls = both.filter(({ first }) => callKind(first.call) === 'invoke');
  // When a timer's calls are answered differs from run to run.
  const polls = new Set([...new RecordedTimeline(failed).polls].map(({ index }) => index));
  const orders = changedOrders(calls.filter(({ first }) => !polls.has(first.index)));
  const late = withDelays ? longerAnswers(calls, orders) : [];
  const delayed = new Set(late.map(({ call }) => call.failed));
  const found: Deviation[] = [
    ...changedAnswers(calls, ids),
    ...late,
    // Where the times count, the time that an answer took tells its order, too.
    ...orders.filter(({ call }) => !delayed.has(call.failed)),
    ...changedListeners(failed, passed),
    ...changedPushes(pairs.filter(isReplayed), { failed, passed, calls }),
  ];
  return {
    ...{ failed, passed, calls: both.map(idsOf) },
    texts: newTexts(both, ids),
    deviations: found.slice(0, MAX_DEVIATIONS),
    left: Math.max(0, found.length - MAX_DEVIATIONS),
  };
}

/** The numbers of what a session answers, and pushes, in a replay. */
function replayed(session: RecordedSession): ReadonlySet<number> {
  const traffic = replayedTraffic(recordedCalls(session)).filter(
    (one) => one.call.kind === 'push' || (isReplayable(one) && isBackendCall(one)),
  );
  return new Set(traffic.map(({ index }) => index));
}

/** The parts of an answer that are other than in the pass, each a deviation of its own; none where it is another one as a whole. */
export function partsOf({ failed, passed }: SideBySide, deviation: Deviation): Deviation[] {
  if (deviation.kind !== 'answer') return [];
  const { call, command } = deviation;
  const [ours, theirs] = [callWithId(failed, call.failed), callWithId(passed, call.passed)];
  if (ours === undefined || theirs === undefined) return [];
  const changes = diffValues({ result: ours.result }, { result: theirs.result });
  const isPart = ({ path, type }: ValueChange) =>
    /^result\.Ok[.[]/.test(path) && (type === 'changed' || !path.endsWith(']'));
  // A list of another length is another one as a whole: with an item alone it would be one that neither has.
  if (!changes.every(isPart)) return [];
  return changes.map((change) => ({
    ...{ kind: 'answer' as const, command, call, path: change.path.slice('result.'.length) },
    text: answerText(ours, theirs, [change]),
  }));
}

function callWithId(session: RecordedSession, id: string): IpcCall | undefined {
  return recordedCalls(session).find(({ call }) => call.id === id)?.call;
}

function changedAnswers(calls: Pair[], ids: VolatileIds): Deviation[] {
  return calls.flatMap((pair): Deviation[] => {
    const { finding } = comparePair(pair, ids);
    if (finding?.kind !== 'result-changed' && finding?.kind !== 'never-answered') return [];
    const { command } = pair.first.call;
    const text = answerText(pair.first.call, pair.second.call, finding.changes);
    return [{ kind: 'answer', command, call: idsOf(pair), text }];
  });
}

type Order = Extract<Deviation, { kind: 'order' }>;
type Delay = Extract<Deviation, { kind: 'delay' }>;

/** Microseconds by which an answer is late that took longer than in the pass. */
const LATE_US = 100_000;

function longerAnswers(calls: Pair[], orders: readonly Order[]): Delay[] {
  const commands = new Map(calls.map(({ first: { call } }) => [call.id, call.command]));
  return calls.flatMap((pair): Delay[] => {
    const [took, expected] = [pair.first, pair.second].map(({ startUs, endUs }) => endUs - startUs) as [number, number];
    if (!Number.isFinite(took) || !Number.isFinite(expected) || took - expected < Math.max(LATE_US, expected))
      return [];
    const { command } = pair.first.call;
    const order = orders.find(({ call }) => call.failed === pair.first.call.id);
    const isOvertaken = order?.others.some(({ failed }) => commands.get(failed) === command) === true;
    const text = delayText(pair.first.call, took, expected);
    return [{ kind: 'delay', command, call: idsOf(pair), isOvertaken, text }];
  });
}

/** Calls before another one that are looked at: more do not overlap in practice. */
const MAX_BEFORE = 20;

function changedOrders(calls: Pair[]): Order[] {
  const answered = calls
    .filter(({ first, second }) => Number.isFinite(first.endUs) && Number.isFinite(second.endUs))
    .sort((one, other) => one.first.startUs - other.first.startUs);
  const overtaken = new Map<Pair, Pair[]>();
  for (const [at, pair] of answered.entries())
    for (const before of answered.slice(Math.max(0, at - MAX_BEFORE), at)) {
      if (pair.first.key === before.first.key) continue;
      if (!doOverlap(pair.first, before.first) && !doOverlap(pair.second, before.second)) continue;
      const now = pair.first.endUs - before.first.endUs;
      if (now * (pair.second.endUs - before.second.endUs) >= 0) continue;
      if (now < 0) putInList(overtaken, before, pair);
      else putInList(overtaken, pair, before);
    }
  return [...overtaken].map(([late, others]) => {
    const text = orderText(
      late.first.call,
      others.map(({ first }) => first.call),
      'in the pass before',
    );
    return { kind: 'order', command: late.first.call.command, call: idsOf(late), others: others.map(idsOf), text };
  });
}

const doOverlap = (one: RecordedCall, other: RecordedCall) => one.startUs < other.endUs && other.startUs < one.endUs;

/** Texts that stand at the same place of the same call, and are new in every run. */
function newTexts(both: Pair[], ids: VolatileIds): Both[] {
  const texts = new Map<string, Both>();
  for (const { first, second } of both) {
    const values = ({ call: { args, options, result } }: AlignedCall) => ({ args, options, result });
    const moments = ids.momentsOf(first, second);
    for (const change of diffValues(values(first), values(second))) {
      const { before: failed, after: passed } = change;
      if (typeof failed !== 'string' || typeof passed !== 'string' || !ids.isVolatile(change, moments)) continue;
      if (!texts.has(passed)) texts.set(passed, { failed, passed });
    }
  }
  return [...texts.values()];
}
