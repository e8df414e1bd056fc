import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { testKey } from '../../calls/test-name.ts';
import { holdsToken } from '../../session/codec/tokens.ts';
import { parseSession } from '../../session/format/parse-session.ts';
import type { RecordedSession, SessionTest, StateCheckpoint } from '../../session/format/schema.ts';
import { serializeSession } from '../../session/format/serialize-session.ts';
import { notReadable } from '../not-readable.ts';
import { readableValues } from '../read-limits.ts';
import { withoutValues } from '../values/without-values.ts';

/** Bytes of JSON that a stored baseline may have: a failure is compared with three of them, in seconds. */
export const MAX_BASELINE_BYTES = 8_388_608;

/** Returns what stands for a test in the names of its baselines: 32 hexadecimal digits, the same in every run. */
export function baselineId(test: SessionTest): string {
  return createHash('sha256').update(testKey(test)).digest('hex').slice(0, 32);
}

/** Tells whether a title has a token in it, which is new in each run: such a test has no baselines, since the secret alone may tell it from others. */
export function hasSecretTitle(test: SessionTest): boolean {
  return holdsToken(testKey(test));
}

/** Writes the session of a pass as it is stored: whole, but for the states of its checkpoints and its large values, which no verdict needs. */
export function baselineText(session: RecordedSession): string {
  return serializeSession({ ...withoutValues(session), checkpoints: session.checkpoints.map(withoutState) });
}

function withoutState({ state, ...checkpoint }: StateCheckpoint): StateCheckpoint {
  return { ...checkpoint, state: null, ...(state !== null && { note: 'a stored baseline has no states' }) };
}

/**
 * Reads a stored baseline of a test. The file may be anybody's: no more is read and inflated than `baselineText` may have made.
 *
 * @throws {IpcError} `SESSION_NOT_READABLE`, `INVALID_SESSION` or `SESSION_TOO_NEW`; also where it is of another test, or of an attempt that did not pass.
 */
export function readBaseline(file: string, test: SessionTest): RecordedSession {
  const session = parseSession(inflated(file), { maxValues: readableValues(MAX_BASELINE_BYTES) });
  if (session.test === undefined || baselineId(session.test) !== baselineId(test))
    throw notReadable(file, 'it is not of the test that its name says.');
  if (session.test.status !== 'passed') throw notReadable(file, 'it is of an attempt that did not pass.');
  return session;
}

function inflated(file: string): Buffer {
  try {
    const stats = lstatSync(file);
    // To open a pipe waits for whoever writes into it, and a link may lead anywhere.
    if (!stats.isFile()) throw new Error('it is no file');
    if (stats.size > MAX_BASELINE_BYTES) throw new Error(`it has more than ${MAX_BASELINE_BYTES} bytes`);
    return gunzipSync(readFileSync(file), { maxOutputLength: MAX_BASELINE_BYTES });
  } catch (cause) {
    throw notReadable(file, `${(cause as Error).message}.`, cause);
  }
}
