import { expect, test } from '@playwright/test';
import { PageInbox } from './page-inbox.ts';

const MAIN = { name: 'main', isDetached: () => false };
const INNER = { name: 'inner', isDetached: () => false };
const PAGE = { mainFrame: () => MAIN } as never;

/** An inbox, and what comes out of it: the messages, or how many are lost; and the frames they are of. */
function inbox() {
  const told: unknown[] = [];
  const frames = new Set<string>();
  const taker = new PageInbox({
    batch: ({ frame }, messages) => {
      told.push(...messages);
      frames.add((frame as unknown as typeof MAIN).name);
    },
    lost: (_page, count) => void told.push({ lost: count }),
  });
  const byPipe = (...texts: string[]) => texts.map((text) => taker.take(PAGE, undefined, text));
  const byBinding = (frame: object, ...texts: string[]) => texts.map((text) => taker.take(PAGE, frame as never, text));
  return { taker, byPipe, byBinding, told, frames };
}

test('what comes down the pipe waits for what went by the binding before it', () => {
  const { byPipe, byBinding, told } = inbox();
  byPipe('#a-3:[4]', '#a-4:[5]');
  byBinding(MAIN, '#a-0:[1,2]', '#a-2:[3]');
  expect(told).toEqual([1, 2, 3, 4, 5]);
});

test('a batch is taken once, however often it comes', () => {
  const { byPipe, byBinding, told } = inbox();
  byPipe('#a-0:[1,2]');
  byBinding(MAIN, '#a-0:[1,2]', '#a-2:[3]');
  byPipe('#a-2:[3]');
  expect(told).toEqual([1, 2, 3]);
});

test('documents do not wait for each other', () => {
  const { byPipe, told } = inbox();
  byPipe('#a-2:[3]', '#b-0:["b"]');
  expect(told).toEqual(['b']);
});

test('a question is no batch', () => {
  expect(inbox().byBinding(MAIN, '{"id":"a-1"}')).toEqual([false]);
});

test('a batch that comes in pieces has its turn with its last', () => {
  const { byPipe, told } = inbox();
  byPipe('+a-0:[1', '+a-0:,":');
  expect(told).toEqual([]);
  byPipe('.a-0:"]', '#a-2:[2]');
  expect(told).toEqual([1, ':', 2]);
});

test('the frame of a document within a page is the one it has made itself known from', () => {
  const { byPipe, byBinding, told, frames } = inbox();
  byPipe('#a-1:[2]');
  byBinding(INNER, '#a-0:[1]');
  byPipe('#a-2:[3]');
  expect([told, [...frames]]).toEqual([[1, 2, 3], ['inner']]);
});

test('messages that do not come are given up and counted, and those after them are there', async () => {
  const { taker, byPipe, told } = inbox();
  byPipe('#a-0:[1]', '#a-3:[4]', '#a-6:[7]');
  await taker.settled();
  expect(told).toEqual([1, { lost: 2 }, 4, { lost: 2 }, 7]);
});

test('messages that come after they were given up are recorded all the same', async () => {
  const { taker, byPipe, byBinding, told } = inbox();
  byPipe('#a-0:[1]', '#a-2:[3]');
  await taker.settled();
  byBinding(MAIN, '#a-1:[2]');
  expect(told).toEqual([1, { lost: 1 }, 3, 2]);
});

test('all that a document has told has arrived when its last batch has had its turn', async () => {
  const { taker, byPipe, byBinding, told } = inbox();
  byPipe('#a-1:[2]');
  let count = -1;
  const arrived = taker.arrived(PAGE, { document: 'a', count: 2 })?.then(() => {
    count = told.length;
  });
  byBinding(MAIN, '#a-0:[1]');
  await arrived;
  expect(count).toBe(2);
  expect(taker.arrived(PAGE, { document: 'a', count: 2 })).toBeUndefined();
});

test('a gap at the end is found by what the document says it has told', async () => {
  const { taker, byPipe, told } = inbox();
  byPipe('#a-0:[1]');
  await taker.arrived(PAGE, { document: 'a', count: 4 });
  expect(told).toEqual([1, { lost: 3 }]);
});

test('nobody waits for messages that come one after the other, however slowly', async () => {
  const { taker, byPipe, byBinding, told } = inbox();
  byPipe('#a-3:[4]');
  for (const [at, text] of ['#a-0:[1]', '#a-1:[2]', '#a-2:[3]'].entries()) {
    await new Promise((resolve) => setTimeout(resolve, at === 0 ? 0 : 700));
    byBinding(MAIN, text);
  }
  await taker.settled();
  expect(told).toEqual([1, 2, 3, 4]);
});

test('what cannot be read is counted with what is lost, and breaks nothing', async () => {
  const { taker, byPipe, told } = inbox();
  byPipe('#a-0:[1', '#a-1:[2]');
  await taker.settled();
  expect(told).toEqual([{ lost: 1 }, 2]);
});
