import type { RecordedCall } from '../../calls/recorded-call.ts';
import { writeTest } from '../../calls/write-commands.ts';
import { putInList } from '../../std/put-in-list.ts';
import { roundedDuration } from '../../std/text/readable-numbers.ts';
import type { Case } from './case-of.ts';
import { FollowUps } from './follow-ups.ts';
import { leavesNotIn } from './leaves-of.ts';
import { namesOf, type Suspect, show } from './make-cause.ts';
import { answerOf, questionOf, type SessionView } from './session-view.ts';
import { partnersOf } from './suspect-answers.ts';
import { isFound, isWanted } from './test-claim.ts';

/** Microseconds between two questions that were not asked at one time. */
export const APART_US = 5_000;

/** Finds answers that came after the answer to a later question, and calls that were made in another order. */
export function suspectOrders(given: Case): Suspect[] {
  return [...overtakenAnswers(given), ...swappedAnswers(given), ...reorderedCalls(given)];
}

/** Of each command, the answer that came last although another question was asked later. */
function overtakenAnswers(given: Case): Suspect[] {
  return [...given.view.byCommand.values()].flatMap((all) => {
    const calls = all.filter((one) => answerOf(one) !== undefined);
    if (calls.length < 2) return [];
    const stale = calls.reduce((last, one) => (one.endUs > last.endUs ? one : last));
    const newer = calls.at(-1) as RecordedCall;
    if (newer.startUs - stale.startUs < APART_US || newer.startUs > stale.endUs) return [];
    if (newer.endUs >= stale.endUs || stale.endUs > given.view.window.toUs) return [];
    if (questionOf(stale) === questionOf(newer) || isSoInPass(given, stale, newer)) return [];
    return [overtaken(given, stale, newer)];
  });
}

function isSoInPass(given: Case, stale: RecordedCall, newer: RecordedCall): boolean {
  return partnersOf(given, stale).some(({ pass, passed }) => {
    const other = pass.partners.get(newer.index);
    return other !== undefined && other.startUs > passed.startUs && other.endUs < passed.endUs;
  });
}

function overtaken(given: Case, stale: RecordedCall, newer: RecordedCall): Suspect {
  const { claim } = given;
  const lateBy = roundedDuration((stale.endUs - newer.endUs) / 1000);
  const evidence = [`It came ${lateBy} later${stale.startUs < newer.startUs ? ', though it was asked first' : ''}.`];
  const own = (one: RecordedCall, other: RecordedCall) => leavesNotIn(answerOf(one)?.value, answerOf(other)?.value);
  const shown = own(stale, newer).find(({ value }) => isFound(value, claim));
  const wanted = own(newer, stale).find(({ value }) => isWanted(value, claim));
  if (shown !== undefined)
    evidence.push(`The test found ${show(shown.value)} on the page, which is of the late answer.`);
  if (wanted !== undefined) evidence.push(`The test expected ${show(wanted.value)}, which is of the other one.`);
  const partners = partnersOf(given, stale);
  const [late, early] = namesOf(stale.call, newer.call);
  if (partners.length > 0) evidence.push('In every pass the answers came the other way round.');
  return {
    kind: 'answer-overtook',
    command: stale.call.command,
    calls: [stale.index, newer.index],
    expected: partners.slice(0, 1).map(({ passed }) => passed.index),
    place: stale.index,
    isSupported: shown !== undefined || wanted !== undefined,
    text: `${late} was answered after ${early}, which was asked later.`,
    evidence,
  };
}

/** Answers to two commands that came in one order in every pass, and here in the other. It is a cause where the test found what the later one said. */
function swappedAnswers(given: Case): Suspect[] {
  const { view, passes } = given;
  if (passes.length === 0) return [];
  const answered = view.calls.filter((one) => answerOf(one) !== undefined && one.endUs <= view.window.toUs);
  answered.sort((one, other) => one.endUs - other.endUs);
  return answered.flatMap((later, at) => {
    const earlier = answered[at - 1];
    if (earlier === undefined || earlier.call.command === later.call.command || later.startUs > earlier.endUs)
      return [];
    const isSwapped = passes.every(({ partners }) => {
      const [one, other] = [partners.get(earlier.index), partners.get(later.index)];
      return one !== undefined && other !== undefined && other.endUs < one.endUs;
    });
    if (!isSwapped) return [];
    const suspect = overtaken(given, later, earlier);
    // Commands differ in speed from run to run: their order counts where both texts of the test are of the two answers.
    if (suspect.evidence.filter((text) => text.startsWith('The test ')).length < 2) return [];
    const [late, early] = namesOf(later.call, earlier.call);
    return [{ ...suspect, text: `${late} was answered after ${early}: in every pass it is answered before.` }];
  });
}

/** Two calls of which each was made upon the answer of the other: here in one order, elsewhere in the other. */
function reorderedCalls({ passes, others, view }: Case): Suspect[] {
  const nameBy = passes.length > 0 ? questionOf : ({ call }: RecordedCall) => call.command;
  const elsewhere = (passes.length > 0 ? passes.map((pass) => pass.view) : others).map((one) =>
    followings(one, nameBy),
  );
  const here = followings(view, nameBy);
  const isWrite = writeTest();
  const suspects: Suspect[] = [];
  for (const [name, { from, to }] of here.pairs) {
    const back = nameOfPair(nameBy(to), nameBy(from));
    const known = elsewhere.filter((one) => one.pairs.has(name) || one.pairs.has(back));
    if (
      here.pairs.has(back) ||
      known.length === 0 ||
      !known.every((one) => one.pairs.has(back) && !one.pairs.has(name))
    )
      continue;
    if (passes.length > 0 ? known.length < passes.length : known.length < Math.min(2, others.length)) continue;
    const pass = passes[0];
    if (known.some((one) => isLedToAlike(here, one, nameBy(to)) || isLedToAlike(here, one, nameBy(from)))) continue;
    const [early, late] = namesOf(from.call, to.call);
    suspects.push({
      kind: 'calls-reordered',
      command: from.call.command,
      calls: [from.index, to.index],
      expected: [to, from].flatMap(({ index }) => pass?.partners.get(index)?.index ?? []),
      place: from.index,
      // In which order two reads come changes nothing.
      isSupported: isWrite(from.call.command) || isWrite(to.call.command),
      text: `${early} was called before ${late}: ${passes.length > 0 ? 'in every pass' : 'in other tests'} it is called after it.`,
      evidence: [],
    });
  }
  return suspects;
}

/** Which call was made upon the answer of which other. */
interface Followings {
  pairs: Map<string, { from: RecordedCall; to: RecordedCall }>;
  /** By the name of a call the names of those that led to it. */
  before: Map<string, string[]>;
}

/** Whether a call was made upon the same answer in two sessions: then it was only by chance near another one. */
function isLedToAlike(one: Followings, other: Followings, name: string): boolean {
  const known = other.before.get(name) ?? [];
  return (one.before.get(name) ?? []).some((from) => known.includes(from));
}

function followings({ calls }: SessionView, nameBy: (call: RecordedCall) => string): Followings {
  const followUps = new FollowUps(calls);
  const pairs: Followings['pairs'] = new Map();
  const before: Followings['before'] = new Map();
  for (const to of calls)
    for (const from of followUps.before(to)) {
      const name = nameOfPair(nameBy(from), nameBy(to));
      if (nameBy(from) === nameBy(to) || pairs.has(name)) continue;
      pairs.set(name, { from, to });
      putInList(before, nameBy(to), nameBy(from));
    }
  return { pairs, before };
}

const nameOfPair = (one: string, other: string) => `${one}\n${other}`;
