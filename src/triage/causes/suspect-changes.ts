import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import type { Case, Pass } from './case-of.ts';
import { FollowUps } from './follow-ups.ts';
import { leavesOf } from './leaves-of.ts';
import { nameOf, type Suspect, show } from './make-cause.ts';
import { hiding } from './rest-on-missing.ts';
import { answerOf, questionOf, type SessionView } from './session-view.ts';
import { type Partners, partnersOf, start } from './suspect-answers.ts';
import { isFound, isWanted, type TestClaim } from './test-claim.ts';

/** Finds answers, payloads and arguments that are other than in every pass. */
export function suspectChanges(given: Case): Suspect[] {
  const { view, passes, claim } = given;
  if (passes.length === 0) return [];
  const all = [...view.calls, ...view.pushes].sort((one, other) => one.index - other.index);
  const differing = all.flatMap((one) => {
    const found = changesOf(given, one);
    return found === undefined ? [] : [found];
  });
  const later = new LaterArguments(given, differing);
  return firstAndLast(differing).flatMap((found) => suspectsOf(found, given, later, claim));
}

/** Calls that differ, of which the first ones and the last ones are looked into: a session that differs in thousands is another one altogether. */
const MAX_DIFFERING = 1_000;

function firstAndLast(all: Differing[]): Differing[] {
  return all.length <= 2 * MAX_DIFFERING ? all : [...all.slice(0, MAX_DIFFERING), ...all.slice(-MAX_DIFFERING)];
}

interface Differing {
  one: RecordedCall;
  partners: Partners;
  asked: ValueChange[];
  answered: ValueChange[];
}

/** The changes that a call has against all of its partners, as they are against the first. */
function changesOf(given: Case, one: RecordedCall): Differing | undefined {
  const partners = partnersOf(given, one);
  const lists = partners.map(({ pass, passed }) => pass.changes(passed, one));
  const [first, ...rest] = lists;
  if (first === undefined) return undefined;
  const inAll = (part: 'asked' | 'answered') =>
    first[part].filter(({ path }) => rest.every((list) => list[part].some((change) => change.path === path)));
  const [asked, answered] = [inAll('asked'), inAll('answered')];
  return asked.length + answered.length === 0 ? undefined : { one, partners, asked, answered };
}

/** Arguments of the failed session that are other than in the passes: values that flow into them are at fault. */
class LaterArguments {
  private readonly values = new Map<unknown, number>();
  private readonly answers = new Map<unknown, number>();
  private readonly followUps: { passes: Map<Pass, FollowUps>; failed: FollowUps };

  private readonly view: SessionView;

  constructor({ passes, view }: Case, differing: Differing[]) {
    this.view = view;
    const extra = view.calls.filter(({ index }) => passes.every(({ partners }) => !partners.has(index)));
    const take = (value: unknown, index: number, values = this.values) =>
      values.set(value, Math.max(values.get(value) ?? -1, index));
    for (const { one, asked, answered } of differing) {
      for (const { after } of asked) take(after, one.index);
      for (const { after } of answered) for (const { value } of leavesOf(after)) take(value, one.index, this.answers);
    }
    for (const { call, index } of extra) for (const { value } of leavesOf(call.args)) take(value, index);
    const views = passes.map((pass) => pass.view);
    this.followUps = {
      passes: new Map(passes.map((pass) => [pass, new FollowUps(without(pass.missing, [view]))])),
      failed: new FollowUps(without(extra, views)),
    };
  }

  /** Whether a value is an argument of a later call that no pass has so. */
  has(value: unknown, index: number): boolean {
    return isTelling(value) && (this.values.get(value) ?? -1) > index;
  }

  /** Whether a value is in a later answer that no pass has so. */
  isAnsweredLater(value: unknown, index: number): boolean {
    return isTelling(value) && (this.answers.get(value) ?? -1) > index;
  }

  /** The call that follows an answer in one of the two and not in the other, as far as the other lacks none. */
  partsAfter(one: RecordedCall, partners: Partners): { missing?: RecordedCall; extra?: RecordedCall } {
    const after = ({ pass, passed }: Partners[number]) => this.followUps.passes.get(pass)?.after(passed) ?? [];
    const [missing] = hiding(this.view, 'calls') === undefined ? partners.flatMap(after) : [];
    const isInNoPass = partners.every(({ pass }) => hiding(pass.view, 'calls') === undefined);
    const [extra] = isInNoPass ? this.followUps.failed.after(one) : [];
    return { ...(missing && { missing }), ...(extra && { extra }) };
  }
}

/** The calls that ask what is asked nowhere in some sessions: one that is asked there too is only at another place. */
function without(calls: readonly RecordedCall[], views: readonly SessionView[]): RecordedCall[] {
  return calls.filter((one) => !views.some(({ byQuestion }) => byQuestion.has(questionOf(one))));
}

