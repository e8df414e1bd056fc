import { expect, test } from '@playwright/test';
import { formatHash, type HashState, readHash } from './hash-state.ts';

test('a link is the id of what is selected, and more where there is more to say', () => {
  const states: [string, HashState][] = [
    ['#c12', { id: 'c12' }],
    ['#s2&all=1', { id: 's2', all: true }],
    ['#p13&only=s2&q=a+%26b', { id: 'p13', only: 's2', query: 'a &b' }],
    ['#', {}],
  ];
  for (const [hash, state] of states) {
    expect(formatHash(state)).toBe(hash);
    expect(readHash(hash)).toEqual(state);
  }
});

test('no hash is too strange to read', () => {
  for (const hash of ['', '#', '#%', '#%E0%A4%A', '#&&=&q', '#<img src=x>', `#${'#c1'.repeat(10_000)}`, '#__proto__'])
    expect(() => readHash(hash)).not.toThrow();
  expect(readHash('#__proto__&constructor=1&only')).toEqual({ id: '__proto__' });
});
