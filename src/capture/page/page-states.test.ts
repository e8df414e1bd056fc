import { expect, test } from '@playwright/test';
import { SAME_STATE } from '../page-protocol.ts';
import { makePageKeys } from './door/page-keys.ts';
import { PageStates } from './page-states.ts';

const PAGE = {};
const WHOLE = { url: 'http://app.test/', title: 'Notes', app: { notes: 1 } };
const whole = () => JSON.stringify({ isWhole: true, changed: WHOLE, gone: [] });
const changes = (changed: object, gone: string[] = []) => JSON.stringify({ isWhole: false, changed, gone });

/** Reads that are answered when a test says so, with the ids that each has named: its own, and that of the state it builds on. */
function reading() {
  const states = new PageStates<object>(makePageKeys());
  const asked: { id: string; known: string | null; answer: (text: string) => void; fail: () => void }[] = [];
  const read = () =>
    states.read(
      PAGE,
      (expression) =>
        new Promise((resolve, reject) => {
          const [, given] = /\?\.\((.*)\) /.exec(expression) ?? [];
          const [id, known] = JSON.parse(`[${given}]`);
          asked.push({ id, known, answer: resolve, fail: () => reject(new Error('gone')) });
        }),
    );
  return { read, asked };
}

test('a state that the page calls the same is the object that was read before', async () => {
  const { read, asked } = reading();
  const first = read();
  asked[0]?.answer(whole());
  await first;
  const second = read();
  asked[1]?.answer(SAME_STATE);
  expect(await second).toBe(await first);
});

test('each read names the last state that was told, also where the one before it has failed', async () => {
  const { read, asked } = reading();
  const first = read();
  asked[0]?.answer(whole());
  await first;
  const lost = read();
  asked[1]?.fail();
  await expect(lost).rejects.toThrow('gone');
  const third = read();
  asked[2]?.answer(changes({ title: 'Two notes' }, ['app']));
  expect(await third).toEqual({ url: 'http://app.test/', title: 'Two notes' });
  expect(await first).toEqual(WHOLE);
  const fourth = read();
  asked[3]?.answer(SAME_STATE);
  expect(await fourth).toBe(await third);
  const ids = asked.map(({ id }) => id);
  expect(asked.map(({ known }) => known)).toEqual([null, ids[0], ids[0], ids[2]]);
  expect(new Set(ids).size).toBe(4);
});

test('reads that overlap build on what was known when they were sent, in whichever order they come back', async () => {
  const { read, asked } = reading();
  const first = read();
  asked[0]?.answer(whole());
  await first;
  const [same, changed] = [read(), read()];
  asked[2]?.answer(changes({ title: 'Two notes' }));
  expect((await changed)?.title).toBe('Two notes');
  asked[1]?.answer(SAME_STATE);
  expect(await same).toBe(await first);
  void read();
  expect(asked[3]?.known).toBe(asked[2]?.id);
});

test('a page without a script of ours has no state', async () => {
  expect(await new PageStates<object>(makePageKeys()).read(PAGE, async () => null)).toBeNull();
});
