import { IpcError } from '../../errors.ts';
import { describeFault, describeValue, formatPath } from './describe-fault.ts';
import { findTooDeep } from './find-too-deep.ts';
import { locateJsonFault, placeInText } from './json-fault.ts';
import { type JsonMeasure, MAX_JSON_VALUES, measureJson } from './measure-json.ts';
import { parseEvent } from './parse-event.ts';
import { readableSessionSchema } from './readable-schema.ts';
import { type RecordedSession, stateCheckpointSchema } from './schema.ts';
import { MAX_SESSION_DEPTH, SESSION_VERSION } from './session-version.ts';
import { upgradeSession, versionOf } from './upgrade-session.ts';

/**
 * Reads a session from JSON text, its bytes (UTF-8) or a value, checks it and brings it to the current version.
 *
 * Payloads (`args`, results, states) are taken as they are, and so are keys and kinds of event that a newer Victauri may have added:
 * an event of unknown kind is in `events` although its type does not say so. A value that is given is not changed; events and payloads are shared with it.
 *
 * @throws {IpcError} `INVALID_SESSION` naming the path of the fault (`events[3].event.duration_ms`), or line and column when the text is not JSON.
 * @throws {IpcError} `SESSION_TOO_NEW` when a newer version of this package wrote it.
 * @example
 * const session = parseSession(await file.text());
 */
export function parseSession(input: unknown, { maxValues = MAX_JSON_VALUES }: ParseLimits = {}): RecordedSession {
  const value =
    typeof input === 'string'
      ? parseJson(input, maxValues)
      : input instanceof Uint8Array
        ? parseJson(decode(input), maxValues)
        : input;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`expected an object, found ${describeValue(value)}`);
  }
  const session = value as Record<string, unknown>;
  const { data, error } = readableSessionSchema.safeParse(upgradeSession(session, readVersion(session)));
  if (error) throw invalid(describeFault(error.issues, session));
  // One after the other, up to the first fault: a schema of the whole would gather all of millions.
  const events = data.events.map((value, index) => {
    const { event, issues } = parseEvent(value);
    if (issues) throw invalid(describeFault(issues, session, ['events', index]));
    return event;
  });
  const checkpoints = data.checkpoints.map((value, index) => {
    const { data: checkpoint, error: fault } = stateCheckpointSchema.safeParse(value);
    if (fault) throw invalid(describeFault(fault.issues, session, ['checkpoints', index]));
    return checkpoint;
  });
  const tooDeep = findTooDeep(session, MAX_SESSION_DEPTH);
  if (tooDeep) throw invalid(`${formatPath(tooDeep.slice(0, 6))}: nested more than ${MAX_SESSION_DEPTH} levels deep`);
  return { ...data, events, checkpoints } as RecordedSession;
}

export interface ParseLimits {
  /** Values that are made of a text, see `measureJson`. @default 10000000 */
  maxValues?: number;
}

function parseJson(given: string, maxValues: number): unknown {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  // A small text has no more than can be held.
  const { values, excess } = text.length > SMALL ? measureJson(text, maxValues, MAX_JSON_LEVELS) : NOTHING;
  if (excess !== undefined) {
    const { line, column } = placeInText(text, excess);
    const isTooMuch = values > maxValues;
    const what = isTooMuch ? `more than ${maxValues} values` : `nested more than ${MAX_SESSION_DEPTH} levels deep`;
    throw invalid(`line ${line}, column ${column}: ${what}`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (text.trim() === '') throw invalid('it is empty', cause);
    const { line, column, found } = locateJsonFault(text);
    const hint = found === 'the end of the text' ? ' The text was cut short.' : '';
    throw invalid(`not JSON at line ${line}, column ${column}: found ${found}.${hint}`, cause);
  }
}

const SMALL = 200_000;
const NOTHING: JsonMeasure = { values: 0, levels: 0 };
/** Levels that are parsed: up to here it can still be said by its path what is too deep. */
const MAX_JSON_LEVELS = 100_000;

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const hint = bytes[0] === 0x1f && bytes[1] === 0x8b ? ' It is gzip: inflate it first, or use readSession.' : '';
    throw invalid(`not UTF-8 text.${hint}`, cause);
  }
}

function readVersion(session: Record<string, unknown>): number {
  const version = versionOf(session);
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    throw invalid(`version: expected a whole number, found ${describeValue(version)}`);
  }
  if (version > SESSION_VERSION) {
    throw new IpcError(
      'SESSION_TOO_NEW',
      `The session's format ${version} is newer than ${SESSION_VERSION}. Update playwright-ipc-recorder, or record the session again.`,
    );
  }
  return version;
}

function invalid(detail: string, cause?: unknown): IpcError {
  return new IpcError('INVALID_SESSION', `Invalid session: ${detail}`, cause === undefined ? undefined : { cause });
}
