import { microseconds } from '../../calls/recorded-call.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { formatTimestamp } from '../../session/format/timestamp.ts';

/** A call that is added at a place. */
export interface FittedCall {
  call: IpcCall;
  /** The call as it was in its run. */
  live: IpcCall;
}

/** Microseconds between two events of which nothing else is known. */
const STEP_US = 1_000;

/** Calls at one place whose answers are kept in their order: more are not out at one time in practice. */
const MAX_OUT = 50;

/** Times for a call between what came before it in a recording and what comes behind. */
export class FittedTimes {
  private readonly startUs: number;
  private readonly durationUs: number;
  private readonly call: IpcCall;

  /**
   * @param call as it was in its run.
   * @param afterUs when the last thing came before it, in microseconds since 1970, as `nextUs`: the next one.
   * @param atPlace what was added there already, in order.
   */
  constructor(call: IpcCall, { afterUs, nextUs }: { afterUs: number; nextUs: number }, atPlace: readonly FittedCall[]) {
    const wantedUs = Math.max(afterUs, ...atPlace.slice(-1).map((last) => microseconds(last.call.timestamp)));
    // The number says where it stands: the end of an action may have been noted behind what came after it.
    const fromUs = Math.min(wantedUs, nextUs);
    const roomUs = Math.max(0, Math.min(nextUs - fromUs, 4 * STEP_US));
    this.startUs = fromUs + Math.floor(roomUs / 4);
    this.call = call;
    // Answered before what comes next, as far as anybody knows: an answer would wait for others in its way.
    const fittedUs = Math.min(call.duration_us ?? 0, Math.max(0, nextUs - this.startUs - 1));
    // And not before those at its place that were answered before it in the run.
    const answered = atPlace
      .slice(-MAX_OUT)
      .filter(({ live }) => live.duration_ms !== null && endOf(live) <= endOf(call));
    this.durationUs = Math.max(fittedUs, ...answered.map((one) => endOf(one.call) - this.startUs));
  }

  ofCall(): Pick<IpcCall, 'timestamp' | 'duration_ms'> & { duration_us?: number } {
    const timestamp = formatTimestamp(this.startUs / 1_000);
    if (this.call.duration_ms === null) return { timestamp, duration_ms: null };
    return { timestamp, duration_ms: Math.round(this.durationUs / 1_000), duration_us: this.durationUs };
  }

  /** A message of its channel comes while the call goes on. */
  ofPush(): string {
    return formatTimestamp((this.startUs + Math.floor(this.durationUs / 2)) / 1_000);
  }
}

/** When a call was answered, in microseconds since 1970. */
function endOf({ timestamp, duration_us: tookUs = 0 }: IpcCall): number {
  return microseconds(timestamp) + tookUs;
}
