import { recordedCalls } from '../../calls/recorded-call.ts';
import type { Deviation } from '../../replay/transplant/deviation.ts';
import { transplant } from '../../replay/transplant/transplant.ts';
import { addCallsOf } from '../../replay/update/add-calls-of.ts';
import type { AddedCall } from '../../replay/update/missing-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { placesOf } from './explain/changed-pushes.ts';
import { findDeviations } from './explain/find-deviations.ts';

/**
 * Adds to a session what another one of its test has asked for and it has not, and the pushes that came behind that: an app may wait for them. All else is
 * as it was recorded.
 */
export function addTrafficOf(
  recorded: RecordedSession,
  other: RecordedSession,
): { session: RecordedSession; added: AddedCall[] } {
  const { session, added } = addCallsOf(recorded, other);
  if (added.length === 0) return { session, added };
  const sides = findDeviations(session, other, false);
  const isAdded = new Set(added.map(({ index }) => index));
  const [numbers, places] = [numbersOf(session), placesOf(other)];
  const partners = new Map(sides.calls.map((both) => [both.passed, numbers.get(both.failed) ?? -1]));
  const ids = new Map(recordedCalls(other).map(({ call, index }) => [index, call.id]));
  const pushes = recordedCalls(other).flatMap(({ index, call }): Deviation[] => {
    const behind = ids.get(places.get(index)?.behind ?? -1);
    if (behind === undefined || !isAdded.has(partners.get(behind) ?? -1)) return [];
    return [{ kind: 'push', command: call.command, push: { passed: call.id }, isMoved: false, text: '' }];
  });
  return { session: transplant(sides, 'failed', pushes), added };
}

function numbersOf(session: RecordedSession): ReadonlyMap<string, number> {
  return new Map(recordedCalls(session).map(({ call, index }) => [call.id, index]));
}
