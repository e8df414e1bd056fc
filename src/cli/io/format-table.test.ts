import { expect, test } from '@playwright/test';
import { formatTable } from './format-table.ts';

test('aligns columns to their widest cell, numbers to the right', () => {
  expect(
    formatTable(
      ['test', '>calls', 'path'],
      [
        ['a', '12', 'x'],
        ['longer', '3', 'y'],
      ],
    ),
  ).toBe(['test    calls  path', 'a          12  x', 'longer      3  y'].join('\n'));
});

test('gives wide characters two cells', () => {
  expect(
    formatTable(
      ['a', 'b'],
      [
        ['牛乳', 'x'],
        ['abcd', 'y'],
      ],
    ),
  ).toBe('a     b\n牛乳  x\nabcd  y');
});
