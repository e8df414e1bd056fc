import type { RecordedCall } from '../../calls/recorded-call.ts';
import { firstWhere } from '../../std/first-where.ts';

/** Microseconds within which a call follows an answer that has caused it: an answer is handled in one task. */
const FOLLOWS_US = 3_000;
/** Microseconds by which two clocks may be at odds. */
const TOLERANCE_US = 100;

/** Finds which calls were made upon which answers. */
export class FollowUps {
  private readonly byStart: RecordedCall[];
  private readonly byEnd: RecordedCall[];

  constructor(calls: readonly RecordedCall[]) {
    this.byStart = [...calls].sort((one, other) => one.startUs - other.startUs);
    this.byEnd = calls
      .filter(({ endUs }) => endUs !== Number.POSITIVE_INFINITY)
      .sort((one, other) => one.endUs - other.endUs);
  }

  /** The calls that were made upon the answer of a call. */
  after({ endUs }: RecordedCall): RecordedCall[] {
    if (endUs === Number.POSITIVE_INFINITY) return [];
    return stretch(this.byStart, ({ startUs }) => startUs, endUs - TOLERANCE_US, endUs + FOLLOWS_US);
  }

  /** The calls upon whose answers a call was made. */
  before({ startUs, index }: RecordedCall): RecordedCall[] {
    return stretch(this.byEnd, ({ endUs }) => endUs, startUs - FOLLOWS_US, startUs + TOLERANCE_US).filter(
      (one) => one.index !== index,
    );
  }
}

/** At most so many causes or effects of one call are told. */
const MAX_FOLLOWING = 20;

function stretch(
  calls: RecordedCall[],
  timeOf: (call: RecordedCall) => number,
  from: number,
  to: number,
): RecordedCall[] {
  const found: RecordedCall[] = [];
  let at = firstWhere(calls.length, (nth) => timeOf(calls[nth] as RecordedCall) >= from);
  for (; at < calls.length && found.length < MAX_FOLLOWING; at++) {
    const one = calls[at] as RecordedCall;
    if (timeOf(one) > to) break;
    found.push(one);
  }
  return found;
}
