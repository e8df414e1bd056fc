import { IpcError } from '../../errors.ts';
import { canonicalItems, canonicalJson } from './canonical-json.ts';
import { formatPath } from './describe-fault.ts';
import { findTooDeep } from './find-too-deep.ts';
import { replaceLoneSurrogates } from './replace-lone-surrogates.ts';
import type { RecordedSession } from './schema.ts';
import { MAX_SESSION_DEPTH } from './session-version.ts';

/**
 * Writes a session as canonical JSON: keys sorted, no blanks, as fast-json-stable-stringify does. Equal sessions are equal texts.
 *
 * Victauri's reader takes what it writes: lone surrogates, which a JavaScript string can hold and Rust's cannot,
 * become `{"$text": …}` in payloads and U+FFFD in names and keys.
 *
 * @throws {IpcError} `INVALID_SESSION` when a payload is nested so deep that no reader would take it; `encodeValue` makes none such.
 */
export function serializeSession(session: RecordedSession): string {
  try {
    const text = canonicalSession(session);
    return hasLoneSurrogate(text) ? canonicalSession(replaceLoneSurrogates(session)) : text;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const path = formatPath(findTooDeep(session, MAX_SESSION_DEPTH)?.slice(0, 6) ?? []);
    const detail = `${path}: nested more than ${MAX_SESSION_DEPTH} levels deep`;
    throw new IpcError('INVALID_SESSION', `Failed to write the session: ${detail}`, { cause });
  }
}

/** Writes a session list by list, so that one with awkward keys does not slow down the others. */
function canonicalSession(session: RecordedSession): string {
  const fields: string[] = [];
  for (const [key, value] of Object.entries(session).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = Array.isArray(value)
      ? `[${canonicalItems(value, MAX_SESSION_DEPTH - 2)}]`
      : canonicalJson(value, MAX_SESSION_DEPTH - 1);
    if (text !== undefined) fields.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${fields.join(',')}}`;
}

/** Tells whether JSON has a lone surrogate: `JSON.stringify` writes one as `\ud800`; a string of backslash and `ud800` comes out as `\\ud800`. */
function hasLoneSurrogate(json: string): boolean {
  for (let at = json.indexOf('\\ud'); at !== -1; at = json.indexOf('\\ud', at + 1)) {
    let before = at;
    while (json.charAt(before - 1) === '\\') before--;
    if ((at - before) % 2 === 0 && /[89a-f]/.test(json.charAt(at + 3))) return true;
  }
  return false;
}
