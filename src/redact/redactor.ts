import { isToken } from '../session/codec/tokens.ts';
import type { AppEvent } from '../session/format/schema.ts';
import { createLeakFinder, type FindLeak } from './find-leak.ts';
import { createHarmlessCheck } from './harmless-value.ts';
import { createKeyRules } from './key-rules.ts';
import { type KnownSecret, secretsOfEnvironment } from './known-secrets.ts';
import { createPathRules } from './path-rules.ts';
import { redactEvent } from './redact-event.ts';
import { SecretsInForce } from './secrets-in-force.ts';
import { createTextRedactor } from './texts/text-redactor.ts';
import { onceKey } from './tokens/once-key.ts';
import { runKey } from './tokens/run-key.ts';
import { createTokenizer } from './tokens/tokenizer.ts';
import { createValueRedactor, pathBelow } from './value-redactor.ts';

/** Rules for redaction beyond the built-in ones; `false` redacts nothing, and looks for nothing before it writes. */
export type RedactOptions =
  | {
      /** Further secret words or phrases in keys, in any spelling: `customerRef` also finds `customer_ref`. */
      keys?: string[];
      /** Keys, and variables of the environment, that are never secret by name, in any spelling. The form of what they hold is still looked at. */
      allow?: string[];
      /** Secret parts of calls, by command: `{ login: ['args.pin', 'result.Ok.token'] }`. `*` is any text of a command, and any one key or index of a path. */
      paths?: Record<string, string[]>;
      /** Further secret forms, in any text; the whole match goes. */
      patterns?: RegExp[];
      /** Secrets known beforehand, such as the password of the test user. Those of variables such as `API_TOKEN` are known without it. */
      values?: string[];
      /** Tells whether e-mail addresses are secret. @default false */
      emails?: boolean;
      /**
       * A rule of your own: gets every value, objects and arrays before their members, and returns what to put in its place
       * (`undefined` to leave it). The other rules follow. It must not change what it is given. A value it throws on is replaced.
       */
      custom?: (value: unknown, path: string, event?: AppEvent) => unknown;
      /** The key of the tokens. Give the project's own where sessions of several runs are to be compared. @default `IPC_RECORDER_REDACT_KEY`, else random for each run */
      key?: string | Buffer;
    }
  | false;

/** Puts tokens in the place of secrets, before anything is written. Equal secrets get equal tokens. */
export interface Redactor {
  /** Redacts every field of an event. What holds no secret is returned as it came, but for the last word of a text that was cut: it may be half a secret. */
  event(event: AppEvent): AppEvent;
  /**
   * Returns the JSON of an event, or of what is to be added to one, in which there is nothing to redact, to withhold or to take out for its size: a
   * quick look, that says undefined where it is not sure.
   */
  harmless(event: object): string | undefined;
  /** Tells of most values in which there is nothing to redact or to withhold that it is so. */
  isHarmless(value: unknown): boolean;
  /** Redacts any JSON-safe value, such as the state of a checkpoint, in the same way. */
  value(value: unknown, path?: string): unknown;
  /**
   * Redacts the state of a checkpoint, which nobody changes afterwards. One that is the same object as the one before is the same object again, and is
   * not walked through, unless more secrets are known by now.
   */
  state(state: unknown): unknown;
  /** Redacts any text, such as an error or a title. */
  text(text: string, path?: string): string;
  /** Redacts the texts of what describes a test or a step, whatever stands beside them. */
  texts<Value>(value: Value, path?: string): Value;
  /** Finds a secret that redaction has missed, in JSON or text that is about to be written. */
  findLeak: FindLeak;
  /** Returns the secret behind a token, if this process made it. Held in memory alone. */
  secretOf(token: string): string | undefined;
  /** Takes what has been typed so far into a field for a secret: from now on it is one wherever it stands. */
  typed(field: string, value: string): void;
  /** Takes what Playwright is told to fill into a field, by its selector: where that names a secret, the value is one. */
  filled(selector: string, value: string): void;
  /** Tells whether anything has been typed into a field for a secret. */
  readonly knowsTyped: boolean;
  /** Counts the values that were replaced so far. */
  readonly count: number;
}

/**
 * Makes the redactor that all of one recording goes through.
 *
 * @param once the key for secrets that could be guessed. @default this process's own
 * @example
 * const redactor = createRedactor({ keys: ['customerRef'], values: ['correct horse'] });
 * redactor.value({ user: 'bob', apiKey: 'a1b2c3d4e5' }); // { user: 'bob', apiKey: '‹api-key:h:9fQ2xK7cTz›' }
 */
