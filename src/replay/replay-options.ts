import type { CallRules } from '../calls/same-call/call-rules.ts';
import { checkOptions, type OptionRule, type OptionTable } from '../options/check-options.ts';
import { FUNCTION, isListOfTexts, isRecord, oneOf } from '../options/option-rules.ts';
import { FAULT_KINDS, type Fault } from './faults/inject-faults.ts';
import { areMatchPolicies, MATCH_POLICIES } from './matching/match-calls.ts';
import type { StubOptions } from './stub-options.ts';

/** How a session stands in for the backend of a test. */
export interface ReplayOptions extends Omit<StubOptions, 'secretOf' | 'values'> {
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
  /**
   * What becomes of a mock in the page that the recording had for a backend: `shadow` = it is called beside the session, its bookkeeping
   * and its events go on, and none of its answers reaches the app; `aside` = it is not called, and its events come from the session. @default 'shadow'
   */
  mock?: 'shadow' | 'aside';
}

/** The paths of arguments that may differ, by command. */
const IGNORED: OptionRule = {
  accepts: (value) => isRecord(value) && Object.values(value).every(isListOfTexts),
  known: "an object with a list of paths for each command, such as { save_note: ['requestId'] }",
};

/** The user's own rules for what is the same call, each with what it may be. */
export const CALL_RULES: OptionTable<CallRules> = { ignore: IGNORED, normalize: FUNCTION };

/** The options of a replay, each with what it may be. */
const REPLAY_OPTIONS: OptionTable<ReplayOptions> = {
  match: {
    accepts: areMatchPolicies,
    known: `one of: ${MATCH_POLICIES.join(', ')}, or an object with one of them for each command`,
  },
  timing: {
    accepts: (value) => ['in-order', 'at-once', 'recorded'].includes(value as string) || isFrom(0, value),
    known: 'one of: in-order, at-once, recorded, or a number from 0, such as 0.5',
  },
  ignore: IGNORED,
  normalize: FUNCTION,
  writes: { accepts: isListOfTexts, known: "a list of commands, such as ['save_*']" },
  passthrough: { accepts: isListOfTexts, known: "a list of commands, such as ['open_*']" },
  faults: {
    accepts: (value) => Array.isArray(value) && value.every(isFault),
    known: `a list of { kind, command, occurrence, value } with a kind of: ${FAULT_KINDS.join(', ')}`,
  },
  seed: { accepts: Number.isSafeInteger, known: 'a whole number' },
  swap: { accepts: isAnswerSwap, known: 'an object with the numbers of two calls: { call, before }' },
  notFound: oneOf('fail', 'fallback'),
  unused: oneOf('fail-writes', 'fail', 'ignore'),
  mock: oneOf('shadow', 'aside'),
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
  nameOf: (option: string) => string = (option) => `The replay option ${option}`,
): void {
  checkOptions(options, REPLAY_OPTIONS, { owner: 'A replay', nameOf });
}

function isFrom(least: number, value: unknown): boolean {
  return typeof value === 'number' && value >= least && value < Number.POSITIVE_INFINITY;
}

function isAnswerSwap(value: unknown): boolean {
  return (
    isRecord(value) && [value.call, value.before].every((index) => Number.isSafeInteger(index) && isFrom(0, index))
  );
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
