import { recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { addMissing } from '../update/add-missing.ts';
import type { MissingCall } from '../update/missing-call.ts';
import type { Side, SideBySide } from './deviation.ts';
import { mapTexts, textsOf } from './map-texts.ts';
import { moveListeners } from './move-listeners.ts';
import type { PushAnchor } from './push-anchors.ts';
import { firstListeners, listenerName } from './unheard-pushes.ts';

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
  const listens = listensFor(host, sides[from], missing);
  const run = {
    session: donor,
    missing: [...listens, ...missing],
    toRecorded: (value: unknown) => mapTexts(value, texts),
  };
  const { session } = addMissing(host, run);
  return listens.reduce((added, { name, count }) => {
    const listen = firstListeners(added).get(name)?.listen;
    return listen === undefined ? added : moveListeners(added, { listen, count });
  }, session);
}

/** Finds the calls by which windows listened for the pushes that are added, where the host has none: a replay gives them to nobody else. */
function listensFor(
  host: RecordedSession,
  donor: RecordedSession,
  pushes: readonly MissingCall[],
): (MissingCall & { name: string; count: number })[] {
  const [ours, theirs] = [firstListeners(host), firstListeners(donor)];
  const calls = new Map(recordedCalls(donor).map(({ call }) => [call.id, call]));
  const names = new Map<string, MissingCall>();
  for (const missing of pushes) {
    const push = calls.get(missing.id);
    const name = push && listenerName(push, push.command);
    if (push === undefined || name === undefined || ours.has(name) || names.has(name)) continue;
    const listener = theirs.get(name);
    if (listener !== undefined && !listener.unheard.includes(push)) names.set(name, missing);
  }
  return [...names].flatMap(([name, missing]) => {
    const listener = theirs.get(name);
    return listener ? [{ ...missing, id: listener.listen.id, name, count: listener.unheard.length }] : [];
  });
}
