import { expect, test } from '@playwright/test';
import type { NoiseMessage } from '../page-protocol.ts';
import { doorLimits } from './door/read-messages.ts';
import { PageInbox } from './page-inbox.ts';

const MAIN = { name: 'main', isDetached: () => false };
const INNER = { name: 'inner', isDetached: () => false };
const PAGE = { mainFrame: () => MAIN } as never;

/** An inbox, and what comes out of it: the messages, or how many are lost; and the frames they are of. */
function inbox(limits = doorLimits()) {
  const told: unknown[] = [];
  const frames = new Set<string>();
  const taker = new PageInbox(
    {
      batch: ({ frame }, messages) => {
        told.push(...messages.map((message) => (message as NoiseMessage).count));
        frames.add((frame as unknown as typeof MAIN).name);
      },
      lost: (_page, count) => void told.push({ lost: count }),
      tampered: (_page, count) => void told.push({ tampered: count }),
    },
    limits,
  );
  const byPipe = (...texts: string[]) => texts.map((text) => taker.take(PAGE, undefined, text));
  const byBinding = (frame: object, ...texts: string[]) => texts.map((text) => taker.take(PAGE, frame as never, text));
  return { taker, byPipe, byBinding, told, frames };
}

/** A batch of messages, each with a number of its own. */
const batch = (head: string, ...counts: number[]) =>
  `${head}:${JSON.stringify(counts.map((count) => ({ t: 'noise', count })))}`;

test('what comes down the pipe waits for what went by the binding before it', () => {
  const { byPipe, byBinding, told } = inbox();
  byPipe(batch('#a-3', 4), batch('#a-4', 5));
  byBinding(MAIN, batch('#a-0', 1, 2), batch('#a-2', 3));
  expect(told).toEqual([1, 2, 3, 4, 5]);
});

test('a batch is taken once, however often it comes', () => {
  const { byPipe, byBinding, told } = inbox();
  byPipe(batch('#a-0', 1, 2));
  byBinding(MAIN, batch('#a-0', 1, 2), batch('#a-2', 3));
  byPipe(batch('#a-2', 3));
  expect(told).toEqual([1, 2, 3]);
});

test('documents do not wait for each other', () => {
  const { byPipe, told } = inbox();
  byPipe(batch('#a-2', 3), batch('#b-0', 9));
  expect(told).toEqual([9]);
});

test('a question is no batch', () => {
  expect(inbox().byBinding(MAIN, '{"id":"a-1"}')).toEqual([false]);
});

test('a batch that comes in pieces has its turn with its last', () => {
  const { byPipe, told } = inbox();
  byPipe('+a-0:[{"t":"noise",', '+a-0:"count":');
  expect(told).toEqual([]);
  byPipe('.a-0:1}]', batch('#a-1', 2));
  expect(told).toEqual([1, 2]);
});

test('the frame of a document within a page is the one it has made itself known from', () => {
  const { byPipe, byBinding, told, frames } = inbox();
  byPipe(batch('#a-1', 2));
  byBinding(INNER, batch('#a-0', 1));
  byPipe(batch('#a-2', 3));
  expect([told, [...frames]]).toEqual([[1, 2, 3], ['inner']]);
});

test('messages that do not come are given up and counted, and those after them are there', async () => {
  const { taker, byPipe, told } = inbox();
  byPipe(batch('#a-0', 1), batch('#a-3', 4), batch('#a-6', 7));
  await taker.settled();
  expect(told).toEqual([1, { lost: 2 }, 4, { lost: 2 }, 7]);
});

test('messages that come after they were given up are recorded all the same', async () => {
  const { taker, byPipe, byBinding, told } = inbox();
  byPipe(batch('#a-0', 1), batch('#a-2', 3));
  await taker.settled();
  byBinding(MAIN, batch('#a-1', 2));
  expect(told).toEqual([1, { lost: 1 }, 3, 2]);
});

test('all that a document has told has arrived when its last batch has had its turn', async () => {
  const { taker, byPipe, byBinding, told } = inbox();
  byPipe(batch('#a-1', 2));
  let count = -1;
  const arrived = taker.arrived(PAGE, { document: 'a', count: 2 })?.then(() => {
    count = told.length;
  });
  byBinding(MAIN, batch('#a-0', 1));
  await arrived;
  expect(count).toBe(2);
  expect(taker.arrived(PAGE, { document: 'a', count: 2 })).toBeUndefined();
});

test('a gap at the end is found by what the document says it has told', async () => {
  const { taker, byPipe, told } = inbox();
  byPipe(batch('#a-0', 1));
  await taker.arrived(PAGE, { document: 'a', count: 4 });
  expect(told).toEqual([1, { lost: 3 }]);
});

