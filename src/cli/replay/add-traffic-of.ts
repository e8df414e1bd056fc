import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { RecordedTimeline } from '../../replay/delivery/recorded-timeline.ts';
import { addPushes } from '../../replay/transplant/add-pushes.ts';
import type { PushAnchor } from '../../replay/transplant/push-anchors.ts';
import { addCallsOf } from '../../replay/update/add-calls-of.ts';
import type { AddedCall } from '../../replay/update/missing-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { findDeviations } from './explain/find-deviations.ts';
import { otherQuestions } from './other-questions.ts';

/**
 * Adds to a session what another one of its test has asked for and it has not, and the pushes that came behind that: an app may wait for them. All else is
 * as it was recorded.
 */
export function addTrafficOf(
  recorded: RecordedSession,
  other: RecordedSession,
  { reads = 'bring-pushes' }: AddTrafficOptions = {},
): { session: RecordedSession; added: AddedCall[] } {
  const { session, added } = addCallsOf(recorded, other);
  if (added.length === 0) return { session, added };
  const sides = findDeviations(session, other, false);
  const anchors = anchorsBehind(added, sides, otherQuestions(other, recorded), reads);
  const way = { from: 'passed', into: 'failed' } as const;
  return { session: addPushes(session, sides, way, anchors, [...anchors.keys()]), added };
}

export interface AddTrafficOptions {
  /** Whether a push that the session has not, and that came behind a call that is added and only reads, comes along. @default 'bring-pushes' */
  reads?: 'bring-pushes' | 'bring-nothing';
}

/**
 * Tells which pushes come along, and behind which of the added calls. A push that the session has already, behind another call, is not one of them,
 * unless its call asked for something else than any call there, and does not only read.
 */
function anchorsBehind(
  added: readonly AddedCall[],
  sides: ReturnType<typeof findDeviations>,
  others: readonly RecordedCall[],
  reads: AddTrafficOptions['reads'],
): Map<string, PushAnchor> {
  const host = new Map(recordedCalls(sides.failed).map((one) => [one.call.id, one]));
  const partners = new Map(sides.calls.map((both) => [both.passed, host.get(both.failed)]));
  const isAdded = new Set(added.map(({ index }) => index));
  const isOther = new Set(others.map(({ index }) => index));
  const isMissing = new Set(
    sides.deviations.flatMap((one) => (one.kind === 'push' && one.push.failed === undefined ? [one.push.passed] : [])),
  );
  const anchors = new Map<string, PushAnchor>();
  const timeline = new RecordedTimeline(sides.passed);
  const { calls, pushes } = timeline;
  const addedCalls = calls.filter(
    (one) => isAdded.has(partners.get(one.call.id)?.index ?? -1) && (reads === 'bring-pushes' || !timeline.isRead(one)),
  );
  let last = 0;
  for (const { push, behind, otherwise } of pushes) {
    while ((addedCalls[last]?.index ?? Number.POSITIVE_INFINITY) < push.index) last += 1;
    // A read has brought nothing about.
    const mayBring = behind !== undefined && otherwise === undefined;
    const isOfOther = mayBring && isOther.has(behind.index) && addedCalls.includes(behind);
    const own = isOfOther ? behind : isMissing.has(push.call.id) ? addedCalls[last - 1] : undefined;
    const anchor = own && partners.get(own.call.id);
    if (own === undefined || anchor === undefined) continue;
    const isAnswered = own.endUs <= push.startUs && Number.isFinite(anchor.endUs);
    anchors.set(push.call.id, { behind: anchor, afterUs: isAnswered ? anchor.endUs : anchor.startUs });
  }
  return anchors;
}
