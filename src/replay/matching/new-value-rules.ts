import type { Moments } from '../../calls/new-values/made-up-ids.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { MatchContext } from './matcher.ts';

/** Which values of this run may stand for those of a recorded call or push as new ones. */
export interface NewValueRules {
  /** Whether an id of the recording is made up anew in each run, and `now` is that of this run. */
  isMadeUp(id: string, now: string): boolean;
  moments: Moments;
}

/** The rules for one recorded call or push: an id that the backend has told is none that a frontend makes up, and a time is near that of the call. */
export function newValueRules(
  { told, pageTimeMs, wasPinned = false }: Pick<MatchContext, 'told' | 'pageTimeMs' | 'wasPinned'>,
  { index, startUs }: RecordedCall,
): NewValueRules {
  const recordedMs = startUs / 1_000;
  return {
    isMadeUp: (id, now) => !told.before(id, index) && !told.ever(now),
    moments:
      pageTimeMs === undefined
        ? { recorded: recordedMs }
        : { recorded: wasPinned ? pageTimeMs : recordedMs, live: pageTimeMs },
  };
}
