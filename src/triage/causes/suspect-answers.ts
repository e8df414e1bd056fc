import type { RecordedCall } from '../../calls/recorded-call.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import { roundedDuration } from '../../std/text/readable-numbers.ts';
import type { Case, Pass } from './case-of.ts';
import { nameOf, type Suspect, show } from './make-cause.ts';
import { hiding } from './rest-on-missing.ts';
import { answerOf, errorOf, isPending, questionOf } from './session-view.ts';

/** Microseconds after which an answer is late at the earliest, and how many times its usual time it takes then. */
const LATE_US = 200_000;
const LATE_TIMES = 3;
const SLOW_US = 500_000;

/** Finds calls that were not answered, failed, or came too late, where every pass has them answered. */
export function suspectAnswers(given: Case): Suspect[] {
  const { view } = given;
  return view.calls.flatMap((one) => {
    const partners = partnersOf(given, one);
    if (isPending(one)) return suspectPending(given, one, partners);
    if (errorOf(one) !== undefined) return suspectFailed(given, one, partners);
    return suspectSlow(given, one, partners);
  });
}

/** Whether a call was made in what the test did at last. Where that is not known, what no pass has is taken for it. */
function isOfFailingStep({ view: { window }, passes }: Case, { startUs }: RecordedCall): boolean {
  return window.isNarrow ? startUs >= window.fromUs : passes.length > 0;
}

/** The calls of passes that stand for a call. */
export function partnersOf({ passes }: Case, { index }: RecordedCall): { pass: Pass; passed: RecordedCall }[] {
  return passes.flatMap((pass) => {
    const passed = pass.partners.get(index);
    return passed === undefined ? [] : [{ pass, passed }];
  });
}

export type Partners = ReturnType<typeof partnersOf>;

function suspectPending(given: Case, one: RecordedCall, partners: Partners): Suspect[] {
  const { view, passes } = given;
  if (partners.some(({ passed }) => passed.endUs === Number.POSITIVE_INFINITY)) return [];
  const ageUs = view.window.toUs - one.startUs;
  const known = knownCalls(given, one);
  if (known.length > 0 && known.every(isPending)) return [];
  const usualUs = Math.max(0, ...known.filter((call) => !isPending(call)).map(durationUs));
  const isComplete = hiding(view, 'calls') === undefined;
  const [waiting] = isComplete ? partners.flatMap(({ pass, passed }) => pass.missed.after(passed)) : [];
  const isLate = ageUs > Math.max(LATE_US, usualUs * (waiting === undefined ? LATE_TIMES * slownessOf(passes) : 1));
  const isNew = isOfFailingStep(given, one);
  // Of a call of which nothing else is known, and which the test's last step did not make, it is not known whether it is answered at all: some never are.
  const isSupported = isLate && (known.length > 0 || isNew);
  const evidence: string[] = [];
  if (usualUs > 0) evidence.push(`Elsewhere it takes ${roundedDuration(usualUs / 1000)} at most.`);
  if (waiting !== undefined)
    evidence.push(`In the pass ${nameOf(waiting.call)} follows its answer; here nobody made that call.`);
  return [
    {
      ...start('never-answered', one, partners),
      isSupported,
      text: `${nameOf(one.call)} was not answered: it was pending for ${roundedDuration(ageUs / 1000)} when the test failed.`,
      evidence,
    },
  ];
}

