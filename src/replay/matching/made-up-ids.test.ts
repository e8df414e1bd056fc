import { expect, test } from '@playwright/test';
import { madeUpIds, replaceIds } from './made-up-ids.ts';

const NOW = 1_795_000_000_000;

test('finds ids that are made up anew in each run, within longer texts too', () => {
  const uuids = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', 'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd'] as const;
  expect(madeUpIds(`note-${uuids[0]}.md`, `note-${uuids[1]}.md`, NOW)).toEqual([[uuids[0], uuids[1]]]);
  expect(madeUpIds('draft-k3j9x2p0q1', 'draft-7zq0b4m8w2c', NOW)).toEqual([['k3j9x2p0q1', '7zq0b4m8w2c']]);
  expect(madeUpIds('507f1f77bcf86cd799439011', '61a0c9e2d3b4f58a7e6d5c4b', NOW)).toHaveLength(1);
  expect(madeUpIds('draft-1790000000123', `draft-${NOW - 5_000}`, NOW)).toEqual([
    ['1790000000123', String(NOW - 5_000)],
  ]);
  expect(madeUpIds('same', 'same', NOW)).toEqual([]);
});

test('takes nothing for made up that a user or a backend may have named', () => {
  for (const [one, other] of [
    ['document1', 'document2'],
    ['version10beta2', 'version10beta3'],
    ['milk', 'eggs'],
    ['a1b2', 'c3d4'],
    ['2012345678901', '2098765432109'],
    ['draft-1790000000123', 'draft-1790000000124'],
    ['k3j9x2p0q1', 'another note'],
    ['note-k3j9x2p0q1', 'k3j9x2p0q1'],
  ] as const)
    expect(madeUpIds(one, other, NOW), `${one} and ${other}`).toBeUndefined();
});

test('replaces whole ids alone', () => {
  const by = (id: string) => (id === 'k3j9x2p0q1' ? 'new' : undefined);
  expect(replaceIds('a k3j9x2p0q1-thumb, xk3j9x2p0q1', by)).toBe('a new-thumb, xk3j9x2p0q1');
});
