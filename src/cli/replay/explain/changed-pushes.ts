import { microseconds } from '../../../calls/recorded-call.ts';
import { RecordedTimeline } from '../../../replay/delivery/recorded-timeline.ts';
import type { Both, Deviation, Side, SideBySide } from '../../../replay/transplant/deviation.ts';
import { anchorsOf } from '../../../replay/transplant/push-anchors.ts';
import { firstListeners, listenerName } from '../../../replay/transplant/unheard-pushes.ts';
import type { IpcCall, RecordedSession } from '../../../session/format/schema.ts';
import { putInList } from '../../../std/put-in-list.ts';
import type { AlignedCall, AlignedPair } from '../../../triage/align-sessions.ts';
import { type PushChange, pushText } from './deviation-texts.ts';

/** The same call or push in a failure and in a pass. */
export interface Pair {
  first: AlignedCall;
  second: AlignedCall;
}

export const idsOf = ({ first, second }: Pair): Both => ({ failed: first.call.id, passed: second.call.id });

/** A push, and what it is equal by in both sessions: its name and payload, and the call that it came behind. */
interface PlacedPush extends AlignedCall {
  place: string;
}

/** Finds the pushes that only one session has, and those with another payload or at another place. @param calls the calls that both have. */
export function changedPushes(pairs: AlignedPair[], { failed, passed, calls }: Sides): Deviation[] {
  const partner = new Map(calls.map(({ first, second }) => [second.index, first.index]));
  const [placed, expected] = [placesOf(failed), placesOf(passed)];
  const left = unmatched(
    pushesOf(pairs, 'first', ({ index }) => placeText(placed.get(index))),
    pushesOf(pairs, 'second', ({ index }) => placeText(expected.get(index), partner)),
    ({ key, place }) => `${key} ${place}`,
  );
  const moved = unmatched(left.ours, left.theirs, ({ key }) => key);
  const changed = unmatched(moved.ours, moved.theirs, ({ call: { command } }) => command);
  const deviation = (push: IpcCall, what: PushChange, both: Partial<Both>, other?: IpcCall): Deviation => ({
    ...{ kind: 'push', command: push.command, push: both, isMoved: what === 'moved' },
    ...(what === 'unheard' ? { isUnheard: true } : {}),
    text: pushText(push, what, other),
  });
  const sides = { failed, passed, calls: calls.map(idsOf), texts: [] };
  const isUnheard = changed.theirs.length > 0 ? dueBeforeListener(sides) : () => false;
  // Where a cause is to be guessed, one that came or did not come goes before one that only came elsewhere.
  return [
    ...changed.ours.map(({ call }) => deviation(call, 'extra', { failed: call.id })),
    ...changed.theirs.map(({ call }) => deviation(call, isUnheard(call) ? 'unheard' : 'missing', { passed: call.id })),
    ...changed.matched.map((pair) => deviation(pair.first.call, 'changed', idsOf(pair), pair.second.call)),
    ...moved.matched.map((pair) => deviation(pair.first.call, 'moved', idsOf(pair))),
  ];
}

/** Tells of a push that only the pass has whether nobody listened for it yet in the failure, when by the calls before it it was due there. */
function dueBeforeListener(sides: SideBySide): (push: IpcCall) => boolean {
  const anchors = anchorsOf(sides, { from: 'passed', into: 'failed' }, sides.failed);
  const [ours, theirs] = [firstListeners(sides.failed), firstListeners(sides.passed)];
  return (push) => {
    const name = listenerName(push, push.command);
    const [listener, other] = [ours.get(name), theirs.get(name)];
    if (listener === undefined || other === undefined || other.unheard.includes(push)) return false;
    return microseconds(listener.listen.timestamp) > (anchors.get(push.id)?.afterUs ?? Number.POSITIVE_INFINITY);
  };
}

type Sides = Pick<SideBySide, Side> & { calls: Pair[] };

function pushesOf(pairs: AlignedPair[], side: keyof Pair, placeOf: (push: AlignedCall) => string): PlacedPush[] {
  return pairs.flatMap((pair) => {
    const one = pair[side];
    return one?.call.kind === 'push' ? [{ ...one, place: placeOf(one) }] : [];
  });
}

function placeText(place: Place | undefined, partner?: ReadonlyMap<number, number>): string {
  const behind = place?.behind;
  if (behind === undefined) return 'first';
  return `${partner === undefined ? behind : (partner.get(behind) ?? `only ${behind}`)} ${place?.isBehindAnswer}`;
}

/** Puts those side by side that are equal, in their order; what is left has no counterpart. */
function unmatched<Item>(
  ours: readonly Item[],
  theirs: readonly Item[],
  nameOf: (item: Item) => string,
): { ours: Item[]; theirs: Item[]; matched: { first: Item; second: Item }[] } {
  const byName = new Map<string, Item[]>();
  for (const one of theirs) putInList(byName, nameOf(one), one);
  const matched: { first: Item; second: Item }[] = [];
  const left = ours.filter((first) => {
    const second = byName.get(nameOf(first))?.shift();
    if (second === undefined) return true;
    matched.push({ first, second });
    return false;
  });
  return { ours: left, theirs: [...byName.values()].flat(), matched };
}

interface Place {
  behind: number | undefined;
  isBehindAnswer: boolean;
}

/** Behind which call each push of a session came, by their numbers. */
function placesOf(session: RecordedSession): Map<number, Place> {
  return new Map(
    new RecordedTimeline(session).pushes.map(({ push, behind, isBehindAnswer }) => [
      push.index,
      { behind: behind?.index, isBehindAnswer },
    ]),
  );
}
