import { expect, test } from '@playwright/test';
import { fakeSession, timestampAt } from '../../../replay/fake-session.test.support.ts';
import { missingAssertions } from './missing-assertions.ts';

/** A session with actions, each as its name and its line; one whose name begins with a capital is no assertion. */
function sessionWith(...actions: [name: string, line: number][]) {
  return fakeSession([], {
    actions: actions.map(([name, line]) => ({
      ...{ name, category: /^[A-Z]/.test(name) ? 'pw:api' : 'expect', location: `a.spec.ts:${line}:1` },
      ...{ timestamp: timestampAt(0), event_index: 0 },
    })),
  });
}

test('a matcher that a test calls at fewer places than in the recording is named', () => {
  const recorded = sessionWith(['toHaveText', 3], ['toHaveText', 4], ['toBeVisible', 5], ['Click', 6]);
  expect(missingAssertions(recorded, sessionWith(['toHaveText', 3]))).toEqual(['toHaveText', 'toBeVisible']);
});

test('assertions on other lines are the same, one in a loop is one, and more of them are none less', () => {
  const recorded = sessionWith(['toHaveText', 3], ['toHaveText', 3], ['toHaveText', 3]);
  expect(missingAssertions(recorded, sessionWith(['toHaveText', 9], ['toBe', 10]))).toEqual([]);
});
