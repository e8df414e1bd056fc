import { callKind } from '../../calls/call-kind.ts';
import { microseconds, recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { RecordedTimeline } from '../delivery/recorded-timeline.ts';
import { isBackendCall, isReplayable } from '../delivery/replayable-calls.ts';
import type { Boundary } from '../replay-facts.ts';
import { StubBackend } from '../stub-backend.ts';
import { addMissing } from './add-missing.ts';
import type { AddedCall } from './missing-call.ts';

/**
 * Adds to a session what another one of its test asked for and it has no answer to, or asked more often, where it was asked: a test that goes on otherwise
 * than when it was recorded finds answers to what it now does.
 */
export function addCallsOf(
  recorded: RecordedSession,
  other: RecordedSession,
): { session: RecordedSession; added: AddedCall[] } {
  const stub = new StubBackend(recorded);
  const marks = marksOf(other);
  const polls = new Set([...new RecordedTimeline(other).polls].map(({ index }) => index));
  for (const one of recordedCalls(other)) {
    const { index, call } = one;
    while ((marks[0]?.index ?? Number.POSITIVE_INFINITY) <= index)
      stub.boundaryReached((marks.shift() as Mark).boundary);
    if (callKind(call) !== 'invoke' || !isReplayable(one) || !isBackendCall(one)) continue;
    const { id, command, args, options } = call;
    const answer = stub.answer({ id, command, args, ...(options === undefined ? {} : { options }) });
    // A poll may ask as often as it likes.
    if (answer.kind !== 'miss' && answer.repeated && !polls.has(one.index)) stub.lacks(id);
  }
  const run = { session: other, missing: stub.missing, toRecorded: (value: unknown) => stub.toRecorded(value) };
  const { session, added } = addMissing(recorded, run);
  return { session: { ...session, ...valuesOf(recorded, other) }, added };
}

interface Mark {
  /** The number of the next event. */
  index: number;
  timeUs: number;
  boundary: Boundary;
}

/** The begins and ends of steps and actions of a session, in their order. */
function marksOf({ checkpoints, actions = [] }: RecordedSession): Mark[] {
  const marks: Mark[] = checkpoints.flatMap(({ step, event_index: index, timestamp }) =>
    step === undefined ? [] : [{ index, timeUs: microseconds(timestamp), boundary: { step } }],
  );
  for (const [at, { name, category, location, timestamp, event_index: index, end }] of actions.entries()) {
    const action = { id: `action ${at}`, name, category, location };
    marks.push({ index, timeUs: microseconds(timestamp), boundary: { action: { ...action, phase: 'begin' } } });
    if (end === undefined) continue;
    marks.push({
      ...{ index: end.event_index, timeUs: microseconds(end.timestamp) },
      boundary: { action: { ...action, phase: 'end' } },
    });
  }
  return marks.sort((one, other) => one.index - other.index || one.timeUs - other.timeUs);
}

/** The large values of both. */
function valuesOf(recorded: RecordedSession, other: RecordedSession): Pick<RecordedSession, 'values'> {
  if (recorded.values === undefined && other.values === undefined) return {};
  return { values: { ...other.values, ...recorded.values } };
}
