import type { TestCase } from '@playwright/test/reporter';
import type { CallRules } from '../src/calls/same-call/call-rules.ts';

/** The rules of a project for what is the same call, as its config has them. */
export function callRulesOf(test: TestCase): CallRules {
  const use = test.parent.project()?.use as { ipcRecorder?: unknown } | undefined;
  const option = use?.ipcRecorder as { replay?: CallRules } | string | undefined;
  return (typeof option === 'object' && option !== null ? option.replay : undefined) ?? {};
}
