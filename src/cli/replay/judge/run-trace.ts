import { appCalls, questionOf } from '../../../replay/minimize/part-with-fillers.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { findCauses } from '../../../triage/causes/find-causes.ts';

/** What a run of a test did, as far as it is equal when the same happens in another run of it. */
export interface RunTrace {
  /** The id of the first cause of its failure; absent where nothing is known of it. */
  cause?: string;
  /** What the app has asked its backend, each question once. */
  asked: string[];
}

/** Makes the trace of a run of its session. */
export function traceOf(session: RecordedSession): RunTrace {
  const { causes } = findCauses(session);
  return {
    ...defined({ cause: causes[0]?.id }),
    asked: [...new Set(appCalls(session).map(({ call }) => questionOf(call)))],
  };
}
