import { valueFilesIn } from '../../session/codec/value-files.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { notReadable } from '../not-readable.ts';
import { READ_MORE, readableBytes, readableValueBytes } from '../read-limits.ts';
import { readSession } from '../read-session.ts';
import { packSession } from './pack-session.ts';
import { SessionValues } from './session-values.ts';

/**
 * Reads a session with every large value in its place, as far as it is there: for a backend that its calls are sent to.
 *
 * @param maxBytes of the JSON of the session.
 * @throws {IpcError} as `readSession` does
 */
export async function readWholeSession(file: string, maxBytes = readableBytes()): Promise<RecordedSession> {
  const session = await readSession(file, { maxBytes });
  const maxValueBytes = readableValueBytes();
  // One value may stand in thousands of places, and is written, or sent, in each.
  const placed = valueFilesIn(session.events).reduce((sum, { bytes }) => sum + bytes, 0);
  if (placed > maxValueBytes)
    throw notReadable(
      file,
      `its large values are ${placed} bytes in all their places, where ${maxValueBytes} are allowed. ${READ_MORE}`,
    );
  return new SessionValues(session, file, { maxBytes: maxValueBytes }).whole(session);
}

/** Reads a session with its large values in it, beside its events: what is written of it elsewhere needs no other file. */
export async function readPackedSession(file: string): Promise<RecordedSession> {
  const session = await readSession(file);
  return packSession(session, new SessionValues(session, file, { maxBytes: readableValueBytes() })).session;
}
