import { callKind } from '../../calls/call-kind.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { RecordedTimeline } from '../../replay/delivery/recorded-timeline.ts';
import { isBackendCall, isReplayable } from '../../replay/delivery/replayable-calls.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { alignSessions } from '../../triage/align-sessions.ts';
import { reconcileCalls } from '../../triage/reconcile-calls.ts';

/** The calls of a session by which its frontend asked for something else than in the other one: with other arguments, or a change that the other has not. */
export function otherQuestions(session: RecordedSession, other: RecordedSession): RecordedCall[] {
  const { isWrite, polls } = new RecordedTimeline(session);
  const pollsAt = new Set([...polls].map(({ index }) => index));
  return reconcileCalls(alignSessions(session, other)).flatMap(({ first, second }) => {
    if (first === undefined || callKind(first.call) !== 'invoke' || !isReplayable(first) || !isBackendCall(first))
      return [];
    if (pollsAt.has(first.index)) return [];
    const isOther = second === undefined ? isWrite(first.call.command) : first.key !== second.key;
    return isOther ? [first] : [];
  });
}
