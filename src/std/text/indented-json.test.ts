import { expect, test } from '@playwright/test';
import { indentedJson } from './indented-json.ts';

test('JSON is indented, with what stands in texts left alone', () => {
  const value = { list: [1, { text: '[[[{{{ \\" ,,,' }], none: {}, nothing: [] };
  expect(indentedJson(value)).toBe(JSON.stringify(value, null, 2));
  const rows = Array.from({ length: 5_000 }, (_, id) => ({ id, place: { at: [id, id] } }));
  expect(indentedJson(rows)).toBe(JSON.stringify(rows, null, 2));
  expect(indentedJson(undefined)).toBeUndefined();
});

test('a value of many levels is not made many times as long', () => {
  const nested = (levels: number): unknown => (levels === 0 ? Array(100).fill(1) : [nested(levels - 1)]);
  expect(indentedJson(nested(3))).toContain('\n');
  expect(indentedJson(Array(100).fill(nested(100)))).toBe(JSON.stringify(Array(100).fill(nested(100))));
});