function suspectFailed(given: Case, one: RecordedCall, partners: Partners): Suspect[] {
  const { claim } = given;
  if (partners.some(({ passed }) => errorOf(passed) !== undefined)) return [];
  const known = knownCalls(given, one);
  if (known.length > 0 && known.every((call) => errorOf(call) !== undefined)) return [];
  const error = errorOf(one) ?? '';
  const isShown = error !== '' && claim.text.includes(error.toLowerCase().slice(0, 200));
  // Some apps have calls that always fail: where nothing is known of this one, it must have to do with the step.
  const isNear = known.length === 0 && isOfFailingStep(given, one);
  const code = codeOf(one.call.error);
  const withCode = code === undefined ? '' : ` (code ${escapeToFit(code, 40)})`;
  const evidence = [
    isShown ? "The test's own error tells of it." : "The test's error says nothing of it.",
    ...(partners.length > 0 ? ['Every pass has it answered without an error.'] : []),
  ];
  return [
    {
      ...start(isShown ? 'failed-call' : 'swallowed-error', one, partners),
      isSupported: isShown || partners.length > 0 || known.some((call) => answerOf(call) !== undefined) || isNear,
      text: `${nameOf(one.call)} failed with ${show(error, 80)}${withCode}.`,
      evidence,
    },
  ];
}

function suspectSlow(given: Case, one: RecordedCall, partners: Partners): Suspect[] {
  const { view, claim, passes } = given;
  const took = durationUs(one);
  if (took < SLOW_US) return [];
  const usualUs = Math.max(
    0,
    ...(partners.length > 0 ? partners.map(({ passed }) => passed) : knownCalls(given, one)).map(durationUs),
  );
  if (took < usualUs * LATE_TIMES * slownessOf(passes)) return [];
  const { toUs } = view.window;
  const fromUs = claim.timeoutMs === undefined ? view.window.fromUs : toUs - claim.timeoutMs * 1000;
  const overlap = Math.min(one.endUs, toUs) - Math.max(one.startUs, fromUs);
  const isSupported = overlap >= (toUs - fromUs) / 2;
  return [
    {
      ...start('slow-answer', one, partners),
      isSupported,
      text: `${nameOf(one.call)} was answered after ${roundedDuration(took / 1000)}${usualUs > 0 ? `, and elsewhere after ${roundedDuration(usualUs / 1000)} at most` : ''}.`,
      evidence: isSupported ? ['The failing step waited for most of that time.'] : [],
    },
  ];
}

const slowness = new WeakMap<readonly Pass[], number>();

/** By how much nearly all answers were slower than in the passes, 1 where they were not: under load a late answer is none. */
function slownessOf(passes: readonly Pass[]): number {
  const known = slowness.get(passes);
  if (known !== undefined) return known;
  const ratios = passes.flatMap(({ back, view }) =>
    view.calls.flatMap((passed) => {
      const failed = back.get(passed.index);
      const [before, after] = [durationUs(passed), failed === undefined ? 0 : durationUs(failed)];
      return before > 0 && after > 0 ? [after / before] : [];
    }),
  );
  ratios.sort((one, other) => one - other);
  const found = Math.max(1, ratios[Math.floor(ratios.length * 0.9)] ?? 1);
  slowness.set(passes, found);
  return found;
}

/** Calls of the same command in passes, or else in other tests and, with another question, in this one. */
export function knownCalls({ passes, others, view }: Case, one: RecordedCall): RecordedCall[] {
  const { command } = one.call;
  const passed = passes.flatMap((pass) => pass.view.byCommand.get(command)?.slice(0, MAX_KNOWN) ?? []);
  if (passed.length > 0) return passed;
  const own = (view.byCommand.get(command) ?? []).slice(0, MAX_KNOWN);
  return [
    ...others.flatMap(({ byCommand }) => byCommand.get(command)?.slice(0, MAX_KNOWN) ?? []),
    ...own.filter((call) => call.index !== one.index && questionOf(call) !== questionOf(one)),
  ];
}

/** Calls of one command in one session that are looked at to know what is usual. */
const MAX_KNOWN = 50;

/** The parts that all suspects have that are about one call. */
export function start(kind: Suspect['kind'], one: RecordedCall, partners: Partners) {
  return {
    kind,
    command: one.call.command,
    calls: [one.index],
    expected: partners.slice(0, 1).map(({ passed }) => passed.index),
    place: one.index,
  };
}

export const durationUs = ({ startUs, endUs }: RecordedCall) =>
  endUs === Number.POSITIVE_INFINITY ? 0 : endUs - startUs;

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined;
}
