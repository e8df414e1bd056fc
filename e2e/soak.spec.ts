import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';

/** Small, so that what is kept beyond it shows. */
const MAX_EVENTS = 1_000;
const ROUNDS = 10;
const CALLS_A_ROUND = 10_000;
/** What a call has for arguments, so that one that is kept weighs something. */
const WEIGHT = 100;

test.use({
  ipcRecorder: {
    mode: 'on',
    maxEvents: MAX_EVENTS,
    maxCheckpoints: 5,
    checkpoints: 'off',
    events: { console: false, windows: false },
  },
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function heapOfPage(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

function heapOfNode(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** Answered calls, rejected ones, listeners and channels that come and go; `hanging` calls of a round are never answered. */
const round = (page: Page, hanging = 0) =>
  page.evaluate(
    async ([count, weight, open]) => {
      interface Internals {
        invoke(command: string, args: object): Promise<unknown>;
        transformCallback(callback: () => void, once?: boolean): number;
        unregisterCallback(id: number): void;
      }
      const { __TAURI_INTERNALS__: tauri } = window as unknown as { __TAURI_INTERNALS__: Internals };
      const text = '.'.repeat(weight);
      // As many at a time as a busy app has, so that batches are of every size.
      for (let at = 0; at < count; ) {
        const calls: Promise<unknown>[] = [];
        for (let n = 0; n < 500 && at < count; n += 1, at += 1) {
          const command = at < open ? 'hang' : at % 50 === 0 ? 'fail' : 'echo';
          const call = tauri.invoke(command, { n: at, text: `${text}${at}` });
          if (command !== 'hang') calls.push(call.catch(() => {}));
        }
        tauri.transformCallback(() => {}, true);
        tauri.unregisterCallback(tauri.transformCallback(() => {}));
        await Promise.all(calls);
      }
    },
    [CALLS_A_ROUND, WEIGHT, hanging] as const,
  );

const MOCK = `{
  let id = 0;
  window.__TAURI_INTERNALS__ = {
    invoke: async (command, args) => {
      if (command === 'fail') throw 'no';
      return command === 'hang' ? new Promise(() => {}) : args;
    },
    transformCallback: () => ++id,
    unregisterCallback: () => {},
  };
}`;

test('100,000 calls take no more memory than the first thousands, in the page and in Node', async ({ page, ipc }) => {
  test.setTimeout(120_000);
  await page.addInitScript(MOCK);
  await page.goto('data:text/html,<h1>soak</h1>');
  const cdp = await page.context().newCDPSession(page);
  const inPage: number[] = [];
  const inNode: number[] = [];
  const measure = async () => {
    inPage.push(await heapOfPage(cdp));
    inNode.push(heapOfNode());
  };
  for (let done = 0; done < ROUNDS; done += 1) {
    await round(page);
    if (done % 2 === 1) await measure();
  }
  const session = ipc.recorder.export();
  expect((session?.events.length ?? 0) + (session?.dropped?.events ?? 0)).toBe(ROUNDS * CALLS_A_ROUND);
  test.info().annotations.push({ type: 'heap, page', description: inPage.join(' ') });
  test.info().annotations.push({ type: 'heap, Node', description: inNode.join(' ') });

  // From the first fifth on: had the 80,000 calls since then been kept, they would weigh 150 bytes each at least, 12 MB.
  expect(growth(inPage)).toBeLessThan(2_000_000);
  expect(growth(inNode)).toBeLessThan(6_000_000);
});

test('calls that are never answered are forgotten with their document', async ({ page }) => {
  test.setTimeout(120_000);
  await page.addInitScript(MOCK);
  const inNode: number[] = [];
  for (let done = 0; done < 6; done += 1) {
    await page.goto(`data:text/html,<h1>document ${done}</h1>`);
    await round(page, CALLS_A_ROUND);
    inNode.push(heapOfNode());
  }
  test.info().annotations.push({ type: 'heap, Node', description: inNode.join(' ') });
  // Two documents of a frame may have calls under way; from the third on one goes for each that comes.
  const [, , third = 0, , , last = 0] = inNode;
  expect(last - third).toBeLessThan(6_000_000);
});

/** The middle of the last measurements less that of the first: one that is off tells nothing. */
function growth(heap: number[]): number {
  const [first = 0] = heap;
  const late = heap.slice(-3).sort((a, b) => a - b);
  return (late[1] ?? 0) - first;
}
