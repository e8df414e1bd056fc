import { createHmac } from 'node:crypto';
import type { RedactOptions } from './redactor.ts';
import { runKey } from './tokens/run-key.ts';

/** The digest of no rules at all. */
export const REDACT_OFF = 'off';

/** Tells in one word which rules are in force, so that two processes of a run know whether theirs are the same. Keyed: rules can hold secrets. */
export function rulesDigest(options: RedactOptions = {}): string {
  if (options === false) return REDACT_OFF;
  const text = JSON.stringify(options, (_key, value: unknown) =>
    typeof value === 'function' || value instanceof RegExp ? String(value) : value,
  );
  return createHmac('sha256', runKey()).update(text).digest('base64url').slice(0, 10);
}