export function createRedactor(options: RedactOptions = {}, once: Buffer = onceKey()): Redactor {
  if (options === false) return NO_REDACTION;

  const keys = createKeyRules(options.keys, options.allow);
  const tokenOf = createTokenizer(options.key ?? runKey(), once);
  const secrets = new SecretsInForce(knownSecrets(options, keys));
  const paths = options.paths && createPathRules(options.paths);
  const { custom, emails = false } = options;
  let count = 0;
  let current: AppEvent | undefined;
  let lastState: { state: unknown; redacted: unknown; count: number; version: number } | undefined;

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

  const { redactText, isSecretInBytes } = createTextRedactor({
    keys,
    patterns: options.patterns ?? [],
    secrets,
    emails,
    tokenOf: hide,
  });
  const walk = createValueRedactor({
    keys,
    redactText,
    isSecretInBytes,
    hide: hideWhole,
    secrets,
    classAt: paths && ((path) => paths.classAt(path)),
    custom: custom && ((value, path) => custom(value, path, current)),
  });

  const findLeak = createLeakFinder(secrets, { emails });
  const isHarmless =
    custom === undefined && (options.patterns ?? []).length === 0
      ? createHarmlessCheck({ keys, secrets, findLeak, isUnchanged, emails })
      : () => false;

  /** Tells whether the walk leaves a text as it is, without counting what it would hide. */
  function isUnchanged(text: string): boolean {
    const before = count;
    try {
      return walk(text, undefined, 1, '') === text;
    } finally {
      count = before;
    }
  }

  function redactOne(text: string, path: string): string {
    if (isHarmless(text)) return text;
    const redacted = walk(text, undefined, 0, path);
    return typeof redacted === 'string' ? redacted : hide('custom', '');
  }

  function redactTexts(value: unknown, path: string): unknown {
    if (typeof value === 'string') return redactOne(value, path);
    if (Array.isArray(value)) return value.map((item, i) => redactTexts(item, pathBelow(path, i)));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, redactTexts(member, pathBelow(path, key))]),
    );
  }

  return {
    event(event) {
      current = event;
      paths?.enter(event);
      try {
        return redactEvent(event, keys, walk);
      } finally {
        current = undefined;
        paths?.enter(undefined);
      }
    },
    harmless(event) {
      if (paths !== undefined && (!('type' in event) || paths.concerns(event as AppEvent))) return undefined;
      return isHarmless(event) ? JSON.stringify(event) : undefined;
    },
    isHarmless,
    value: (value, path = '') => (isHarmless(value) ? value : walk(value, undefined, 0, path)),
    state(state) {
      const { version } = secrets;
      // A rule of the suite's own may be about anything.
      if (lastState !== undefined && lastState.state === state && lastState.version === version && !custom) {
        count += lastState.count;
        return lastState.redacted;
      }
      const before = count;
      const redacted = walk(state, undefined, 0, 'state');
      lastState = { state, redacted, count: count - before, version };
      return redacted;
    },
    text: (text, path = '') => redactOne(text, path),
    texts: <Value>(value: Value, path = '') => redactTexts(value, path) as Value,
    findLeak,
    typed: (field, value) => secrets.type(field, value),
    filled(selector, value) {
      if (keys.mentionedIn(selector) !== undefined) secrets.type(selector, value);
    },
    get knowsTyped() {
      return secrets.hasTyped;
    },
    secretOf: tokenOf.secretOf,
    get count() {
      return count;
    },
  };
}

const NO_REDACTION: Redactor = {
  event: (event) => event,
  harmless: () => undefined,
  isHarmless: () => false,
  value: (value) => value,
  state: (state) => state,
  text: (text) => text,
  texts: (value) => value,
  findLeak: () => undefined,
  secretOf: () => undefined,
  typed: () => {},
  filled: () => {},
  knowsTyped: false,
  count: 0,
};

/** Lists the secrets that the user has declared, and those that the environment gives away by the names of its variables. */
function knownSecrets(
  { values = [], keys, allow }: Exclude<RedactOptions, false>,
  rules = createKeyRules(keys, allow),
): KnownSecret[] {
  return [
    ...values.flatMap((value, i) => (value ? [{ value, from: `redact.values[${i}]` }] : [])), // an unset variable, too
    ...secretsOfEnvironment(rules),
  ];
}
