import { gapLines } from '../../calls/describe-gap.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { counted } from '../../std/readable-numbers.ts';
import { caseOf } from './case-of.ts';
import { makeCause, type Suspect } from './make-cause.ts';
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
export function findCauses(session: RecordedSession, { baselines = [], others = [] }: CauseOptions = {}): Verdict {
  const given = caseOf(session, firstOf(baselines), firstOf(others));
  const suspects = [
    ...suspectAnswers(given),
    ...suspectChanges(given),
    ...suspectOrders(given),
    ...suspectPushes(given),
    ...suspectShown(given),
    ...suspectShapes(given),
    ...suspectCalls(given),
  ];
  const causes = rank(suspects).slice(0, MAX_CAUSES);
  const [first] = causes;
  const isSure = first !== undefined && first.confidence !== 'cannot tell';
  return {
    where: isSure ? first.where : 'cannot tell',
    confidence: isSure ? first.confidence : 'cannot tell',
    causes,
    limits: limitsOf(session),
    polls: given.view.polls.map(({ calls: _calls, ...poll }) => poll),
    baselines: given.passes.length,
  };
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
  return sorted.map(makeCause);
}

function limitsOf({ gaps, dropped, redactions = 0, withheld, events }: RecordedSession): string[] {
  const limits = [...gapLines(gaps)];
  const lost = (dropped?.events ?? 0) || (events[0]?.index ?? 0);
  if (lost > 0) limits.push(`${counted(lost, 'event')} were lost: the cause may be among them.`);
  if (dropped?.values) limits.push(`${counted(dropped.values, 'value')} were cut.`);
  if (redactions > 0)
    limits.push(`${counted(redactions, 'value')} were redacted: whether they differ is known, not how.`);
  if (Object.keys(withheld ?? {}).length > 0) limits.push('Some texts were withheld, as they held secrets.');
  return limits;
}
