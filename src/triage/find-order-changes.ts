import { hasFailed, hasPassed } from '../calls/has-failed.ts';
import { failingStep } from '../calls/steps/failing-step.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { putInList } from '../std/put-in-list.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import type { AlignedCall, AlignedPair } from './align-sessions.ts';
import { leavesNotIn } from './causes/leaves-of.ts';
import { answerOf } from './causes/session-view.ts';
import { APART_US } from './causes/suspect-orders.ts';
import { isFound, isWanted, readTestClaim, type TestClaim } from './causes/test-claim.ts';
import type { Finding } from './compare-pair.ts';
import type { SideNames } from './side-names.ts';

/** Calls of one command before a call that are looked at: more do not overlap in practice. */
const MAX_BEFORE = 20;

/**
 * Finds answers to one command that came in another order, and on which something depends: the answer that came last is what the app goes on with.
 * Something depends on it where a later call's argument is of that answer, in each session of its own one; or where one of the tests failed and the
 * other passed, the failed one has no later call of the command, and its answers overtook each other there. All other changes of order are chance.
 *
 * @param findings those of pairs, by which later arguments are known to differ.
 */
export function findOrderChanges(
  [first, second]: [RecordedSession, RecordedSession],
  pairs: readonly AlignedPair[],
  findings: ReadonlyMap<AlignedPair, Finding>,
  names: SideNames,
): OrderChanges {
  const [asked, failedSide] = [laterArguments(pairs, findings), sideThatFailed(first, second)];
  const changes: OrderChanges = { findings: new Map(), pairs: new Set() };
  if (asked.size === 0 && failedSide === undefined) return changes;
  const failed = failedSide === 'first' ? first : second;
  const claim = readTestClaim(failed);
  const until = failingStep(failed)?.eventIndex ?? Number.POSITIVE_INFINITY;
  for (const answered of answeredByCommand(pairs).values()) {
    const starts = answered.map((one) => one[failedSide ?? 'second']).filter(({ index }) => index < until);
    const lastUs = starts.reduce((last, { startUs }) => Math.max(last, startUs), 0);
    for (const [earlier, later] of swapsOf(answered).slice(-MAX_SWAPS)) {
      const [own, others] = [ownLeaves(later.second, earlier.second), ownLeaves(earlier.first, later.first)];
      const swap: Swap = { earlier, later, own, others };
      if (!isAskedFor(swap, asked) && !(failedSide && isOfOutcome(swap, failedSide, { lastUs, until, claim })))
        continue;
      changes.findings.set(later, changeOf(earlier, later, names));
      changes.pairs.add(earlier).add(later);
    }
  }
  return changes;
}

/** Answers in another order on which something depends. */
export interface OrderChanges {
  /** By the pair that was answered last in the second session. */
  findings: Map<AlignedPair, Finding>;
  /** All pairs that changed places so. */
  pairs: Set<AlignedPair>;
}

/** Changes of order that are looked into for one command, the last ones. */
const MAX_SWAPS = 200;

interface BothPair extends AlignedPair {
  first: AlignedCall;
  second: AlignedCall;
}

/** Two calls of which `earlier` was answered last in the first session, and `later` in the second. */
interface Swap {
  earlier: BothPair;
  later: BothPair;
  /** The values that are in the answer of `later` alone. */
  own: unknown[];
  /** The values that are in the answer of `earlier` alone. */
  others: unknown[];
}

/** Pairs of calls with an answer, by command, in the order of the second session. */
function answeredByCommand(pairs: readonly AlignedPair[]): Map<string, BothPair[]> {
  const byCommand = new Map<string, BothPair[]>();
  for (const pair of pairs) if (isAnswered(pair)) putInList(byCommand, pair.second.call.command, pair);
  for (const [command, answered] of byCommand) {
    if (answered.length < 2) byCommand.delete(command);
    else answered.sort((one, other) => one.second.startUs - other.second.startUs);
  }
  return byCommand;
}

function isAnswered(pair: AlignedPair): pair is BothPair {
  const { first, second } = pair;
  return first !== undefined && second !== undefined && answerOf(first) !== undefined && answerOf(second) !== undefined;
}

