import type { RecordedCall } from '../../calls/recorded-call.ts';
import { putInList } from '../../std/put-in-list.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import { roundedDuration } from '../../std/text/readable-numbers.ts';
import type { Case, Pass } from './case-of.ts';
import { leavesOf } from './leaves-of.ts';
import { nameOf, type Suspect } from './make-cause.ts';
import { questionOf, type SessionView } from './session-view.ts';

/** Microseconds within which a push that comes twice is one that was sent twice. */
const TWICE_US = 50_000;

/** Finds pushes that nobody heard, that did not come, and that came twice. */
export function suspectPushes(given: Case): Suspect[] {
  return [...unheardPushes(given), ...missingPushes(given), ...repeatedPushes(given)];
}

/** Pushes that came before the first listener was there, where nothing came after that. */
function unheardPushes({ view, passes }: Case): Suspect[] {
  const pushes = byName(view);
  return [...firstListens(view)].flatMap(([event, listen]) => {
    const early = (pushes.get(event) ?? []).filter(({ startUs }) => startUs < listen.endUs);
    const [first, last] = [early[0], early.at(-1)];
    if (first === undefined || last === undefined) return [];
    const isSo = passes.some((pass) => {
      const heard = firstListens(pass.view).get(event);
      return (
        heard !== undefined && early.some(({ index }) => (pass.partners.get(index)?.startUs ?? Infinity) < heard.endUs)
      );
    });
    if (isSo) return [];
    const lateMs = (listen.startUs - first.startUs) / 1000;
    const isOver = early.length === pushes.get(event)?.length;
    const many = early.length > 1 ? ` (and ${early.length - 1} more)` : '';
    return [
      {
        kind: 'push-unheard' as const,
        command: event,
        calls: [first.index, listen.index],
        expected: passes.flatMap(({ partners }) => partners.get(first.index)?.index ?? []).slice(0, 1),
        place: first.index,
        isSupported: isOver,
        text:
          lateMs > 0
            ? `${escapeToFit(event, 60)} was pushed${many} before anybody listened for it: the listener came ${roundedDuration(lateMs)} later.`
            : `${escapeToFit(event, 60)} was pushed${many} while the listener was not there yet.`,
        evidence:
          passes.length > 0 && passes.every((pass) => isHeard(pass.view, event))
            ? ['In every pass somebody listens when it comes.']
            : [],
      },
    ];
  });
}

/** Whether somebody listens before the first push of an event. */
function isHeard(view: SessionView, event: string): boolean {
  const [listen, first] = [firstListens(view).get(event), view.pushes.find(({ call }) => call.command === event)];
  return listen !== undefined && first !== undefined && listen.endUs <= first.startUs;
}

function missingPushes({ view, passes, others }: Case): Suspect[] {
  const here = byName(view);
  const suspects: Suspect[] = [];
  const add = (
    event: string,
    place: number,
    more: Pick<Suspect, 'isSupported' | 'text' | 'evidence'> & Partial<Suspect>,
  ) => suspects.push({ kind: 'push-missing', command: event, calls: [], expected: [], place, ...more });
  const [first] = passes;
  if (first !== undefined) {
    for (const [event, pushes] of byName(first.view)) {
      const came = here.get(event)?.length ?? 0;
      if (passes.some((pass) => (byName(pass.view).get(event)?.length ?? 0) <= came)) continue;
      const lost = first.missing.find(({ call }) => call.kind === 'push' && call.command === event) ?? pushes[came];
      const late = lost === undefined ? undefined : lateListen(first, view, event, lost);
      if (came === 0 && late !== undefined) {
        suspects.push(late);
        continue;
      }
      add(event, lost === undefined ? view.until : placeOf(lost, first.back, first.view), {
        expected: lost === undefined ? [] : [lost.index],
        isSupported: true,
        text: `${escapeToFit(event, 60)} was pushed ${timesText(came)}, and ${timesText(pushes.length)} in the pass.`,
        evidence: came === 0 ? listenEvidence(view, event) : [],
      });
    }
    return suspects;
  }
  for (const [event, listen] of firstListens(view)) {
    const came = here.get(event) ?? [];
    if (came.length === 0) {
      const known = others.filter((other) => firstListens(other).has(event));
      const isUsual = known.length > 0 && known.every((other) => byName(other).has(event));
      // Most apps listen for what never comes: of all leads this one tells least.
      add(event, isUsual ? listen.index : Number.NEGATIVE_INFINITY, {
        isSupported: isUsual,
        text: `${escapeToFit(event, 60)} was never pushed, though #${listen.index} listens for it.`,
        evidence: isUsual ? ['In other tests that listen for it, it comes.'] : [],
      });
    }
    const hole = findHole(came);
    if (hole !== undefined)
      add(event, hole.after.index, {
        calls: [hole.after.index],
        isSupported: true,
        text: `A push of ${escapeToFit(event, 60)} is missing: ${hole.path} goes from ${hole.from} to ${hole.to}.`,
        evidence: [],
      });
  }
  return suspects;
}

