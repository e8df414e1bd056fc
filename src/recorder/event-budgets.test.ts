import { expect, test } from '@playwright/test';
import { eventBudgets } from './event-budgets.ts';

test('leaves calls more than half of every recording, and shares nothing of a small one', () => {
  for (const maxEvents of [100, 101, 1_234, 50_000]) {
    const sizes = Object.values(eventBudgets(maxEvents));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(maxEvents / 2);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  }
  expect(eventBudgets(99)).toEqual({});
});
