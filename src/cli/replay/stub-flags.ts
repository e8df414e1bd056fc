import { InvalidArgumentError } from 'commander';
import type { ReplayTiming } from '../../replay/answer-conditions.ts';
import { FAULT_KINDS } from '../../replay/faults/inject-faults.ts';
import { FAULT_SYNTAX, parseFault } from '../../replay/faults/parse-fault.ts';
import type { MatchPolicies, MatchPolicy } from '../../replay/matching/match-calls.ts';
import { checkReplayOptions, type ReplayOptions } from '../../replay/replay-options.ts';
import { defined } from '../../std/defined.ts';
import { ignoredOf } from '../io/call-rules-flags.ts';

/** The options of `replay` without a target, as they are given on the command line. */
export interface StubFlags {
  match?: string[];
  timing?: ReplayTiming;
  ignore?: string[];
  writes?: string[];
  passthrough?: string[];
  notFound?: 'fail' | 'fallback';
  unused?: 'fail-writes' | 'fail' | 'ignore';
  mock?: 'shadow' | 'aside';
  clock?: 'real' | 'recorded';
  workerSession?: string;
  update?: 'missing';
  fault?: string[];
  seed?: number;
}

/** Makes the options of a replay of its flags. @throws {IpcError} `INVALID_OPTION` */
export function replayOptionsOf(flags: StubFlags): ReplayOptions {
  const { match, timing, ignore, writes, passthrough, notFound, unused, mock, clock, fault, seed } = flags;
  const options: ReplayOptions = defined({
    match: match && policiesOf(match),
    timing,
    ignore: ignore && ignoredOf(ignore),
    writes,
    passthrough,
    notFound,
    unused,
    mock,
    clock,
    faults: fault?.map(parseFault),
    seed,
  });
  checkReplayOptions(options, flagOf);
  return options;
}

/** Writes an option as its flag, such as `--not-found`. */
function flagOf(option: string): string {
  return `--${option === 'faults' ? 'fault' : option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Reads the policies of matching: `strict` for all commands, or `save_*=strict` for some. */
function policiesOf(rules: string[]): MatchPolicies {
  const orders = rules.map((rule) => {
    const at = rule.lastIndexOf('=');
    return [at === -1 ? '*' : rule.slice(0, at), rule.slice(at + 1) as MatchPolicy] as const;
  });
  // The policy for all commands is asked last.
  return Object.fromEntries(orders.sort(([one], [other]) => Number(one === '*') - Number(other === '*')));
}

/** Reads the option `timing`. */
export function parseTiming(text: string): ReplayTiming {
  if (text === 'in-order' || text === 'at-once' || text === 'recorded') return text;
  const scale = Number(text);
  if (text.trim() === '' || !(scale >= 0 && scale < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError("Expected 'in-order', 'at-once', 'recorded' or a number, such as 0.5.");
  return scale;
}

/** Reads a seed: a whole number. */
export function parseSeed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number, such as 42.');
  return Number(text);
}

/** The syntax and kinds of faults, for `--help`. */
export const FAULT_HELP = `${FAULT_SYNTAX}; kinds: ${FAULT_KINDS.join(', ')}. A colon before a blank and a # after one belong to the value`;
