import { expect, test } from '@playwright/test';
import { failedAssertion } from './failed-assertion.ts';

const of = (...lines: string[]) =>
  failedAssertion({
    title_path: ['a'],
    file: 'a.spec.ts',
    line: 1,
    project: '',
    attempt: 0,
    errors: [lines.join('\n')],
  });

test('the assertion that failed is written anew from the error, as old and new versions print it', () => {
  expect(
    of(
      'Error: expect(locator).toHaveText(expected) failed',
      '',
      "Locator:  locator('output')",
      'Expected: "3 \\"notes\\""',
    ),
  ).toBe('await expect(page.locator("output")).toHaveText("3 \\"notes\\"");');
  expect(
    of(
      'Error: Timed out 500ms waiting for expect(locator).not.toContainText(expected)',
      "Locator: getByRole('button', { name: 'It\\'s' }).first()",
      'Expected string: not "x"',
    ),
  ).toBe('await expect(page.getByRole("button", { name: "It\'s" }).first()).not.toContainText("x");');
  expect(of('expect(locator).toHaveCount(expected) failed', "Locator: getByTestId('row').nth(2)", 'Expected: 3')).toBe(
    'await expect(page.getByTestId("row").nth(2)).toHaveCount(3);',
  );
  expect(of('expect(locator).toBeVisible() failed', "Locator: getByText('Saved')", 'Expected: visible')).toBe(
    'await expect(page.getByText("Saved")).toBeVisible();',
  );
  expect(of('expect(page).toHaveTitle(expected) failed', 'Expected: "Notes"')).toBe(
    'await expect(page).toHaveTitle("Notes");',
  );
});

test('what is no plain assertion on a page is not guessed, and nothing that is no text of it becomes code', () => {
  for (const lines of [
    ['expect(received).toBe(expected)', 'Expected: 1'],
    ['expect(locator).toHaveText(expected) failed', "Locator: locator('a'); process.exit(7)", 'Expected: "x"'],
    ['expect(locator).toHaveText(expected) failed', "Locator: locator('a')", 'Expected: process.exit(7)'],
    ['expect(locator).toHaveText(expected) failed', "Locator: locator('a')", 'Expected pattern: /x/'],
    ['expect(locator).constructor(expected) failed', "Locator: locator('a')", 'Expected: "x"'],
    ['Error: no such thing'],
  ])
    expect(of(...lines), lines[1]).toBeUndefined();
  expect(of('expect(page).toHaveTitle(expected) failed', 'Expected: "`+process.exit(7)+`"; process.exit(7); ""')).toBe(
    'await expect(page).toHaveTitle("`+process.exit(7)+`\\"; process.exit(7); \\"");',
  );
});
