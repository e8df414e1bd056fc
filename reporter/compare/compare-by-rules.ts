import type { TestCase } from '@playwright/test/reporter';
import { sessionByRules } from '../../src/calls/same-call/call-rules.ts';
import type { RecordedSession } from '../../src/session/format/schema.ts';
import { callInThread } from '../bounded/call-in-thread.ts';
import type { AttemptComparison, Passes } from '../bounded/compare-attempts.ts';
import { callRulesOf } from './call-rules-of.ts';

/**
 * Compares an attempt that failed with those that passed, by the project's rules for what is the same call. They are applied here: a rule may be a function,
 * which no thread can be given.
 *
 * @throws {IpcError} `NOT_JUDGED` when it took too long; `INVALID_OPTION` when a rule fails.
 */
export function compareByRules(
  test: TestCase,
  failed: RecordedSession,
  { passes, earlier }: Passes,
): AttemptComparison {
  const rules = callRulesOf(test);
  const byRules = (session: RecordedSession) => sessionByRules(session, rules);
  return callInThread({
    kind: 'compare',
    failed: byRules(failed),
    passes: passes.map(byRules),
    earlier: earlier.map(byRules),
  });
}
