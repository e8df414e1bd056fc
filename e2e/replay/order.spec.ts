// What reaches an app of its backend reaches it at a replay in the order of the recording: answers, and pushes between them.
import type { Page } from '@playwright/test';
import type { IpcCall } from 'playwright-ipc-recorder';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { type AppWindow, openApp } from '../support/conformance/app-under-test.ts';
import { conformanceCases } from '../support/conformance/cases.ts';
import type { ConformanceCase } from '../support/conformance/conformance-case.ts';
import { replayFrom } from '../support/sessions/replay-from.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';
import { type Moment, makeTimeline } from '../support/sessions/timeline.ts';

/** Runtimes whose backend a session can stand in for. */
const ANSWERED = ['tauri', 'tauri-v1', 'wails-v2', 'wails-v3', 'neutralino'];

/** A session of one runtime in which that happened. */
function sessionOf(one: ConformanceCase, moments: Moment[]): SampleSession {
  const session = new SampleSession();
  const common: Partial<IpcCall> = { source: one.source, page: 'page-1' };
  for (const moment of moments) {
    session.at(moment.at);
    if ('push' in moment) {
      const payload = { push: moment.push };
      const name = one.push?.('progress') ?? 'progress';
      session.call(name, { ...common, kind: 'push', args: one.pushed?.(payload) ?? payload });
    } else {
      const args = { tag: moment.call };
      session.call(one.command?.('slow') ?? 'slow', {
        ...common,
        args: one.args?.(args) ?? args,
        result: { Ok: `answer ${moment.call}` },
        duration_us: moment.took * 1_000,
      });
    }
  }
  return session;
}

for (const one of conformanceCases.filter(({ source }) => ANSWERED.includes(source))) {
  test.describe(one.name, { tag: one.tag ?? [] }, () => {
    test.use({ ipcRecorder: { mode: 'on', ...one.ipcRecorder } });
    test.afterEach(() => one.close?.());

    for (const seed of [1, 2, 14])
      test(`answers and pushes come in the recorded order, seed ${seed}`, async ({ page, context, ipc }, testInfo) => {
        const { lanes, moments, order } = makeTimeline(seed);
        await replayFrom(ipc, testInfo, sessionOf(one, moments));
        await openApp(page, await one.serve(context));
        expect(await logOf(page, lanes, order.length)).toEqual(order);
      });

    test('a push comes before an answer that came after it, though both find the page busy', async ({
      page,
      context,
      ipc,
    }, testInfo) => {
      const moments: Moment[] = [
        { at: 0, call: '0.0', took: 10 },
        { at: 1, call: '1.0', took: 30 },
        { at: 20, push: 'push 0' },
      ];
      await replayFrom(ipc, testInfo, sessionOf(one, moments));
      await openApp(page, await one.serve(context));
      expect(await logOf(page, [['0.0'], ['1.0']], 3, 300)).toEqual(['answer 0.0', 'push 0', 'answer 1.0']);
    });
  });
}

/** What the app is told when each chain calls as it is answered; it does nothing else for `busyMs` milliseconds after its first calls. */
const logOf = (page: Page, lanes: string[][], count: number, busyMs = 0): Promise<unknown[]> =>
  page.evaluate(
    async ([chains, expected, busy]) => {
      const { app } = window as unknown as AppWindow;
      const log: unknown[] = [];
      await app.listen('progress', (payload) => log.push((payload as { push: string }).push));
      const following = chains.map(async (chain) => {
        for (const tag of chain) log.push(await app.invoke('slow', { tag }));
      });
      if (busy > 0) {
        // The questions are on their way by then.
        await new Promise((next) => setTimeout(next));
        for (const end = performance.now() + busy; performance.now() < end; );
      }
      await Promise.all(following);
      for (let waited = 0; waited < 100 && log.length < expected; waited += 1)
        await new Promise((next) => setTimeout(next, 20));
      return log;
    },
    [lanes, count, busyMs] as const,
  );