/**
 * A listener that came after the moment at which the pass has the push, counted from what both have before it listens: a backend sends nothing to
 * those who do not listen yet.
 */
function lateListen(pass: Pass, view: SessionView, event: string, lost: RecordedCall): Suspect | undefined {
  const [listen, usual] = [firstListens(view).get(event), firstListens(pass.view).get(event)];
  if (listen === undefined || usual === undefined) return undefined;
  const anchor = pass.view.calls
    .filter(({ index, startUs }) => startUs <= usual.startUs && pass.back.has(index))
    .at(-1);
  const here = anchor === undefined ? undefined : pass.back.get(anchor.index);
  if (anchor === undefined || here === undefined) return undefined;
  const lateUs = listen.startUs - here.startUs - (lost.startUs - anchor.startUs);
  if (lateUs <= 0) return undefined;
  return {
    kind: 'push-unheard',
    command: event,
    calls: [listen.index],
    expected: [lost.index],
    place: here.index + 0.5,
    isSupported: true,
    text: `${escapeToFit(event, 60)} came before anybody listened for it: by the pass it was due ${roundedDuration(lateUs / 1000)} before #${listen.index} began to listen.`,
    evidence: ['A push that nobody listens for is not recorded.'],
  };
}

/** A payload's number that counts up by one from push to push, with a hole. */
function findHole(pushes: RecordedCall[]): { path: string; from: number; to: number; after: RecordedCall } | undefined {
  if (pushes.length < 2) return undefined;
  const numbers = pushes.map(({ call }) => leavesOf(call.args).filter(({ value }) => Number.isInteger(value)));
  for (const { path } of numbers[0] ?? []) {
    const series = numbers.map((leaves) => leaves.find((leaf) => leaf.path === path)?.value as number | undefined);
    const steps = series.slice(1).map((value, at) => (value ?? 0) - (series[at] ?? 0));
    const at = steps.indexOf(2);
    if (at === -1 || steps.some((step, nth) => nth !== at && step !== 1)) continue;
    return { path, from: series[at] as number, to: series[at + 1] as number, after: pushes[at] as RecordedCall };
  }
  return undefined;
}

/** A push that came again at once with the same payload, where pushes of its name are else different. */
function repeatedPushes({ view, passes }: Case): Suspect[] {
  return [...byName(view)].flatMap(([event, pushes]) => {
    const at = pushes.findIndex(
      (one, nth) =>
        nth > 0 && isAlike(pushes[nth - 1] as RecordedCall, one) && !isPaired(one, pushes[nth - 1] as RecordedCall),
    );
    const [one, again] = [pushes[at - 1], pushes[at]];
    if (at === -1 || one === undefined || again === undefined) return [];
    const questions = new Set(pushes.map(questionOf));
    const isMore =
      passes.length > 0 && passes.every((pass) => (byName(pass.view).get(event)?.length ?? 0) < pushes.length);
    return [
      {
        kind: 'push-repeated' as const,
        command: event,
        calls: [again.index, one.index],
        expected: [],
        place: one.index,
        isSupported: isMore || (passes.length === 0 && questions.size === pushes.length - 1 && questions.size > 1),
        text: `${nameOf(one.call)} was pushed twice, within ${roundedDuration((again.startUs - one.startUs) / 1000)}.`,
        evidence: isMore ? ['In every pass it comes once.'] : ['Its other pushes are all different.'],
      },
    ];
  });

  function isPaired(one: RecordedCall, before: RecordedCall): boolean {
    return passes.some(({ partners }) => partners.has(one.index) && partners.has(before.index));
  }
}

function isAlike(one: RecordedCall, other: RecordedCall): boolean {
  return other.startUs - one.startUs < TWICE_US && questionOf(one) === questionOf(other);
}

function byName({ pushes }: SessionView): Map<string, RecordedCall[]> {
  const named = new Map<string, RecordedCall[]>();
  for (const one of pushes) putInList(named, one.call.command, one);
  return named;
}

/** The listener of each event that was there first. */
function firstListens({ listens }: SessionView): Map<string, RecordedCall> {
  const first = new Map<string, RecordedCall>();
  for (const one of listens) {
    const known = first.get(one.event);
    if (known === undefined || one.endUs < known.endUs) first.set(one.event, one);
  }
  return first;
}

function listenEvidence(view: SessionView, event: string): string[] {
  const listen = firstListens(view).get(event);
  return listen === undefined ? [] : [`#${listen.index} listens for it.`];
}

const timesText = (times: number) => (times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`);

/** The place in the failed session where something of a pass would have come: behind the last thing before it that both have. */
export function placeOf(
  { index }: RecordedCall,
  back: ReadonlyMap<number, RecordedCall>,
  { calls, pushes }: SessionView,
): number {
  let place = -1;
  for (const all of [calls, pushes])
    for (const one of all) if (one.index < index) place = Math.max(place, back.get(one.index)?.index ?? -1);
  return place + 0.5;
}
