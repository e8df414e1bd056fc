// The same as in replay/order.spec.ts, of an Electron app: its answers and its messages go different ways to a window.
import { expect, type OpenedApp, test } from '../support/electron/app.ts';
import { replayFrom } from '../support/sessions/replay-from.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';
import { type Moment, makeTimeline } from '../support/sessions/timeline.ts';

test.use({ ipcRecorder: 'on' });

function sessionOf(moments: Moment[]): SampleSession {
  const session = new SampleSession();
  const common = { source: 'electron', webview_label: 'window-1', url: 'file:///app/index.html' };
  for (const moment of moments) {
    session.at(moment.at);
    if ('push' in moment) session.call('progress', { ...common, kind: 'push', args: [moment.push] });
    else {
      const answer = { result: { Ok: `answer ${moment.call}` }, duration_us: moment.took * 1_000 };
      session.call('slow', { ...common, args: [moment.call], ...answer });
    }
  }
  return session;
}

/** What the window is told when each chain calls as it is answered. */
async function logOf({ bridge, window }: OpenedApp, lanes: string[][], count: number): Promise<unknown[]> {
  await bridge('listen', 'progress');
  const [answers, pushes] = await window.evaluate(
    async ([chains, expected]) => {
      const { bridge: app } = globalThis as unknown as {
        bridge: { invoke(command: string, tag: string): Promise<string>; received(): [string, string][] };
      };
      const given: [pushesBefore: number, answer: string][] = [];
      await Promise.all(
        chains.map(async (chain) => {
          for (const tag of chain) {
            const answer = await app.invoke('slow', tag);
            given.push([app.received().length, answer]);
          }
        }),
      );
      for (let waited = 0; waited < 100 && given.length + app.received().length < expected; waited += 1)
        await new Promise((next) => setTimeout(next, 20));
      return [given, app.received().map(([, text]) => text)] as const;
    },
    [lanes, count] as const,
  );
  const log: string[] = [];
  let heard = 0;
  for (const [before, answer] of answers) {
    while (heard < before) log.push(pushes[heard++] ?? '');
    log.push(answer);
  }
  return [...log, ...pushes.slice(heard)];
}

for (const seed of [1, 2, 14])
  test(
    `answers and messages come in the recorded order, seed ${seed}`,
    { tag: '@electron' },
    async ({ openApp, ipc }, testInfo) => {
      const { lanes, moments, order } = makeTimeline(seed);
      await replayFrom(ipc, testInfo, sessionOf(moments));
      expect(await logOf(await openApp({}), lanes, order.length)).toEqual(order);
    },
  );

test('a window that does nothing more is waited for once', { tag: '@electron' }, async ({ openApp, ipc }, testInfo) => {
  const session = new SampleSession();
  const source = { source: 'electron', url: 'file:///app/index.html' };
  for (let at = 0; at < 100; at += 10) {
    const answer = { args: [at], result: { Ok: at }, duration_us: 2_000 };
    session.at(at).call('save', { ...source, webview_label: 'window-1', ...answer });
    session.at(at + 4).call('saved', { ...source, webview_label: 'window-2', kind: 'push', args: [at] });
  }
  await replayFrom(ipc, testInfo, session);
  const { app, bridge } = await openApp({
    ready: `window.webContents.once('did-finish-load', () => openWindow('second.html'));`,
    files: { 'second.html': '<title>second</title>' },
  });
  await expect.poll(() => Promise.all(app.windows().map((one) => one.title().catch(() => '')))).toContain('second');
  const titles = await Promise.all(app.windows().map((one) => one.title()));
  await app
    .windows()
    [titles.indexOf('second')]?.evaluate(
      'setTimeout(() => { for (const end = Date.now() + 20_000; Date.now() < end; ); })',
    );
  const began = performance.now();
  for (let at = 0; at < 100; at += 10) expect(await bridge('invoke', 'save', at)).toBe(at);
  // Two seconds for each of the ten would be as long as the window is busy.
  expect(performance.now() - began).toBeLessThan(12_000);
});
