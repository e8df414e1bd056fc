import type { RecordedCall } from '../../calls/recorded-call.ts';

/** Where a push belongs: behind what came last before it, not at a time of day. */
export interface PushPlace {
  /** The call that was made or answered last before it; undefined when none was. */
  behind: RecordedCall | undefined;
  /** Whether that was its answer. */
  isBehindAnswer: boolean;
}

/**
 * Tells behind which call a push came. Ask for the pushes in record order.
 *
 * @param calls the calls that a backend is asked for, and that are as many in each run: nothing else can bring a push.
 */
export function placePush(calls: readonly RecordedCall[]): (push: RecordedCall) => PushPlace {
  const answered = calls.filter(({ endUs }) => endUs !== Number.POSITIVE_INFINITY).sort((a, b) => a.endUs - b.endUs);
  let started = 0;
  let ended = 0;
  return (push) => {
    while ((calls[started]?.index ?? Number.POSITIVE_INFINITY) < push.index) started++;
    while ((answered[ended]?.endUs ?? Number.POSITIVE_INFINITY) <= push.startUs) ended++;
    const lastStarted = calls[started - 1];
    const lastEnded = answered[ended - 1];
    if (lastEnded && isLater(lastEnded, lastStarted)) return { behind: lastEnded, isBehindAnswer: true };
    return { behind: lastStarted, isBehindAnswer: false };
  };
}

/** Microseconds within which an end and the start of a later call cannot be told apart: clocks of two windows differ, and some recorders have coarse ones. */
const CLOCK_US = 1_000;

/** Whether the last end came after the last start. In doubt the call that started caused the push: often it is the answer's own next call. */
function isLater(ended: RecordedCall, started: RecordedCall | undefined): boolean {
  return started === undefined || ended === started || ended.endUs > started.startUs + CLOCK_US;
}
