import { callKind } from '../../calls/call-kind.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { putInList } from '../../std/put-in-list.ts';

/** Where the backend's pushes belong: behind what came last before them, not at a time of day. Each list is in record order. */
export interface PlacedPushes {
  /** Those that came before any call. */
  started: RecordedCall[];
  /** Those that came when this call had been made, and nothing else was made or answered since. */
  afterStart: Map<RecordedCall, RecordedCall[]>;
  /** Those that came when this call had been answered, and nothing else was made or answered since. */
  afterEnd: Map<RecordedCall, RecordedCall[]>;
}

/**
 * Gives each push to the call that was made or answered last before it.
 *
 * @param all the session's calls and one-way traffic, in record order.
 * @param asked those of them that the stub will be asked for, and that are as many in each run: nothing else can release a push.
 */
export function placePushes(all: RecordedCall[], asked: RecordedCall[]): PlacedPushes {
  const pushes: PlacedPushes = { started: [], afterStart: new Map(), afterEnd: new Map() };
  const answered = asked.filter(({ endUs }) => endUs !== Number.POSITIVE_INFINITY).sort((a, b) => a.endUs - b.endUs);
  let started = 0;
  let ended = 0;
  for (const push of all) {
    if (callKind(push.call) !== 'push') continue;
    while ((asked[started]?.index ?? Number.POSITIVE_INFINITY) < push.index) started++;
    while ((answered[ended]?.endUs ?? Number.POSITIVE_INFINITY) <= push.startUs) ended++;
    const lastStarted = asked[started - 1];
    const lastEnded = answered[ended - 1];
    if (lastEnded && isLater(lastEnded, lastStarted)) putInList(pushes.afterEnd, lastEnded, push);
    else if (lastStarted) putInList(pushes.afterStart, lastStarted, push);
    else pushes.started.push(push);
  }
  return pushes;
}

/** Microseconds within which an end and the start of a later call cannot be told apart: clocks of two windows differ, and some recorders have coarse ones. */
const CLOCK_US = 1_000;

/** Whether the last end came after the last start. In doubt the call that started caused the push: often it is the answer's own next call. */
function isLater(ended: RecordedCall, started: RecordedCall | undefined): boolean {
  return started === undefined || ended === started || ended.endUs > started.startUs + CLOCK_US;
}
