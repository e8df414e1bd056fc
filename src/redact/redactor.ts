import { randomBytes } from 'node:crypto';
import type { AppEvent } from '../session/schema.ts';
import { redactEvent } from './redact-event.ts';
import { createTextRedactor } from './redact-text.ts';
import { createValueRedactor } from './redact-value.ts';
import { createKeyRules } from './secret-keys.ts';
import { createTokenizer, isToken } from './tokens.ts';

/** What to redact beyond what is known to be secret; `false` redacts nothing. */
export type RedactOptions =
  | {
      /** Further secret words or phrases in keys, in any spelling: `customerRef` also finds `customer_ref`. */
      keys?: string[];
      /** Keys that are never secret by name, in any spelling. The form of what they hold is still looked at. */
      allow?: string[];
      /** Further secret forms, in any text; the whole match goes. */
      patterns?: RegExp[];
      /** Secrets known beforehand, such as the password of the test user. */
      values?: string[];
      /**
       * A rule of your own: gets every value, objects and arrays before their members, and returns what to put in its place
       * (`undefined` to leave it). The other rules follow. A value it throws on is replaced.
       */
      custom?: (value: unknown, path: string, event?: AppEvent) => unknown;
      /** The key of the tokens. Give the project's own where sessions of several runs are to be compared. @default random, per process */
      key?: string | Buffer;
    }
  | false;

/** Puts tokens in the place of secrets, before anything is written. Equal secrets get equal tokens. */
export interface Redactor {
  /** Every field of an event. What holds no secret is returned as it came. */
  event(event: AppEvent): AppEvent;
  /** Any JSON-safe value, such as the state of a checkpoint. What holds no secret is returned as it came. */
  value(value: unknown, path?: string): unknown;
  /** Any text, such as an error or a title. */
  text(text: string): string;
  /** The secret behind a token, if this process made it. Held in memory alone. */
  secretOf(token: string): string | undefined;
  /** How many values were replaced so far. */
  readonly count: number;
}

/**
 * Makes the redactor that all of one recording goes through.
 *
 * @example
 * const redactor = createRedactor({ keys: ['customerRef'], values: ['correct horse'] });
 * redactor.value({ user: 'bob', apiKey: 'a1b2c3d4e5' }); // { user: 'bob', apiKey: '‹api-key:h:9fQ2xK7cTz›' }
 */
export function createRedactor(options: RedactOptions = {}): Redactor {
  if (options === false)
    return {
      event: (event) => event,
      value: (value) => value,
      text: (text) => text,
      secretOf: () => undefined,
      count: 0,
    };

  const keys = createKeyRules(options.keys, options.allow);
  const tokenOf = createTokenizer(options.key ?? PROCESS_KEY);
  const declared = new Set(options.values ?? []);
  let count = 0;
  let current: AppEvent | undefined;

  function hide(secretClass: string, secret: string): string {
    count++;
    return tokenOf(secretClass, secret);
  }

  function hideWhole(secretClass: string, secret: string): string {
    const before = count;
    const redacted = redactText(secret);
    count = before + 1;
    // A secret known by its form keeps its class and its scheme, so it equals the same secret in a text.
    return isToken(redacted.replace(/^(?:Bearer|Basic) /i, '')) ? redacted : tokenOf(secretClass, secret);
  }

  const { custom } = options;
  const redactText = createTextRedactor({
    keys,
    patterns: options.patterns ?? [],
    values: options.values ?? [],
    tokenOf: hide,
  });
  const walk = createValueRedactor({
    keys,
    redactText,
    hide: hideWhole,
    isDeclared: (text) => declared.has(text),
    custom: custom && ((value, path) => custom(value, path, current)),
  });

  return {
    event(event) {
      current = event;
      try {
        return redactEvent(event, keys, walk);
      } finally {
        current = undefined;
      }
    },
    value: (value, path = '') => walk(value, undefined, 0, path),
    text: redactText,
    secretOf: tokenOf.secretOf,
    get count() {
      return count;
    },
  };
}

/** One for all recordings of a process, so that a test's session and its worker's can be compared. */
export const PROCESS_KEY = randomBytes(32);
