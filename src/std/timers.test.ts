import { expect, test } from '@playwright/test';
import { isDone, withinLimit } from './timers.ts';

const never = new Promise<never>(() => {});

test('gives the value of a promise that resolves within the limit', async () => {
  expect(await withinLimit(Promise.resolve('read'), 10_000, () => 'late')).toBe('read');
});

test('gives what stands in for the value of a promise that is late', async () => {
  expect(await withinLimit(never, 1, () => 'late')).toBe('late');
});

test('rejects with what is thrown for a promise that is late', async () => {
  const late = () => {
    throw new Error('no answer within 1 ms');
  };
  await expect(withinLimit(never, 1, late)).rejects.toThrow('no answer within 1 ms');
});

test('rejects with the error of a promise that rejects within the limit', async () => {
  await expect(withinLimit(Promise.reject(new Error('closed')), 10_000, () => 'late')).rejects.toThrow('closed');
});

test('says whether a promise is done in time', async () => {
  expect(await isDone(Promise.resolve(), 10_000)).toBe(true);
  expect(await isDone(never, 1)).toBe(false);
});

test('counts time by the timers of the process, whatever a test puts in their place', async () => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (() => 0) as never;
  try {
    expect(await isDone(never, 1)).toBe(false);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});
