import { expect, test } from '@playwright/test';
import { splitAtDifference } from './split-at-difference.ts';

test('keeps together where a text differs from another one, with a little of what is before', () => {
  expect(splitAtDifference('{ filter: "inbox", page: 1 }', '{ filter: "inbox", page: 22 }')).toEqual({
    alike: '{ filter: "inbox"',
    differs: ', page: 1',
    rest: ' }',
  });
});

test('does not split what differs at its beginning, what is the same, or what has no neighbour', () => {
  const whole = { alike: '', differs: '{ a: 1, b: 2 }', rest: '' };
  expect(splitAtDifference(whole.differs, '{ a: 2, b: 2 }')).toEqual(whole);
  expect(splitAtDifference(whole.differs, whole.differs)).toEqual(whole);
  expect(splitAtDifference(whole.differs, undefined)).toEqual(whole);
});

test('shows the difference of texts that begin alike for thousands of characters, in parts of a readable length', () => {
  const [one, other] = [`${'x'.repeat(5_000)}A${'y'.repeat(5_000)}`, `${'x'.repeat(5_000)}B${'y'.repeat(5_000)}`];
  const { alike, differs, rest } = splitAtDifference(one, other);
  expect(differs).toBe('xxxxxxxxA');
  expect([alike.length, rest.length]).toEqual([400, 400]);
});

test('splits no surrogate pair', () => {
  const parts = splitAtDifference('12345678901234567890 😀 a', '12345678901234567890 😁 a');
  for (const part of Object.values(parts)) expect(part.isWellFormed()).toBe(true);
  expect(parts.alike + parts.differs + parts.rest).toBe('12345678901234567890 😀 a');
});
