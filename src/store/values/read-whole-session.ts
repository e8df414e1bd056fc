import type { RecordedSession } from '../../session/format/schema.ts';
import { readableValueBytes } from '../read-limits.ts';
import { readSession } from '../read-session.ts';
import { packSession } from './pack-session.ts';
import { SessionValues } from './session-values.ts';

/**
 * Reads a session with every large value in its place, as far as it is there: for a backend that its calls are sent to.
 *
 * @throws {IpcError} as `readSession` does
 */
export async function readWholeSession(file: string): Promise<RecordedSession> {
  const session = await readSession(file);
  return new SessionValues(session, file, { maxBytes: readableValueBytes() }).whole(session);
}

/** Reads a session with its large values in it, beside its events: what is written of it elsewhere needs no other file. */
export async function readPackedSession(file: string): Promise<RecordedSession> {
  const session = await readSession(file);
  return packSession(session, new SessionValues(session, file, { maxBytes: readableValueBytes() })).session;
}
