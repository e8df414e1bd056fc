import type { RecordedSession, StateCheckpoint } from '../session/format/schema.ts';
import { unknownId } from './event-ids.ts';

/** A checkpoint of a session, by its id. */
export interface FoundCheckpoint {
  /** `k3` for the third one. */
  id: string;
  checkpoint: StateCheckpoint;
}

/** The checkpoints of a session that have a state, or say why they have none. */
export function statesOf({ checkpoints }: RecordedSession): FoundCheckpoint[] {
  return checkpoints.flatMap((checkpoint, at) =>
    checkpoint.state === null && checkpoint.note === undefined ? [] : [{ id: `k${at + 1}`, checkpoint }],
  );
}

/**
 * Finds a checkpoint by its id in the views, by the recorder's own, or by its label.
 *
 * @throws {IpcError} `UNKNOWN_ID`, with those that have a state
 */
export function findCheckpoint(session: RecordedSession, id: string): FoundCheckpoint {
  const wanted = id.trim();
  const [, number] = /^k?(\d+)$/i.exec(wanted) ?? [];
  const all = session.checkpoints.map((checkpoint, at): FoundCheckpoint => ({ id: `k${at + 1}`, checkpoint }));
  const found =
    (number === undefined ? undefined : all[Number(number) - 1]) ??
    all.find(({ checkpoint }) => checkpoint.id === wanted || checkpoint.label === wanted);
  if (found !== undefined) return found;
  throw unknownId(
    'checkpoint',
    id,
    statesOf(session).map((one) => one.id),
  );
}
