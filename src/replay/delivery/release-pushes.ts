import type { RecordedCall } from '../../calls/recorded-call.ts';
import { putInList } from '../../std/put-in-list.ts';
import type { PlacedPushes } from './place-pushes.ts';

/** The recorded pushes around an answer, each list in record order. */
export interface PushesAround {
  before: RecordedCall[];
  after: RecordedCall[];
}

/** Gives out each recorded push once: with the next answer that is given when the call before it has been made or answered. */
export class PushRelease {
  private readonly placed: PlacedPushes;
  /** The calls that channels and ports belong to, by their ids. */
  private readonly owners: Map<string, RecordedCall>;
  /** The pushes through the channel of a call. */
  private readonly channels = new Map<RecordedCall, Placed[]>();
  /** Calls that were made, and those that have their answer. */
  private readonly made = new Set<RecordedCall>();
  private readonly answered = new Set<RecordedCall>();
  /** To be given out with the next answer that came after them. */
  private waiting: Placed[] = [];
  /** Those whose channel is not there yet, by the call that brings it. */
  private readonly unowned = new Map<RecordedCall, Placed[]>();
  private readonly gone = new Set<RecordedCall>();

  /** @param asked the calls that the stub is asked for. */
  constructor(placed: PlacedPushes, asked: RecordedCall[]) {
    this.placed = placed;
    this.owners = new Map(asked.map((recorded) => [recorded.call.id, recorded]));
    for (const [behind, pushes] of [...placed.afterStart, ...placed.afterEnd])
      for (const push of pushes) {
        const owner = this.ownerOf(push);
        if (owner) putInList(this.channels, owner, { push, behind });
      }
  }

  /** A recorded call has been made again. */
  asked(recorded: RecordedCall): void {
    this.made.add(recorded);
    this.waiting = this.waiting.concat(this.unowned.get(recorded) ?? []);
    this.unowned.delete(recorded);
    for (const push of this.placed.afterStart.get(recorded) ?? []) this.wait({ push, behind: recorded });
  }

  /** The app itself answers this call, and pushes what it did then. */
  passed(recorded: RecordedCall): void {
    this.asked(recorded);
    this.answered.add(recorded);
    const { afterStart, afterEnd } = this.placed;
    // Down the channel of another call nobody else sends.
    for (const push of [...(afterStart.get(recorded) ?? []), ...(afterEnd.get(recorded) ?? [])])
      if (this.ownerOf(push) === undefined) this.gone.add(push);
      else this.wait({ push, behind: recorded });
    this.dropChannels(recorded);
  }

  /** What came through the channels of this call comes no more. */
  dropChannels(recorded: RecordedCall): void {
    for (const { push } of this.channels.get(recorded) ?? []) this.gone.add(push);
  }

  /** A call that was asked for is answered now: what goes out around its answer. */
  around(recorded: RecordedCall): PushesAround {
    this.answered.add(recorded);
    for (const push of this.placed.afterEnd.get(recorded) ?? []) this.wait({ push, behind: recorded });
    const isBefore = ({ push }: Placed) => push.startUs < recorded.endUs;
    // What is never answered says nothing of when they came.
    const isAnswered = recorded.endUs !== Number.POSITIVE_INFINITY;
    const ofChannel = (isAnswered && this.channels.get(recorded)?.filter(isBefore)) || [];

    const around: PushesAround = { before: [], after: [] };
    const waiting = this.waiting.concat(ofChannel).sort(byIndex);
    this.waiting = [];
    for (const one of waiting) {
      if (this.gone.has(one.push)) continue;
      // An answer is still to come before it.
      if (!isBefore(one) && this.isUnderWay(one.behind)) this.waiting.push(one);
      else {
        this.gone.add(one.push);
        (isBefore(one) ? around.before : around.after).push(one.push);
      }
    }
    return around;
  }

  private wait(one: Placed): void {
    const owner = this.ownerOf(one.push);
    if (owner === undefined || this.made.has(owner)) this.waiting.push(one);
    else putInList(this.unowned, owner, one);
  }

  private isUnderWay(call: RecordedCall): boolean {
    return this.made.has(call) && !this.answered.has(call);
  }

  private ownerOf({ call }: RecordedCall): RecordedCall | undefined {
    return call.channel === undefined ? undefined : this.owners.get(call.channel);
  }
}

/** A push, and the call it came behind. */
interface Placed {
  push: RecordedCall;
  behind: RecordedCall;
}

const byIndex = (a: Placed, b: Placed) => a.push.index - b.push.index;
