import { expect, type Page, test } from '@playwright/test';
import { WindowLabels } from './window-labels.ts';

const newPage = () => ({}) as Page;

test('what a page tells waits for its label, in order, and is told at once from then on', async () => {
  let found = (_label: string) => {};
  const labels = new WindowLabels(() => new Promise((resolve) => (found = resolve)));
  const page = newPage();
  const told: string[] = [];
  const tell = (text: string) => labels.with(page, (label) => told.push(`${label} ${text}`));
  for (const text of ['first', 'second']) tell(text);
  expect(told).toEqual([]);
  found('window-1');
  await labels.settled();
  tell('third');
  expect(told).toEqual(['window-1 first', 'window-1 second', 'window-1 third']);
});

test('a page that is not the app tells nothing', async () => {
  const labels = new WindowLabels(async () => null);
  const page = newPage();
  const told: unknown[] = [];
  for (let round = 0; round < 2; round += 1) {
    labels.with(page, (label) => told.push(label));
    await labels.settled();
  }
  expect([told, labels.isForeign(page)]).toEqual([[], true]);
});

test('a label that cannot be known now is asked for again', async () => {
  const answers = [Promise.reject(new Error('busy')), Promise.resolve(undefined), Promise.resolve('window-2')];
  const labels = new WindowLabels(() => answers.shift() as Promise<string | undefined>);
  const page = newPage();
  const told: unknown[] = [];
  for (let round = 0; round < 3; round += 1) {
    labels.with(page, (label) => told.push(label));
    await labels.settled();
  }
  expect(told).toEqual([undefined, undefined, 'window-2']);
});
