// A bundler's alias puts a mock in the place of @tauri-apps/api/core: its calls never reach window.__TAURI_INTERNALS__.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';

const tapFile = createRequire(import.meta.url).resolve('playwright-ipc-recorder/tap');

/** The app imports `@tauri-apps/api/core` and gets the mock, as an import map has it. */
async function serveAliasedApp(context: BrowserContext): Promise<void> {
  const files: Record<string, [type: string, body: string]> = {
    '/': [
      'text/html',
      `<script type="importmap">{ "imports": { "@tauri-apps/api/core": "./mock.js", "playwright-ipc-recorder/tap": "./tap.js" } }</script>
       <script type="module">
         import { invoke } from '@tauri-apps/api/core';
         window.seen = [await invoke('save', { title: 'Milk' }), await invoke('fail').catch((error) => error), invoke.name];
       </script>`,
    ],
    '/tap.js': ['text/javascript', readFileSync(tapFile, 'utf8')],
    '/mock.js': [
      'text/javascript',
      `import { tap } from 'playwright-ipc-recorder/tap';
       export const invoke = tap(async function mockInvoke(command, args) {
         if (command === 'fail') throw 'disk full';
         return { command, args };
       });`,
    ],
  };
  await context.route('http://alias.test/**', async (route) => {
    const [contentType, body] = files[new URL(route.request().url()).pathname] ?? ['text/plain', ''];
    await route.fulfill({ contentType, body });
  });
}

const SEEN = [{ command: 'save', args: { title: 'Milk' } }, 'disk full', 'mockInvoke'];

test('records the calls of a mock module that is tapped', async ({ page, context, ipc }) => {
  await serveAliasedApp(context);
  await page.goto('http://alias.test/');
  await expect.poll(() => page.evaluate('window.seen')).toEqual(SEEN);
  expect(ipc.calls().map(({ command, args, result }) => [command, args, result])).toEqual([
    ['save', { title: 'Milk' }, { Ok: { command: 'save', args: { title: 'Milk' } } }],
    ['fail', undefined, { Err: 'disk full' }],
  ]);
});

test('a tapped call is answered by a route', async ({ page, context, ipc }) => {
  await serveAliasedApp(context);
  await ipc.route('save', (route) => route.fulfill('routed'));
  await page.goto('http://alias.test/');
  await expect.poll(() => page.evaluate('window.seen')).toEqual(['routed', ...SEEN.slice(1)]);
});

test('a call that a tapped mock passes on to the runtime is one call', async ({ page, context, ipc }) => {
  await context.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (command) => 'runtime ' + command };`);
  await serveAliasedApp(context);
  await page.goto('http://alias.test/');
  const answer = await page.evaluate(async () => {
    const { tap } = (await import('http://alias.test/tap.js' as string)) as {
      tap: <T extends (command: string) => unknown>(invoke: T) => T;
    };
    const { invoke } = (window as never as Record<string, unknown>).__TAURI_INTERNALS__ as {
      invoke(command: string): Promise<string>;
    };
    return await tap((command: string) => invoke(command))('load');
  });
  expect(answer).toBe('runtime load');
  await expect.poll(() => ipc.calls('load').map(({ result }) => result)).toEqual([{ Ok: 'runtime load' }]);
});

for (const [where, script] of [
  [
    'before another tap',
    `const inner = tap(mock); await inner('z'); invoke = tap((command, args) => inner(command, args));`,
  ],
  [
    'behind the global',
    `window.__TAURI_INTERNALS__ = { invoke: tap(mock) }; invoke = (...call) => __TAURI_INTERNALS__.invoke(...call);`,
  ],
] as const) {
  test(`a call is one call when the tap stands ${where}`, async ({ page, context, ipc }) => {
    await serveAliasedApp(context);
    await page.goto('http://alias.test/');
    await expect.poll(() => page.evaluate('window.seen')).toEqual(SEEN);
    const before = ipc.calls().length;
    await page.evaluate(`(async () => {
      const { tap } = await import('http://alias.test/tap.js');
      const mock = async (command) => command;
      let invoke;
      ${script}
      document.createElement('p');
      await invoke('a', { n: 1 });
      await Promise.all([invoke('b'), invoke('b')]);
    })()`);
    const commands = () =>
      ipc
        .calls()
        .slice(before)
        .map(({ command }) => command)
        .filter((command) => command !== 'z');
    await expect(ipc).toHaveNoPendingCalls();
    expect(commands()).toEqual(['a', 'b', 'b']);
  });
}

/** The app's listeners by a mock of the events' module: `heard` has what came to them. */
const EVENTS = `(async () => {
  const { tap } = await import('http://alias.test/tap.js');
  const listeners = new Set();
  const mockListen = async (event, heard) => { listeners.add(heard); return () => listeners.delete(heard); };
  const fire = (event, payload) => listeners.forEach((heard) => heard({ event, id: 1, payload }));
  const once = async (event, heard) => { const off = await mockListen(event, (message) => { off(); heard(message); }); return off; };
  window.heard = [];
  window.fire = fire;
  window.stop = await tap.listen(mockListen)('level', ({ payload }) => heard.push('each ' + payload));
  await tap.once(once)('level', ({ payload }) => heard.push('once ' + payload));
  window.send = tap.emit(async (event, payload) => fire(event, payload));
})()`;

test('records what comes to tapped listeners, once for all, and what a tapped emit sends', async ({
  page,
  context,
  ipc,
}) => {
  await serveAliasedApp(context);
  await page.goto('http://alias.test/');
  await page.evaluate(EVENTS);
  await page.evaluate(`send('level', 1)`);
  await page.evaluate(`fire('level', 2)`);
  expect(await page.evaluate('heard')).toEqual(['each 1', 'once 1', 'each 2']);
  await expect
    .poll(() => ipc.pushes('level').map(({ args, made_by }) => [args, made_by]))
    .toEqual([
      [1, 'mock'],
      [2, 'test'],
    ]);
  expect(ipc.calls('plugin:event|emit').map(({ args }) => args)).toEqual([{ event: 'level', payload: 1 }]);
});

test('the test pushes to tapped listeners, until they are taken off', async ({ page, context, ipc }) => {
  await serveAliasedApp(context);
  await page.goto('http://alias.test/');
  await page.evaluate(EVENTS);
  await expect.poll(() => ipc.calls('plugin:event|listen').length).toBe(2);
  expect(await ipc.emit('level', 3)).toBe(2);
  expect(await ipc.emit('level', 4)).toBe(1);
  await page.evaluate('stop()');
  expect(await ipc.emit('level', 5)).toBe(0);
  expect(await page.evaluate('heard')).toEqual(['each 3', 'once 3', 'each 4']);
});

test.describe('without us', () => {
  test.use({ ipcRecorder: 'off' });

  test('a tapped mock works as it is', async ({ page, context }) => {
    await serveAliasedApp(context);
    await page.goto('http://alias.test/');
    await expect.poll(() => page.evaluate('window.seen')).toEqual(SEEN);
  });
});
