import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedSession } from '../../session/format/schema.ts';
import { writeFileWhole } from '../write-file-whole.ts';
import { compressed } from './pack-content.ts';
import { distinctFiles, type MissingValue, SessionValues, type ValuesLimits } from './session-values.ts';
import { COMPRESSED, MAX_EMBEDDED_BYTES, VALUES_FOLDER } from './value-limits.ts';
import { withoutValues } from './without-values.ts';

/** A session with its large values in it, and those that are not there. */
export interface PackedSession {
  session: RecordedSession;
  missing: MissingValue[];
}

/** Puts the large values of a session into the session itself: one file is all of it. Each is proved by its digest first. */
export function packSession(session: RecordedSession, source: SessionValues): PackedSession {
  const values: Record<string, string> = {};
  const missing: MissingValue[] = [];
  for (const file of distinctFiles(session)) {
    const content = source.content(file);
    if (typeof content === 'string') missing.push({ file, why: content });
    else values[file.sha256] = (compressed(content) ?? content).toString('base64');
  }
  const rest = withoutValues(session);
  return { session: Object.keys(values).length === 0 ? rest : { ...rest, values }, missing };
}

/** Puts the large values of a session into it where all of them are small enough for its text: a copy of that one file replays then. */
export function packSmallValues(session: RecordedSession, source: SessionValues): RecordedSession {
  const rest = withoutValues(session);
  const values: Record<string, string> = {};
  let bytes = 0;
  for (const file of distinctFiles(session)) {
    const stored = source.stored(file);
    bytes += stored?.length ?? 0;
    if (bytes > MAX_EMBEDDED_BYTES) return rest;
    if (stored !== undefined) values[file.sha256] = stored.toString('base64');
  }
  return Object.keys(values).length === 0 ? rest : { ...rest, values };
}

/** Writes the large values in a session to files in the folder `values` of a folder, and returns the session without them. */
export function unpackSession(session: RecordedSession, folder: string, limits: ValuesLimits = {}): PackedSession {
  const source = new SessionValues(session, undefined, limits);
  const missing: MissingValue[] = [];
  for (const file of distinctFiles(session)) {
    const content = source.content(file);
    if (typeof content === 'string') missing.push({ file, why: content });
    else {
      const packed = compressed(content);
      const name = packed === undefined ? file.sha256 : `${file.sha256}${COMPRESSED}`;
      writeFileWhole(join(folder, VALUES_FOLDER, name), packed ?? content);
    }
  }
  return { session: withoutValues(session), missing };
}

/** Deletes the files of values that a session does not have, such as those of events that went with the older half of its journal. */
export function pruneValues(session: RecordedSession, folder: string): void {
  const values = join(folder, VALUES_FOLDER);
  if (!existsSync(values)) return;
  const used = new Set(distinctFiles(session).map(({ sha256 }) => sha256));
  if (used.size === 0) rmSync(values, { recursive: true, force: true });
  else
    for (const name of readdirSync(values))
      if (!used.has(name.replace(COMPRESSED, ''))) rmSync(join(values, name), { force: true });
}
