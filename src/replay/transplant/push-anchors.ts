import { callKind } from '../../calls/call-kind.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { firstWhere } from '../../std/first-where.ts';
import { putInList } from '../../std/put-in-list.ts';
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
 * went on is behind the push there, too. Pushes of its name keep their order. A read counts where nothing else contradicts it: how many there are, and
 * which of them is which, may differ from run to run.
 *
 * @param host the session as it is now; it has the calls of `sides[into]`.
 * @returns by the ids of the pushes.
 */
export function anchorsOf(
  sides: SideBySide,
  { from, into }: { from: Side; into: Side },
  host: RecordedSession,
): Map<string, PushAnchor> {
  const pairs = pairsOf(sides, { from, into }, host);
  const firm = new Marks(pairs.filter(({ isRead }) => !isRead));
  const reads = new Marks(pairs.filter(({ isRead }) => isRead));
  const nextPushUs = nextOfName(pairs);
  const anchors = new Map<string, PushAnchor>();
  for (const push of recordedCalls(sides[from])) {
    if (push.call.kind !== 'push') continue;
    firm.pass(push);
    reads.pass(push);
    const last = firm.last(nextPushUs(push)) ?? firm.last() ?? NOTHING;
    const read = reads.last(firm.nextUs(push)) ?? NOTHING;
    anchors.set(push.call.id, isLater(read, last) ? read : last);
  }
  return anchors;
}

const NOTHING: PushAnchor = { behind: undefined, afterUs: Number.NEGATIVE_INFINITY };

/** A call or push in both sessions. */
interface Paired {
  own: RecordedCall;
  other: RecordedCall;
  isRead: boolean;
}

function pairsOf(sides: SideBySide, { from, into }: { from: Side; into: Side }, host: RecordedSession): Paired[] {
  const partners = new Map(sides.calls.map((both) => [both[from], both[into]]));
  const byId = new Map(recordedCalls(host).map((one) => [one.call.id, one]));
  const timeline = new RecordedTimeline(sides[from]);
  return timeline.traffic.flatMap((own): Paired[] => {
    const other = byId.get(partners.get(own.call.id) ?? '');
    const kind = callKind(own.call);
    const isMeant = kind === 'push' || (kind === 'invoke' && isBackendCall(own) && !timeline.polls.has(own));
    return other !== undefined && isMeant ? [{ own, other, isRead: kind === 'invoke' && timeline.isRead(own) }] : [];
  });
}

/** Tells when in the host the first push of its name comes that came behind a push. */
function nextOfName(pairs: readonly Paired[]): (push: RecordedCall) => number {
  const byName = new Map<string, Paired[]>();
  for (const pair of pairs) if (pair.own.call.kind === 'push') putInList(byName, pair.own.call.command, pair);
  const suffixes = new Map([...byName].map(([name, alike]) => [name, startsFrom(alike)]));
  return ({ index, call: { command } }) => {
    const alike = byName.get(command) ?? [];
    const next = firstWhere(alike.length, (nth) => (alike[nth] as Paired).own.index > index);
    return suffixes.get(command)?.[next] ?? Number.POSITIVE_INFINITY;
  };
}

/** When the first of each and all behind it was made in the host. */
function startsFrom(pairs: readonly Paired[]): number[] {
  let next = Number.POSITIVE_INFINITY;
  return pairs
    .toReversed()
    .map(({ other }) => {
      next = Math.min(next, other.startUs);
      return next;
    })
    .reverse();
}

/** The calls that were made before a push, and the answers that came before it. Its methods take the pushes in the order of the recording. */
class Marks {
  private readonly started: readonly Paired[];
  private readonly ended: readonly Paired[];
  private readonly nextStartUs: readonly number[];
  private passedStarts = 0;
  private passedEnds = 0;
  /** Places in the host, sorted. */
  private readonly passed: PushAnchor[] = [];

  constructor(pairs: readonly Paired[]) {
    this.started = pairs;
    this.ended = pairs
      .filter(({ own, other }) => Number.isFinite(own.endUs) && Number.isFinite(other.endUs))
      .sort((one, other) => one.own.endUs - other.own.endUs);
    this.nextStartUs = startsFrom(pairs);
  }

  /** Notes all that a push came behind. */
  pass(push: RecordedCall): void {
    for (
      ;
      (this.started[this.passedStarts]?.own.index ?? Number.POSITIVE_INFINITY) < push.index;
      this.passedStarts += 1
    )
      this.note((this.started[this.passedStarts] as Paired).other, 'startUs');
    for (; (this.ended[this.passedEnds]?.own.endUs ?? Number.POSITIVE_INFINITY) <= push.startUs; this.passedEnds += 1) {
      const { own, other } = this.ended[this.passedEnds] as Paired;
      if (own.index !== push.index) this.note(other, 'endUs');
    }
  }

  /** The latest place in the host of what was passed. @param untilUs later ones do not count. */
  last(untilUs = Number.POSITIVE_INFINITY): PushAnchor | undefined {
    return this.passed[firstWhere(this.passed.length, (nth) => (this.passed[nth] as PushAnchor).afterUs > untilUs) - 1];
  }

  /** When the first that is behind a push was made in the host. */
  nextUs({ index }: RecordedCall): number {
    const isPush = this.started[this.passedStarts]?.own.index === index;
    return this.nextStartUs[this.passedStarts + (isPush ? 1 : 0)] ?? Number.POSITIVE_INFINITY;
  }

  private note(behind: RecordedCall, when: 'startUs' | 'endUs'): void {
    const anchor = { behind, afterUs: behind[when] };
    this.passed.splice(
      firstWhere(this.passed.length, (nth) => isLater(this.passed[nth] as PushAnchor, anchor)),
      0,
      anchor,
    );
  }
}

function isLater(one: PushAnchor, other: PushAnchor): boolean {
  return (
    one.afterUs > other.afterUs ||
    (one.afterUs === other.afterUs && (one.behind?.index ?? -1) > (other.behind?.index ?? -1))
  );
}
