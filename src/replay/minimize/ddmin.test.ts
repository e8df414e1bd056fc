import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { ddmin } from './ddmin.ts';

const nameOf = String;
const range = (length: number) => Array.from({ length }, (_item, at) => at);

test('cuts two of two thousand items out in under 200 runs', async () => {
  for (const pair of [
    [3, 1_997],
    [1_000, 1_001],
    [0, 1_999],
    [650, 1_340],
  ]) {
    const { items, runs, isMinimal } = await ddmin(
      range(2_000),
      async (subset) => pair.every((one) => subset.includes(one)),
      { nameOf },
    );
    expect(items).toEqual(pair);
    expect(isMinimal).toBe(true);
    expect(runs).toBeLessThan(200);
  }
});

test('finds that nothing at all is needed', async () => {
  expect(await ddmin(range(5), async () => true, { nameOf })).toEqual({ items: [], runs: 1, isMinimal: true });
});

test('keeps a list of which nothing can be left out', async () => {
  const { items, isMinimal } = await ddmin(range(6), async (subset) => subset.length === 6, { nameOf });
  expect([items, isMinimal]).toEqual([range(6), true]);
});

test('is 1-minimal, keeps the order and never calls what passes a failure, whatever is needed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 6 }), async (needed) => {
      const fails = async (subset: number[]) => needed.every((one) => subset.includes(one));
      const { items } = await ddmin(range(40), fails, { nameOf });
      expect(items).toEqual(needed.toSorted((a, b) => a - b));
    }),
  );
});

test('is 1-minimal for a test that is not monotonic', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 2, max: 5 }), async (length, factor) => {
      const fails = async (subset: number[]) =>
        subset.length > 0 && subset.reduce((sum, one) => sum + one + 1, 0) % factor === 0;
      if (!(await fails(range(length)))) return;
      const { items } = await ddmin(range(length), fails, { nameOf });
      expect(await fails(items)).toBe(true);
      for (const left of items) expect(await fails(items.filter((one) => one !== left))).toBe(false);
    }),
  );
});

test('runs no list twice, and goes on from what an earlier search knew', async () => {
  const cache = new Map<string, boolean>();
  const seen: string[] = [];
  const fails = async (subset: number[]) => {
    seen.push(subset.join());
    return subset.includes(7) && subset.includes(11);
  };
  let runs = 0;
  const first = await ddmin(range(100), fails, {
    nameOf,
    cache,
    shouldStop: () => runs >= 10,
    onRun: () => {
      runs += 1;
    },
  });
  expect([first.runs, first.isMinimal]).toEqual([10, false]);
  const second = await ddmin(range(100), fails, { nameOf, cache });
  expect(second.items).toEqual([7, 11]);
  expect(new Set(seen).size).toBe(seen.length);
});

test('concludes nothing from a run that was interrupted, and goes on from it later', async () => {
  const cache = new Map<string, boolean>();
  let runs = 0;
  const fails = async (subset: number[]) => (++runs === 4 ? undefined : subset.includes(7));
  const first = await ddmin(range(20), fails, { nameOf, cache });
  expect([first.isMinimal, first.runs, cache.size]).toEqual([false, 3, 3]);
  expect((await ddmin(range(20), fails, { nameOf, cache })).items).toEqual([7]);
});
