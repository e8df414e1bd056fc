import { callKind } from '../../calls/call-kind.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { RecordedTimeline } from '../delivery/recorded-timeline.ts';
import { isBackendCall } from '../delivery/replayable-calls.ts';
import type { Side, SideBySide } from './deviation.ts';

/** Where a push of one session belongs in the other one. */
export interface PushAnchor {
  /** The call of the host that it comes behind; undefined where it comes before any. */
  behind: RecordedCall | undefined;
  /** When that was made, or answered where the push came behind the answer: in microseconds since 1970. */
  afterUs: number;
}

/**
 * Tells for each push of a session where it belongs in the other one: behind all that it came behind in its own, calls of timers left out. A call that
 * went on is behind the push there, too.
 *
 * @param host the session as it is now; it has the calls of `sides[into]`.
 * @returns by the ids of the pushes.
 */
export function anchorsOf(
  sides: SideBySide,
  { from, into }: { from: Side; into: Side },
  host: RecordedSession,
): Map<string, PushAnchor> {
  const partners = new Map(sides.calls.map((both) => [both[from], both[into]]));
  const byId = new Map(recordedCalls(host).map((one) => [one.call.id, one]));
  const { calls, polls } = new RecordedTimeline(sides[from]);
  const paired = calls.flatMap((own): Paired[] => {
    const other = byId.get(partners.get(own.call.id) ?? '');
    if (other === undefined || callKind(own.call) !== 'invoke' || !isBackendCall(own) || polls.has(own)) return [];
    return [{ own, other }];
  });
  const ended = paired.filter(({ own, other }) => Number.isFinite(own.endUs) && Number.isFinite(other.endUs));
  ended.sort((one, other) => one.own.endUs - other.own.endUs);
  const anchors = new Map<string, PushAnchor>();
  let anchor: PushAnchor = { behind: undefined, afterUs: Number.NEGATIVE_INFINITY };
  const take = (behind: RecordedCall, afterUs: number) => {
    const isLater =
      afterUs > anchor.afterUs || (afterUs === anchor.afterUs && behind.index > (anchor.behind?.index ?? -1));
    if (isLater) anchor = { behind, afterUs };
  };
  let [started, answered] = [0, 0];
  for (const push of recordedCalls(sides[from])) {
    if (push.call.kind !== 'push') continue;
    for (; (paired[started]?.own.index ?? Number.POSITIVE_INFINITY) < push.index; started += 1)
      take((paired[started] as Paired).other, (paired[started] as Paired).other.startUs);
    for (; (ended[answered]?.own.endUs ?? Number.POSITIVE_INFINITY) <= push.startUs; answered += 1)
      take((ended[answered] as Paired).other, (ended[answered] as Paired).other.endUs);
    anchors.set(push.call.id, anchor);
  }
  return anchors;
}

interface Paired {
  own: RecordedCall;
  other: RecordedCall;
}
