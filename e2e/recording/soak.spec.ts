import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CDPSession, Page, TestInfo } from '@playwright/test';
import { expect, type IpcRecorderConfig, test } from 'playwright-ipc-recorder/fixtures';

/** `IPC_SOAK=1` takes ten times as long: a million calls. */
const SCALE = process.env.IPC_SOAK ? 10 : 1;
/** Small, so that what is kept beyond it shows. */
const MAX_EVENTS = 1_000;
const ROUNDS = 10 * SCALE;
const CALLS_A_ROUND = 10_000;
/** What a call has for arguments, so that one that is kept weighs something. */
const WEIGHT = 100;

const OPTIONS: IpcRecorderConfig = {
  mode: 'on',
  maxEvents: MAX_EVENTS,
  maxCheckpoints: 5,
  checkpoints: 'off',
  events: { console: false, windows: false },
};
test.use({ ipcRecorder: OPTIONS });

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

/** One document with these calls, and the heap of its page afterwards. */
async function heapAfter(page: Page, work: (page: Page) => Promise<unknown>): Promise<number> {
  await page.addInitScript(MOCK);
  await page.goto('data:text/html,<h1>soak</h1>');
  await work(page);
  return await heapOfPage(await page.context().newCDPSession(page));
}

test.describe('the page', { tag: '@slow' }, () => {
  test.describe.configure({ mode: 'serial' });
  /** Calls that are never answered; the app holds on to each, and so to what we have of it. */
  const OPEN = 30_000 * SCALE;
  const hang = (page: Page) =>
    page.evaluate(
      async ([count]) => {
        const { __TAURI_INTERNALS__: tauri } = window as unknown as {
          __TAURI_INTERNALS__: { invoke: (command: string) => object };
        };
        const held: object[] = [];
        Object.assign(window, { held });
        for (let at = 0; at < count; at += 1) {
          held.push(tauri.invoke('hang'));
          if (at % 500 === 0) await new Promise((done) => setTimeout(done));
        }
      },
      [OPEN] as const,
    );
  let without = 0;

  test.describe('without us', () => {
    test.use({ ipcRecorder: 'off' });
    test('holds what it holds', async ({ page }) => {
      test.setTimeout(120_000 * SCALE);
      without = await heapAfter(page, hang);
    });
  });

  test('holds less than 10 MB of ours, however many calls are never answered', async ({ page, ipc }) => {
    test.setTimeout(240_000 * SCALE);
    const heap = await heapAfter(page, hang);
    test.info().annotations.push({ type: 'heap, page', description: `${without} ${heap}` });
    expect(heap - without).toBeLessThan(10_000_000);
    await expect.poll(() => ipc.recorder.dropped().events).toBe(OPEN - MAX_EVENTS);
    expect(ipc.calls()).toHaveLength(MAX_EVENTS);
  });
});

test('many calls take no more memory than the first thousands, in the page and in Node', { tag: '@slow' }, async ({
  page,
  ipc,
}) => {
  test.setTimeout(240_000 * SCALE);
  await page.addInitScript(MOCK);
  await page.goto('data:text/html,<h1>soak</h1>');
  const cdp = await page.context().newCDPSession(page);
  const inPage: number[] = [];
  const inNode: number[] = [];
  const measure = async () => {
    inPage.push(await heapOfPage(cdp));
    inNode.push(heapOfNode());
  };
  for (let done = 1; done <= ROUNDS; done += 1) {
    await round(page);
    if (done % (2 * SCALE) === 0) await measure();
  }
  const session = ipc.recorder.export();
  expect((session?.events.length ?? 0) + (session?.dropped?.events ?? 0)).toBe(ROUNDS * CALLS_A_ROUND);
  test.info().annotations.push({ type: 'heap, page', description: inPage.join(' ') });
  test.info().annotations.push({ type: 'heap, Node', description: inNode.join(' ') });

  // From the first fifth on: had the calls since then been kept, they would weigh 150 bytes each at least, 12 MB.
  expect(growth(inPage)).toBeLessThan(2_000_000);
  expect(growth(inNode)).toBeLessThan(6_000_000);
});

test('calls that are never answered are forgotten with their document', { tag: '@slow' }, async ({ page }) => {
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

test.describe('large values', { tag: '@slow' }, () => {
  const MAX_BYTES = 4_000_000;
  test.use({ ipcRecorder: { ...OPTIONS, maxEvents: 50_000, maxCheckpoints: 1_000, maxBytes: MAX_BYTES } });

  test('calls with a megabyte each are kept up to the bytes that are allowed, in memory and on the disk', async ({
    page,
    ipc,
  }) => {
    await page.addInitScript(MOCK);
    await page.goto('data:text/html,<h1>soak</h1>');
    const CALLS = 60;
    for (let done = 0; done < CALLS; done += 1) {
      await page.evaluate(async (n) => {
        const { __TAURI_INTERNALS__: tauri } = window as unknown as {
          __TAURI_INTERNALS__: { invoke: (command: string, args: object) => Promise<unknown> };
        };
        await tauri.invoke('echo', { n, parts: Array.from({ length: 16 }, () => '.'.repeat(65_000)) });
      }, done);
    }
    // What is larger than a batch comes in pieces, one a task.
    const recorded = () => {
      const { events = [], dropped } = ipc.recorder.export() ?? {};
      return events.length + (dropped?.events ?? 0);
    };
    await expect.poll(recorded).toBe(CALLS);
    const session = ipc.recorder.export();
    const kept = session?.events.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(JSON.stringify(session).length).toBeLessThan(MAX_BYTES);
    expect(ipc.calls().map(({ args }) => (args as { n: number }).n)).toEqual(
      Array.from({ length: kept }, (_, at) => CALLS - kept + at),
    );
    expect(sizeOf(folderOf(test.info()))).toBeLessThan(2 * MAX_BYTES + 4_000_000);
  });

  test('checkpoints with a large state are kept up to theirs, and push no call out', async ({ ipc }) => {
    test.setTimeout(120_000 * SCALE);
    await ipc.attach({
      attach: async (sink) => void sink.event({ type: 'Ipc', kind: 'send', command: 'first' } as never),
      detach: async () => {},
    });
    const TAKEN = 1_000 * SCALE;
    const state = Array.from({ length: 10 }, () => '.'.repeat(10_000));
    for (let taken = 0; taken < TAKEN; taken += 1) await ipc.checkpoint(`${taken}`, state);
    const session = ipc.recorder.export();
    expect((session?.checkpoints.length ?? 0) + (session?.dropped?.checkpoints ?? 0)).toBe(TAKEN);
    expect(JSON.stringify(session).length).toBeLessThan(MAX_BYTES / 4 + 10_000);
    expect(session?.checkpoints.at(-1)?.label).toBe(`${TAKEN - 1}`);
    expect(session?.events.map(({ event }) => (event as { command?: string }).command)).toEqual(['first']);
    expect(sizeOf(folderOf(test.info()))).toBeLessThan(2 * MAX_BYTES + 200_000);
  });
});

const folderOf = ({ testId, retry, project }: TestInfo) => join(project.outputDir, 'ipc', `${testId}-r${retry}`);

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** The middle of the last measurements less that of the first: one that is off tells nothing. */
function growth(heap: number[]): number {
  const [first = 0] = heap;
  const late = heap.slice(-3).sort((a, b) => a - b);
  return (late[1] ?? 0) - first;
}
