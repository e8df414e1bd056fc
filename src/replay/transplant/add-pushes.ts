import { recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { addMissing } from '../update/add-missing.ts';
import type { MissingCall } from '../update/missing-call.ts';
import type { Side, SideBySide } from './deviation.ts';
import { mapTexts, textsOf } from './map-texts.ts';
import type { PushAnchor } from './push-anchors.ts';

/**
 * Adds pushes of one session to the other one.
 *
 * @param anchors where each belongs, by the ids of the pushes.
 * @param ids the pushes that are added, in their order.
 */
export function addPushes(
  host: RecordedSession,
  sides: SideBySide,
  { from, into }: { from: Side; into: Side },
  anchors: ReadonlyMap<string, PushAnchor>,
  ids: readonly string[],
): RecordedSession {
  if (ids.length === 0) return host;
  const own = recordedCalls(host);
  const missing = ids.map((id): MissingCall => {
    const { behind, afterUs } = anchors.get(id) ?? { behind: undefined, afterUs: Number.NEGATIVE_INFINITY };
    const next = own.find(({ index, startUs }) => index > (behind?.index ?? -1) && startUs >= afterUs);
    const end = (host.events.at(-1)?.index ?? -1) + 1;
    return { id, before: next?.index ?? end, afterUs: Number.isFinite(afterUs) ? afterUs : (own[0]?.startUs ?? 1) - 1 };
  });
  const partner = new Map(sides.calls.map((both) => [both[from], both[into]]));
  const texts = textsOf(sides, from, into);
  const donor = {
    ...sides[from],
    events: sides[from].events.map((event) => {
      if (event.event.type !== 'Ipc' || event.event.channel === undefined) return event;
      return { ...event, event: { ...event.event, channel: partner.get(event.event.channel) ?? event.event.channel } };
    }),
  };
  return addMissing(host, { session: donor, missing, toRecorded: (value) => mapTexts(value, texts) }).session;
}
