// Whoever reads a recording that a page has interfered with is told so.
import { readFileSync } from 'node:fs';
import { expect, test } from '../support/runner/run-inline-test.ts';

const SPEC = `import { expect, test } from 'playwright-ipc-recorder/fixtures';
test('is interfered with', async ({ page, ipc }) => {
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>app</title>' }));
  await page.addInitScript(() => {
    window.__TAURI_INTERNALS__ = { invoke: async (command) => command };
  });
  await page.goto('http://app.test/');
  await page.evaluate(async () => {
    const forge = (text) => globalThis.__playwright__binding__(JSON.stringify({ name: '__ipcRecorder', seq: 1, serializedArgs: [text] }));
    for (let at = 0; at < 3; at += 1) forge('#forged-0:[]');
    const { invoke } = window.__TAURI_INTERNALS__;
    await invoke('told');
    const own = Array.prototype[Symbol.iterator];
    const broken = () => { throw new Error('broken'); };
    Array.prototype[Symbol.iterator] = broken;
    const first = invoke('untold');
    Array.prototype[Symbol.iterator] = own;
    if ((await first) !== 'untold') throw new Error('another answer');
    await invoke('told again');
  });
  await expect.poll(() => ipc.calls('told again').length).toBe(1);
  expect(ipc.calls('forged').length).toBe(1);
});`;

test('session, summary and timeline say that a page has interfered, and how many calls could not be told', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({ 'a.spec.ts': SPEC });
  const [attempt] = run.of('is interfered with');
  expect(attempt?.session).toMatchObject({
    dropped: { tampered: 3, events: 1 },
    gaps: [
      { reason: 'tampered', page: 'page-1' },
      { reason: 'lost-messages', page: 'page-1' },
    ],
  });
  expect(attempt?.session?.events.flatMap(({ event }) => (event.type === 'Ipc' ? event.command : []))).toEqual([
    'told',
    'told again',
  ]);
  const textOf = (name: string) => {
    const { path = '', body } = attempt?.attachments.find((one) => one.name === name) ?? {};
    return body === undefined ? readFileSync(path, 'utf8') : Buffer.from(body, 'base64').toString();
  };
  expect(textOf('ipc-summary')).toContain('a script of a page has interfered with the recorder');
  expect(textOf('ipc-summary')).toContain('3 tampered');
  expect(run.output).toContain('a script of a page has interfered with the recorder');
});
