// A session of calls to a global of the app's own, in the place of the functions of that global.
import type { Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { keepSession } from '../support/sessions/replay-from.ts';
import { settled } from '../support/settled.ts';

test.use({ ipcRecorder: { mode: 'on', sources: { globals: ['api'] } } });

/** A mock that counts its calls, and an app that loads, saves and follows the progress of it; `reply` differs between the two runs. */
const mock = (reply: string) => `{
  const listeners = new Set();
  window.ran = [];
  window.api = {
    version: () => '1.2',
    load: async (name) => { ran.push('load'); return '${reply} ' + name; },
    save: async (name) => { ran.push('save'); for (const percent of [50, 100]) listeners.forEach((heard) => heard(percent)); if (name === 'bad') throw new Error('disk full'); },
    onProgress: (heard) => { listeners.add(heard); heard('hello of ${reply}'); return () => listeners.delete(heard); },
  };
  window.fire = (text) => listeners.forEach((heard) => heard(text));
}`;

const APP = `<title>app</title><script>
  const log = window.log = [];
  const stop = window.api.onProgress((value) => log.push('progress ' + value));
  const run = async () => {
    log.push(window.api.version());
    log.push(await window.api.load('a'));
    await window.api.save('a');
    await window.api.save('bad').catch((error) => log.push(error.message));
    window.ready = true;
  };
  run();
</script>`;

async function goThrough(page: Page): Promise<unknown> {
  await page.goto('http://app.test/');
  await page.waitForFunction(() => 'ready' in window);
  await page.evaluate("fire('by the test')");
  await page.waitForFunction(() => (window as unknown as { log: unknown[] }).log.length >= 9);
  return await page.evaluate('log');
}

for (const [mode, ran] of [
  ['shadow', ['load', 'save', 'save']],
  ['aside', []],
] as const)
  test(`answers its calls and brings its pushes, each once, whatever the mock does now, ${mode}`, async ({
    page,
    context,
    ipc,
  }, testInfo) => {
    await context.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: APP }));
    await page.addInitScript(mock('first'));
    const recorded = await goThrough(page);
    const all = ['progress 50', 'progress 100', 'progress 50', 'progress 100'];
    expect(recorded).toEqual([
      'progress hello of first',
      '1.2',
      'first a',
      ...all,
      'disk full',
      'progress by the test',
    ]);
    await settled(page, ipc);
    const file = keepSession(ipc, testInfo);
    await page.close();

    await ipc.routeFromSession(file, { mock: mode });
    const next = await context.newPage();
    await next.addInitScript(mock('second'));
    const replayed = await goThrough(next);
    // What the function that returns at once tells its listener at once is its own.
    expect(replayed).toEqual(['progress hello of second', ...(recorded as string[]).slice(1)]);
    expect(await next.evaluate('ran')).toEqual(ran);
  });

test('a call that the session does not have is refused with the nearest one', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await context.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.addInitScript(mock('first'));
  await page.goto('http://app.test/');
  await page.evaluate("window.api.load('a')");
  await settled(page, ipc);
  const file = keepSession(ipc, testInfo);
  await ipc.routeFromSession(file, { unused: 'ignore' });
  const refused = await page.evaluate("window.api.load('b').catch((error) => String(error))");
  expect(refused).toContain('load');
  expect(refused).toContain('"a"');
});
