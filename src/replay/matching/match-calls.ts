import { commandTest } from '../../calls/command-filter.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { KeyMatcher } from './key-matcher.ts';
import type { MatchContext, Matcher } from './matcher.ts';
import { StrictMatcher } from './strict-matcher.ts';

/**
 * How a question finds its recorded call:
 * `key` takes the calls of equal command and arguments in turn, step by step, and the last answer again when there are no more;
 * `strict` wants all calls in the recorded order, though calls that overlapped may change places and what a mock answered may be left out;
 * `any` gives the answer that was recorded last, up to the step the replay is in, however often it is asked.
 */
export type MatchPolicy = 'key' | 'strict' | 'any';

/**
 * One matching policy for all commands, or one for each: the first pattern that fits a command counts, and `key` where none does.
 *
 * @example
 * const match: MatchPolicies = { 'get_*': 'any', 'save_*': 'strict' };
 */
export type MatchPolicies = MatchPolicy | Record<string, MatchPolicy>;

/** @param calls the recorded calls that can be asked for, in record order. */
export function createMatcher(calls: readonly RecordedCall[], policies: MatchPolicies, context: MatchContext): Matcher {
  const policyOf = policiesByCommand(policies);
  const matchers = new Map<MatchPolicy, Matcher>();
  const matcherOf = (command: string): Matcher => {
    const policy = policyOf(command);
    const known = matchers.get(policy);
    if (known) return known;
    const own = calls.filter(({ call }) => policyOf(call.command) === policy);
    const made = policy === 'strict' ? new StrictMatcher(own, context) : new KeyMatcher(own, policy, context);
    matchers.set(policy, made);
    return made;
  };
  return {
    take: (question) => matcherOf(question.command).take(question),
    took: (question, match) => matcherOf(question.command).took(question, match),
    isUsed: (recorded) => matcherOf(recorded.call.command).isUsed(recorded),
    due: (command) => matcherOf(command).due(command),
    doubt: (command) => matcherOf(command).doubt(command),
  };
}

export const MATCH_POLICIES: readonly string[] = ['key', 'strict', 'any'] satisfies MatchPolicy[];

/** Whether a value is a matching policy, or an object of policies by command. */
export function areMatchPolicies(policies: unknown): policies is MatchPolicies {
  const given = typeof policies === 'object' && policies !== null ? Object.values(policies) : [policies];
  return given.every((policy) => MATCH_POLICIES.includes(policy));
}

function policiesByCommand(policies: MatchPolicies): (command: string) => MatchPolicy {
  if (typeof policies === 'string') return () => policies;
  const rules = Object.entries(policies).map(([pattern, policy]) => ({ isFor: commandTest([pattern]), policy }));
  const known = new Map<string, MatchPolicy>();
  return (command) => {
    const policy = known.get(command) ?? rules.find(({ isFor }) => isFor(command))?.policy ?? 'key';
    if (known.size < MAX_KNOWN) known.set(command, policy);
    return policy;
  };
}

/** Commands whose policy is remembered. */
const MAX_KNOWN = 10_000;
