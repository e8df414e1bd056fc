import type { Page } from '@playwright/test';
import type { Ipc } from 'playwright-ipc-recorder/fixtures';

/** Ways there and back: a page asks, Node answers and pushes, and the page says something of that. */
const ROUNDS = 3;

/** Milliseconds that a page's fence waits: browsers stretch timers of no delay to four. */
const TIMER_MS = 5;

interface TaskQueue {
  scheduler: { postTask(task: () => void, options: { priority: string; delay: number }): Promise<void> };
}

/**
 * Resolves when the page has run all tasks that it had, all that it sent has arrived in Node, and all that Node sent has arrived there.
 * So a test that nothing comes need not sleep: what has not come by now was never sent. Timers of the app that are due later than a few
 * milliseconds from now are not waited for: wait for what they do first.
 *
 * @param ipc Takes part in it: a checkpoint makes the recorder tell what it holds back, in Electron's main process too.
 */
export async function settled(page: Page, ipc?: Ipc): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.evaluate(runTasks, TIMER_MS);
    await ipc?.checkpoint('settled');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The page's idle priority comes after every other task; timers and channels may be the app's own, or those of `page.clock`. */
const runTasks = (delay: number) =>
  (window as unknown as TaskQueue).scheduler.postTask(() => {}, { priority: 'background', delay });
