import type { RecordedSession } from '../../session/format/schema.ts';
import { type Case, caseOf } from './case-of.ts';
import { mayLackCalls } from './limits-of.ts';
import { makeCause, type Suspect } from './make-cause.ts';
import { hiding, withinLimits } from './rest-on-missing.ts';
import { suspectAbandoned } from './suspect-abandoned.ts';
import { suspectAnswers } from './suspect-answers.ts';
import { suspectCalls } from './suspect-calls.ts';
import { suspectChanges } from './suspect-changes.ts';
import { suspectOrders } from './suspect-orders.ts';
import { suspectPushes } from './suspect-pushes.ts';
import { suspectShapes } from './suspect-shapes.ts';
import { suspectShown } from './suspect-shown.ts';
import type { Cause, Verdict } from './verdict.ts';

/** Sessions that a failed one is compared with. */
export interface CauseOptions {
  /** Sessions of the same test that passed, the one that is nearest to the failed one first. @default none */
  baselines?: readonly RecordedSession[];
  /** Sessions of the same test that passed in earlier runs, the newest first: they come behind `baselines`. @default none */
  earlier?: readonly RecordedSession[];
  /** Sessions of other tests of the app: they tell what the answers to a command look like. @default none */
  others?: readonly RecordedSession[];
}

/** Passing sessions, and sessions of other tests, that are looked at, and the events that they may have together: a verdict is to take seconds. */
const MAX_SESSIONS = 10;
const MAX_EVENTS = 60_000;
/** Causes that are told. */
const MAX_CAUSES = 20;

/**
 * Finds out why a test failed, as far as its calls tell. Without a passing session it goes by what was recorded and by the test's own error;
 * with some by where the failed session differs from all of them, the cause before what follows from it.
 * A cause is `likely` where something ties it to the failure; all others are leads.
 */
export function findCauses(session: RecordedSession, options: CauseOptions = {}): Verdict {
  const { baselines = [], earlier = [], others = [] } = options;
  const compared = [...baselines, null, ...earlier, null, ...others];
  const last = lastFound.get(session);
  if (last?.compared.length === compared.length && compared.every((one, at) => one === last.compared[at]))
    return last.verdict;
  const verdict = look(session, { baselines, earlier, others });
  lastFound.set(session, { compared, verdict });
  return verdict;
}

/** The verdicts that were found last: block, summary, page and error context of one failure ask for the same. */
const lastFound = new WeakMap<RecordedSession, { compared: (RecordedSession | null)[]; verdict: Verdict }>();

function look(session: RecordedSession, { baselines, earlier, others }: Required<CauseOptions>): Verdict {
  const passes = firstOf(wholeOf([...baselines, ...earlier]));
  const given = caseOf(session, passes, firstOf(others));
  const suspects = [
    ...suspectAnswers(given),
    ...suspectAbandoned(given),
    ...suspectChanges(given),
    ...suspectOrders(given),
    ...suspectPushes(given),
    ...suspectShown(given),
    ...suspectShapes(given),
    ...suspectCalls(given),
  ];
  const causes = rank(suspects.map((suspect) => withinLimits(suspect, given)));
  const [first] = causes;
  const isSure = first !== undefined && first.confidence !== 'cannot tell';
  return {
    where: isSure ? first.where : 'cannot tell',
    confidence: isSure ? first.confidence : 'cannot tell',
    causes,
    limits: limitTexts(given),
    polls: given.view.polls.map(({ calls: _calls, ...poll }) => poll),
    baselines: passes.length,
    earlier: passes.filter((pass) => earlier.includes(pass)).length,
  };
}

/** The sessions that lack no call, where there are some: the others tell less. */
function wholeOf(sessions: readonly RecordedSession[]): readonly RecordedSession[] {
  const whole = sessions.filter((session) => !mayLackCalls(session));
  return whole.length > 0 ? whole : sessions;
}

/** The first sessions of a list: one in any case, more while they are not too long. */
function firstOf(sessions: readonly RecordedSession[]): RecordedSession[] {
  let events = 0;
  return sessions.slice(0, MAX_SESSIONS).filter((session, at) => {
    events += session.events.length;
    return at === 0 || events <= MAX_EVENTS;
  });
}

/** What is supported comes first, the cause before its consequences. Of the leads the one nearest to the failure comes first. */
function rank(suspects: Suspect[]): Cause[] {
  const sorted = [...suspects].sort((one, other) => {
    if (one.isSupported !== other.isSupported) return one.isSupported ? -1 : 1;
    return one.isSupported ? one.place - other.place : other.place - one.place;
  });
  return sorted.slice(0, MAX_CAUSES).map(makeCause);
}

/** The limits of the failed session, and those of passing ones for which these may lack calls. */
function limitTexts({ view, passes }: Case): string[] {
  const inPasses = passes.flatMap((pass) => hiding(pass.view, 'calls') ?? []);
  return [
    ...view.limits.map(({ text }) => text),
    ...[...new Set(inPasses)].map((text) => `In a passing session: ${text}`),
  ];
}
