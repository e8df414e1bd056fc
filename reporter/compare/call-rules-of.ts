import type { TestCase } from '@playwright/test/reporter';
import type { CallRules } from '../../src/calls/same-call/call-rules.ts';
import { projectOption } from '../project-option.ts';

/** The rules of a project for what is the same call, as its config has them. */
export function callRulesOf(test: TestCase): CallRules {
  return projectOption(test).replay ?? {};
}
