import type { TestResult, TestStep } from '@playwright/test/reporter';

/** Returns the title of the `beforeAll` or `afterAll` hook that has failed a test; undefined when none has. */
export function failedHook({ steps }: Pick<TestResult, 'steps'>): string | undefined {
  for (const step of steps) {
    const failed = step.error !== undefined && isOfFile(step) ? step.title : failedHook(step);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** Whether a step is a hook that runs outside of tests: what is recorded in it belongs to the worker. */
function isOfFile({ category, title }: TestStep): boolean {
  return category === 'hook' && /^(before|after)All hook/.test(title);
}
