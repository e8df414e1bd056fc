import { stepPaths } from '../calls/steps/step-paths.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { type AlignedPair, alignSessions } from './align-sessions.ts';
import { comparePair, type Finding } from './compare-pair.ts';
import type { Divergence } from './divergence.ts';
import { findOrderChanges } from './find-order-changes.ts';
import { findOrderNotes } from './find-order-notes.ts';
import { reconcileCalls } from './reconcile-calls.ts';
import { SESSIONS } from './side-names.ts';
import { VolatileIds } from './volatile-ids.ts';

/**
 * Compares two sessions of one test call by call, `first` being what was expected.
 * Near-linear: 50,000 calls against 50,000 take seconds even when little is equal.
 */
export function diffSessions(first: RecordedSession, second: RecordedSession, names = SESSIONS): SessionDiff {
  return compareSessions(first, second, names).diff;
}

/** Compares as `diffSessions` does, and gives all calls of both beside each other, in the order of the sessions. */
export function compareSessions(first: RecordedSession, second: RecordedSession, names = SESSIONS): SessionComparison {
  const ids = new VolatileIds(first, second);
  const pairs = inSessionOrder(reconcileCalls(alignSessions(first, second, ids)));
  const [firstSteps, secondSteps] = [stepPaths(first), stepPaths(second)];
  const divergences: Divergence[] = [];
  const findings = new Map<AlignedPair, Finding>();
  const compared = { first: 0, second: 0 };
  let volatile = 0;
  const isServed = second.test?.backend !== undefined;
  for (const pair of pairs) {
    if (pair.first) compared.first++;
    if (pair.second) compared.second++;
    const comparison = comparePair(pair, ids, { isServed, names });
    volatile += comparison.volatile;
    if (comparison.finding) findings.set(pair, comparison.finding);
  }
  const [notes, changes] = [findOrderNotes(pairs, names), findOrderChanges([first, second], pairs, findings, names)];
  const comparedPairs = pairs.map((pair): ComparedPair => {
    const places = defined({ first: pair.first?.index, second: pair.second?.index });
    const finding = findings.get(pair);
    const change = changes.findings.get(pair);
    const step = pair.second ? secondSteps(pair.second.index) : firstSteps(pair.first?.index ?? 0);
    const found = [change, finding ?? (changes.pairs.has(pair) ? undefined : notes.get(pair))].flatMap((one) =>
      one ? [{ ...one, ...places, step }] : [],
    );
    divergences.push(...found);
    return { ...places, divergences: found };
  });
  const earliest = divergences.find(({ kind }) => kind !== 'order');
  const diff = {
    same: earliest === undefined,
    ...defined({ first: earliest }),
    divergences,
    compared,
    volatile,
    incomplete: hasLostEvents(first) || hasLostEvents(second),
  };
  return { diff, pairs: comparedPairs };
}

/** Two calls, or messages, that stand beside each other: the numbers of their events, one of them absent where the other session has a call too many. */
export interface ComparedPair {
  first?: number;
  second?: number;
  divergences: Divergence[];
}

/** Two sessions beside each other. */
export interface SessionComparison {
  diff: SessionDiff;
  pairs: ComparedPair[];
}

/** The differences between two sessions. */
export interface SessionDiff {
  /** True when there is no divergence but of `order`. */
  same: boolean;
  /** The earliest divergence that is not of `order`. */
  first?: Divergence;
  /** All divergences, in the order of the sessions. */
  divergences: Divergence[];
  /** Calls and one-way messages compared. */
  compared: { first: number; second: number };
  /** Differences not counted, as both values are of a kind that is new in every run: ids and times. */
  volatile: number;
  /** True when one of the recordings lost events: then an earlier divergence may be among those. */
  incomplete: boolean;
}

/** Sorts pairs by their place in the first session; what is only in the second stays behind what it followed. */
function inSessionOrder(pairs: AlignedPair[]): AlignedPair[] {
  let place = Number.NEGATIVE_INFINITY;
  return pairs
    .map((pair, at) => {
      if (at > 0 && isPush(pair) && !isPush(pairs[at - 1])) place = Number.NEGATIVE_INFINITY;
      place = pair.first?.index ?? place;
      return { pair, place, at };
    })
    .sort((a, b) => a.place - b.place || a.at - b.at)
    .map(({ pair }) => pair);
}

/** Calls are aligned first and pushes after them, each from the start. */
function isPush(pair: AlignedPair | undefined): boolean {
  return (pair?.first ?? pair?.second)?.call.kind === 'push';
}

function hasLostEvents({ events, dropped }: RecordedSession): boolean {
  return (dropped?.events ?? 0) + (dropped?.tampered ?? 0) > 0 || (events[0]?.index ?? 0) > 0;
}
