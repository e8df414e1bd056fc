import { createHmac } from 'node:crypto';
import { createMemory } from '../std/create-memory.ts';
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
  const key = runKey();
  return remembered(`${key} ${text}`, () => createHmac('sha256', key).update(text).digest('base64url').slice(0, 10));
}

/** The digests of this process: most recordings have the same rules. */
const remembered = createMemory<string>(16);