test('nobody waits for messages that come one after the other, however slowly', async () => {
  const { taker, byPipe, byBinding, told } = inbox();
  byPipe(batch('#a-3', 4));
  for (const [at, text] of [batch('#a-0', 1), batch('#a-1', 2), batch('#a-2', 3)].entries()) {
    await new Promise((resolve) => setTimeout(resolve, at === 0 ? 0 : 700));
    byBinding(MAIN, text);
  }
  await taker.settled();
  expect(told).toEqual([1, 2, 3, 4]);
});

test('what cannot be read is counted, and what comes after it waits for nothing', () => {
  const { byPipe, told } = inbox();
  byPipe('#a-0:[1', batch('#a-1', 2));
  expect(told).toEqual([{ tampered: 1 }, 2]);
});

test('a batch that comes late, behind a refused one and one that was ahead, is told all the same', () => {
  const { byPipe, told } = inbox();
  byPipe('#a-0:[1', batch('#a-3', 4), batch('#a-1', 2, 3));
  expect(told).toEqual([{ tampered: 1 }, 4, 2, 3]);
});

test('a batch of ten million numbers costs no memory, and what comes after it is told', () => {
  const { byPipe, told } = inbox();
  const numbers = `#a-1:[${'7,'.repeat(10_000_000)}7]`;
  byPipe(batch('#a-0', 1));
  const before = process.memoryUsage();
  byPipe(numbers);
  const after = process.memoryUsage();
  byPipe(batch('#a-1', 2));
  expect(told).toEqual([1, { tampered: 1 }, 2]);
  expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(60_000_000);
});

test('messages that no page script writes are left out and counted, and those beside them are told', () => {
  const { byPipe, told } = inbox();
  byPipe(
    '#a-0:[{"t":"noise","count":1},{"t":"noise","count":"2"},{"t":"call","label":null},3,{"t":"noise","count":4}]',
    batch('#a-5', 5),
  );
  expect(told).toEqual([{ tampered: 3 }, 1, 4, 5]);
});

test('a batch is refused where its head is none, and where it is deeper or longer than a page makes one', () => {
  const { byPipe, told } = inbox({ length: 100, values: 10_000 });
  byPipe(
    '#a',
    '#-0:[]',
    '#a-x:[]',
    '#a--1:[]',
    '#a-1e9:[]',
    `#${'a'.repeat(40)}-0:[]`,
    `#a-0:${'['.repeat(90)}`,
    `#a-0:[${' '.repeat(100)}]`,
  );
  expect(told).toEqual(Array.from({ length: 8 }, () => ({ tampered: 1 })));
});

test('the pieces of a batch that is too long are not kept, and it is refused', () => {
  const { byPipe, told } = inbox({ length: 100, values: 10_000 });
  byPipe('+a-0:[', ...Array.from({ length: 20 }, () => `+a-0:${' '.repeat(20)}`), '.a-0:]', batch('#a-0', 1));
  expect(told).toEqual([{ tampered: 1 }, 1]);
});

test('a document belongs to the frame that it was first in', () => {
  const { byBinding, told, frames } = inbox();
  byBinding(INNER, batch('#a-0', 1));
  byBinding(MAIN, batch('#a-1', 2));
  byBinding(INNER, batch('#a-1', 3));
  expect([told, [...frames]]).toEqual([[1, { tampered: 1 }, 3], ['inner']]);
});

test('messages are taken of so many documents of a page, and the others are counted', () => {
  const { byPipe, told } = inbox();
  for (let at = 0; at < 1_010; at += 1) byPipe(`#d${at}-5:[]`);
  expect(told).toEqual(Array.from({ length: 10 }, () => ({ tampered: 1 })));
});

test('batches that wait for their turn take no more room than one may have', () => {
  const { byPipe, told } = inbox({ length: 100, values: 10_000 });
  for (let at = 1; at <= 10; at += 1) byPipe(batch(`#a-${at}`, at));
  expect(told).toHaveLength(6);
  byPipe(batch('#a-0', 0));
  expect(told.slice(6)).toEqual([0, 1, 2, 3, 4]);
});

test('nobody waits for a number of messages that no document has told', () => {
  const { taker, byPipe, told } = inbox();
  byPipe(batch('#a-0', 1));
  for (const count of [1e12, -1, 'many'])
    expect(taker.arrived(PAGE, { document: 'a', count } as never)).toBeUndefined();
  expect(taker.arrived(PAGE, 'told' as never)).toBeUndefined();
  expect(told).toEqual([1, ...Array.from({ length: 4 }, () => ({ tampered: 1 }))]);
});