/** Calls that were answered one way round in the first session and the other in the second, and overlapped in one of them. */
function swapsOf(answered: BothPair[]): [earlier: BothPair, later: BothPair][] {
  return answered.flatMap((one, at) =>
    answered.slice(Math.max(0, at - MAX_BEFORE), at).flatMap((before): [BothPair, BothPair][] => {
      if (one.second.key === before.second.key) return [];
      if (!doOverlap(one.first, before.first) && !doOverlap(one.second, before.second)) return [];
      const [inFirst, inSecond] = [one.first.endUs - before.first.endUs, one.second.endUs - before.second.endUs];
      if (inFirst * inSecond >= 0) return [];
      return inSecond > 0 ? [[before, one]] : [[one, before]];
    }),
  );
}

function doOverlap(one: AlignedCall, other: AlignedCall): boolean {
  return one.startUs < other.endUs && other.startUs < one.endUs;
}

interface LaterArgument {
  before: unknown;
  after: unknown;
  index: number;
}

/** The arguments that differ, by what they are in the second session. */
function laterArguments(
  pairs: readonly AlignedPair[],
  findings: ReadonlyMap<AlignedPair, Finding>,
): Map<unknown, LaterArgument[]> {
  const asked = new Map<unknown, LaterArgument[]>();
  for (const pair of pairs) {
    const finding = findings.get(pair);
    if (finding?.kind !== 'args-changed' || pair.second === undefined) continue;
    for (const { path, before, after } of finding.changes)
      if (path.startsWith('args')) putInList(asked, after, { before, after, index: pair.second.index });
  }
  return asked;
}

/** Whether a later call asks for a value of the answer that came last, in each session for one of its own. */
function isAskedFor({ earlier, later, own, others }: Swap, asked: ReadonlyMap<unknown, LaterArgument[]>): boolean {
  if (asked.size === 0) return false;
  const from = Math.max(earlier.second.index, later.second.index);
  return own.some((value) =>
    (asked.get(value) ?? []).some(({ before, index }) => index > from && others.includes(before)),
  );
}

/** Whether the test of the failed session tells of the late answer, or nothing came after it that could have replaced it. */
function isOfOutcome(
  { earlier, later, own, others }: Swap,
  side: 'first' | 'second',
  { lastUs, until, claim }: { lastUs: number; until: number; claim: TestClaim },
): boolean {
  const [late, early] = side === 'second' ? [later, earlier] : [earlier, later];
  const [lateCall, earlyCall] = [late[side], early[side]];
  if (lateCall.index >= until || earlyCall.index >= until) return false;
  const [shown, wanted] = side === 'second' ? [own, others] : [others, own];
  if (shown.some((value) => isFound(value, claim)) || wanted.some((value) => isWanted(value, claim))) return true;
  if (claim.received !== undefined) return false;
  const isOvertaken = earlyCall.startUs - lateCall.startUs >= APART_US;
  return isOvertaken && earlyCall.startUs >= lastUs;
}

function ownLeaves(one: AlignedCall, other: AlignedCall): unknown[] {
  return leavesNotIn(answerOf(one)?.value, answerOf(other)?.value).map(({ value }) => value);
}

/** The session whose test failed, where the other one's passed. */
function sideThatFailed(first: RecordedSession, second: RecordedSession): 'first' | 'second' | undefined {
  const [one, other] = [first.test, second.test];
  if (one?.status === undefined || other?.status === undefined) return undefined;
  if (hasPassed(one) && hasFailed(other)) return 'second';
  return hasPassed(other) && hasFailed(one) ? 'first' : undefined;
}

function changeOf({ first, second: before }: BothPair, { second: after }: BothPair, names: SideNames): Finding {
  const command = escapeToFit(after.call.command, 60);
  return {
    kind: 'answer-order',
    command: after.call.command,
    changes: [],
    text: `${command}: #${first.index} of ${names.first[0]} was answered last there, and before #${after.index} in ${names.second[1]} (there #${before.index}), and what came of it differs.`,
  };
}
