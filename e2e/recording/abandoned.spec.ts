// Calls under way in a document that goes: nobody waits for them, so they are no hang.
import { callsOf, configFile, expect, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';

const APP = `${SPEC_HEAD}
  const html = '<h1>notes</h1>';
  const serve = (page) => page.route(/app\\.test/, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  const start = async (page, url = 'http://app.test/') => { await serve(page); await page.addInitScript(mock); await page.goto(url); };
`;
const CONFIG = configFile({ use: `ipcRecorder: 'on',` });

/** What the calls of a test came to: their command, and `abandoned`, or else their result. */
const outcomes = (session: Parameters<typeof callsOf>[0]) =>
  callsOf(session).map(({ command, args, abandoned, result }) => [
    (args as { in?: string } | undefined)?.in ?? command,
    abandoned ?? result,
  ]);

test('calls under way at a reload or a navigation are abandoned, and those of the document that is there are not', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `${APP}
      test('reloads', async ({ page, ipc }) => {
        await start(page);
        await invoke(page, 'hang', { in: 'first' });
        await page.reload();
        await invoke(page, 'hang', { in: 'second' });
        await page.goto('http://other.app.test/');
        await expect(ipc).toHaveNoPendingCalls();
        expect(ipc.calls({ status: 'abandoned' })).toHaveLength(2);
        await invoke(page, 'hang', { in: 'third' });
        await expect(ipc).not.toHaveNoPendingCalls();
        expect(1).toBe(2);
      });`,
    'playwright.config.ts': CONFIG,
  });
  const [attempt] = run.of('reloads');
  expect(outcomes(attempt?.session), run.output).toEqual([
    ['first', 'navigated'],
    ['second', 'navigated'],
    ['third', 'Pending'],
  ]);
  const [, block = ''] = run.output.split('IPC: 3 calls, 0 failed, 1 pending');
  expect(block).toMatch(/\n +pending +#\d+ +hang {"in":"third"}/);
  expect(block).not.toContain('{"in":"first"}');
});

test('calls of a page that the test closes are abandoned', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${APP}
      test('closes', async ({ context, page, ipc }) => {
        await start(page);
        const popup = await context.newPage();
        await start(popup);
        await invoke(popup, 'hang', { in: 'popup' });
        await invoke(page, 'hang', { in: 'page' });
        await popup.close();
        await expect(ipc).toHaveNoPendingCalls({ ignore: ({ args }) => args.in === 'page' });
      });`,
    'playwright.config.ts': CONFIG,
  });
  expect(run.exitCode, run.output).toBe(0);
  // The page that is closed at the end of the test may be why a test has failed.
  expect(outcomes(run.of('closes')[0]?.session)).toEqual([
    ['popup', 'closed'],
    ['page', 'Pending'],
  ]);
});

test('calls of a frame that is removed or navigated are abandoned', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${APP}
      test('frames', async ({ page, ipc }) => {
        await start(page);
        await page.evaluate(() => { document.body.innerHTML = '<iframe src="/one"></iframe><iframe src="/two"></iframe><iframe src="/three"></iframe>'; });
        await expect.poll(() => page.frames().filter((frame) => /(one|two|three)$/.test(frame.url())).length).toBe(3);
        for (const name of ['one', 'two', 'three'])
          await page.frame({ url: new RegExp(name) }).evaluate((name) => void window.__TAURI_INTERNALS__.invoke('hang', { in: name }), name);
        await page.frame({ url: /one/ }).goto('http://app.test/four');
        await page.evaluate(() => document.querySelectorAll('iframe')[1].remove());
        await expect.poll(() => ipc.calls({ status: 'abandoned' }).length).toBe(2);
      });`,
    'playwright.config.ts': CONFIG,
  });
  expect(run.exitCode, run.output).toBe(0);
  expect(outcomes(run.of('frames')[0]?.session)).toEqual([
    ['one', 'navigated'],
    ['two', 'closed'],
    ['three', 'Pending'],
  ]);
});

test('a new address of the same document abandons nothing', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${APP}
      test('routes', async ({ page, ipc }) => {
        await start(page);
        await invoke(page, 'hang', { in: 'page' });
        await page.evaluate(() => history.pushState({}, '', '/list'));
        await page.goto('http://app.test/list#top');
        await page.goBack();
        await expect(ipc).not.toHaveNoPendingCalls({ timeout: 300 });
      });`,
    'playwright.config.ts': CONFIG,
  });
  expect(run.exitCode, run.output).toBe(0);
  expect(outcomes(run.of('routes')[0]?.session)).toEqual([['page', 'Pending']]);
});