const isTelling = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value.length > 1);

function suspectsOf(found: Differing, given: Case, later: LaterArguments, claim: TestClaim): Suspect[] {
  const { one, partners, asked, answered } = found;
  const isPush = one.call.kind === 'push';
  const isAnswer =
    answered.length > 0 &&
    answerOf(one) !== undefined &&
    partners.every(({ passed }) => answerOf(passed) !== undefined);
  const changes = isPush ? asked : isAnswer ? answered : [];
  const suspects: Suspect[] = [];
  if (!isPush && asked.length > 0) {
    const isRight = asked.some(
      ({ before, after }) =>
        isFound(after, claim) || isWanted(before, claim) || later.isAnsweredLater(after, one.index),
    );
    const [change] = asked;
    suspects.push({
      ...start('wrong-argument', one, partners),
      path: change?.path ?? 'args',
      isSupported: isRight || answered.length > 0,
      text: `The frontend called ${nameOf(one.call, 0)} with ${changeText(change)}.`,
      evidence: evidenceOf(asked, claim),
    });
  }
  if (changes.length === 0) return suspects;
  const telling =
    changes.find(({ before, after }) => isFound(after, claim) || isWanted(before, claim)) ??
    changes.find(({ after }) => later.has(after, one.index)) ??
    changes.find(({ type }) => type === 'removed') ??
    changes[0];
  const removed = changes.find(({ type, path }) => type === 'removed' && !path.endsWith(']'));
  const { missing, extra } = isPush ? {} : later.partsAfter(one, partners);
  const evidence = evidenceOf(changes, claim);
  const flows = changes.some(({ after }) => later.has(after, one.index));
  if (flows) evidence.push('The value is an argument of a later call.');
  if (missing !== undefined) evidence.push(`In the pass ${nameOf(missing.call)} follows; here nobody made that call.`);
  if (extra !== undefined) evidence.push(`${nameOf(extra.call)} followed, which no pass has.`);
  const isFirst = asked.length === 0 || isPush;
  const isStale = removed === undefined && isFirst && isOldAnswer(given, one);
  if (isStale) evidence.push('It is what the same question was answered before a write.');
  const change = removed ?? telling;
  suspects.push({
    ...start(removed !== undefined ? 'missing-field' : isStale ? 'stale-answer' : 'wrong-value', one, partners),
    path: change?.path ?? 'result',
    isSupported: evidence.length > 0 || (removed !== undefined && isFirst),
    text: answerText(one, change, isPush, isStale),
    evidence,
  });
  return suspects;
}

function answerText(one: RecordedCall, change: ValueChange | undefined, isPush: boolean, isStale: boolean): string {
  const what = isPush ? `The push ${nameOf(one.call, 0)} came` : `${nameOf(one.call)} was answered`;
  if (change?.type === 'removed') return `${what} without ${escapeToFit(change.path, 60)}, which every pass has.`;
  return `${what} with ${isStale ? 'an old value: ' : ''}${changeText(change)}.`;
}

function changeText(change: ValueChange | undefined): string {
  if (change === undefined) return 'another value';
  const { type, path, before, after } = change;
  const place = escapeToFit(path.replace(/^result\.Ok\.?/, '') || 'the answer', 60);
  if (type === 'added') return `${place} ${show(after)}, which no pass has`;
  if (type === 'removed') return `${place} left out, where the pass has ${show(before)}`;
  return `${place} ${show(after)}, where the pass has ${show(before)}`;
}

function evidenceOf(changes: ValueChange[], claim: TestClaim): string[] {
  const evidence: string[] = [];
  const shown = changes.find(({ after }) => isFound(after, claim));
  const wanted = changes.find(({ before }) => isWanted(before, claim));
  if (shown !== undefined) evidence.push(`The test found ${show(shown.after)} on the page.`);
  if (wanted !== undefined) evidence.push(`The test expected ${show(wanted.before)}, which the pass has.`);
  const isGone = changes.some(({ type }) => type === 'removed');
  if (isGone && /\b(?:undefined|null|nan)\b/.test(claim.received ?? ''))
    evidence.push(`The test found ${show(claim.received)} on the page.`);
  return evidence;
}

/** Whether the same question was answered so before. */
function isOldAnswer({ view }: Case, one: RecordedCall): boolean {
  const answer = textsOf(one);
  const earlier = (view.byQuestion.get(questionOf(one)) ?? []).filter(({ index }) => index < one.index);
  return earlier.slice(-MAX_EARLIER).some((other) => answerOf(other) !== undefined && textsOf(other) === answer);
}

/** Answers to one question that are looked at. */
const MAX_EARLIER = 20;

/** The texts of an answer: numbers are often counters. */
function textsOf(one: RecordedCall): string {
  return JSON.stringify(leavesOf(answerOf(one)?.value).filter(({ value }) => typeof value === 'string'));
}
