import { IpcError } from '../errors.ts';
import { FAULT_KINDS, type Fault } from './faults/inject-faults.ts';
import { areMatchPolicies, MATCH_POLICIES } from './matching/match-calls.ts';
import type { StubOptions } from './stub-options.ts';

/** How a session stands in for the backend of a test. */
export interface ReplayOptions extends Omit<StubOptions, 'secretOf'> {
  /**
   * What becomes of a call that is not in the session: `fail` = it is rejected with the recorded calls that are nearest; `fallback` =
   * it goes to the backend: to `ipc.serve`, or to the app's own. @default 'fail'
   */
  notFound?: 'fail' | 'fallback';
  /**
   * What becomes of a test that passes and leaves recorded calls unasked: `fail-writes` = it fails when one of them changes
   * something in the backend, but for what came within a quarter of a second of the end of the test, or after it; `fail` = it fails
   * when there is any; `ignore` = nothing. @default 'fail-writes'
   */
  unused?: 'fail-writes' | 'fail' | 'ignore';
  /** The commands that the app itself answers, since no session can: those that open windows, or end the app; strings may have `*`. @default none */
  passthrough?: string[];
  /** What time it is in the pages: `real`, or `recorded` = it goes on from the moment the recording began (Playwright's `clock.install`). @default 'real' */
  clock?: 'real' | 'recorded';
}

/** What each option may be, and how to say so. */
const KNOWN: Record<keyof ReplayOptions, [isKnown: (value: unknown) => boolean, known: string]> = {
  match: [areMatchPolicies, `one of: ${MATCH_POLICIES.join(', ')}, or an object with one of them for each command`],
  timing: [
    (value) => ['in-order', 'at-once', 'recorded'].includes(value as string) || isFrom(0, value),
    'one of: in-order, at-once, recorded, or a number from 0, such as 0.5',
  ],
  ignore: [
    (value) => isRecord(value) && Object.values(value).every(isTexts),
    "an object with a list of paths for each command, such as { save_note: ['requestId'] }",
  ],
  writes: [isTexts, "a list of commands, such as ['save_*']"],
  passthrough: [isTexts, "a list of commands, such as ['open_*']"],
  faults: [
    (value) => Array.isArray(value) && value.every(isFault),
    `a list of { kind, command, occurrence, value } with a kind of: ${FAULT_KINDS.join(', ')}`,
  ],
  seed: [Number.isSafeInteger, 'a whole number'],
  swap: [isAnswerSwap, 'an object with the numbers of two calls: { call, before }'],
  notFound: oneOf('fail', 'fallback'),
  unused: oneOf('fail-writes', 'fail', 'ignore'),
  clock: oneOf('real', 'recorded'),
};

/**
 * Checks the options of a replay.
 *
 * @param nameOf what the user calls an option. @default `The replay option <name>`
 * @throws {IpcError} `INVALID_OPTION` naming the option and what it may be.
 */
export function checkReplayOptions(
  options: ReplayOptions,
  nameOf: (option: keyof ReplayOptions) => string = (option) => `The replay option ${option}`,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(KNOWN, name)) {
      throw new IpcError(
        'INVALID_OPTION',
        `A replay has no option "${name}". It has: ${Object.keys(KNOWN).join(', ')}.`,
      );
    }
    const option = name as keyof ReplayOptions;
    const [isKnown, known] = KNOWN[option];
    if (value !== undefined && !isKnown(value))
      throw new IpcError('INVALID_OPTION', `${nameOf(option)} is ${shown(value)}. Use ${known}.`);
  }
}

function oneOf(...known: string[]): [(value: unknown) => boolean, string] {
  return [(value) => known.includes(value as string), `one of: ${known.join(', ')}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isFrom(least: number, value: unknown): boolean {
  return typeof value === 'number' && value >= least && value < Number.POSITIVE_INFINITY;
}

function isAnswerSwap(value: unknown): boolean {
  return (
    isRecord(value) && [value.call, value.before].every((index) => Number.isSafeInteger(index) && isFrom(0, index))
  );
}

/** What JSON cannot say, or says otherwise, as text. */
function shown(value: unknown): string {
  if (typeof value !== 'object' && typeof value !== 'string') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return String(value);
  }
}

function isFault(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, command, occurrence, value: given, ...more } = value as Partial<Fault>;
  const isKind = kind !== undefined && FAULT_KINDS.includes(kind);
  const isText = ['string', 'number'].includes(typeof given);
  const hasFitting = given === undefined || (kind === 'error' && isText) || (kind === 'latency' && isFrom(0, given));
  const isCounted = occurrence === undefined || (Number.isInteger(occurrence) && isFrom(1, occurrence));
  return (
    isKind &&
    hasFitting &&
    isCounted &&
    ['string', 'undefined'].includes(typeof command) &&
    Object.keys(more).length === 0
  );
}
