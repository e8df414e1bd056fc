// What every source must do, over all of them, each with its runtime's own client in Chromium.
import type { Page } from '@playwright/test';
import { expect, type IpcRecorderConfig, test } from 'playwright-ipc-recorder/fixtures';
import { type AppWindow, invokeIn, openApp } from '../support/conformance/app-under-test.ts';
import { conformanceCases } from '../support/conformance/cases.ts';
import type { ConformanceCase } from '../support/conformance/conformance-case.ts';
import { detaching } from '../support/pages/detach-recorder.ts';
import { settled } from '../support/settled.ts';

/** Calls without waiting for the answer. */
const start = (page: Page, command: string, args: Record<string, unknown> = {}) =>
  page.evaluate(
    ([name, given]) => {
      (window as unknown as AppWindow).app.invoke(name, given).then(null, () => {});
    },
    [command, args] as const,
  );

/** All that an app sees of its backend: values, errors, bytes and pushes. */
const runScenario = (page: Page, hasBytes: boolean) =>
  page.evaluate(async (bytes) => {
    const { app } = window as unknown as AppWindow;
    const seen: Record<string, unknown> = {};
    const heard: unknown[] = [];
    await app.listen('progress', (payload) => heard.push(payload));
    seen.ok = await app.invoke('echo', { text: 'é𝄞', list: [1, null, { deep: true }] });
    seen.failure = await app
      .invoke('fail', {})
      .catch((error: unknown) => (error instanceof Error ? { name: error.name, message: error.message } : error));
    // A backend on a busy machine may be late with the quick answer: the slow ones take longer then.
    for (let ms = 60; seen.order !== 'c=c a=a b=b' && ms < 5_000; ms *= 4) {
      const order: string[] = [];
      const slow = (tag: string, delay: number) =>
        app.invoke('slow', { tag, ms: delay }).then((answer) => order.push(`${tag}=${answer}`));
      await Promise.all([slow('a', ms), slow('b', 2 * ms), slow('c', 1)]);
      seen.order = order.join(' ');
    }
    seen.hangs = await Promise.race([
      app.invoke('hang', {}),
      new Promise((resolve) => setTimeout(resolve, 150, 'no answer')),
    ]);
    if (bytes) seen.bytes = [...new Uint8Array((await app.invoke('bytes', {})) as ArrayBuffer)];
    await app.invoke('push', { name: 'progress', payload: { percent: 50 } });
    for (let waited = 0; waited < 100 && heard.length === 0; waited += 1)
      await new Promise((next) => setTimeout(next, 20));
    seen.heard = heard;
    return seen;
  }, hasBytes);

/** What of the browser is not its own, and which globals are not plain: a function behind a proxy does not tell its name. */
function changedObjects(): string[] {
  const functions: [owner: object, name: string][] = [
    [window, 'fetch'],
    [window, 'WebSocket'],
    [window, 'Worker'],
    [window, 'SharedWorker'],
    [Object, 'defineProperty'],
    [document, 'getElementById'],
    [document, 'querySelector'],
    [document, 'createElement'],
    [crypto, 'getRandomValues'],
    [WebSocket.prototype, 'send'],
    [WebSocket.prototype, 'addEventListener'],
    [Worker.prototype, 'postMessage'],
    [MessagePort.prototype, 'postMessage'],
    [MessagePort.prototype, 'addEventListener'],
    [BroadcastChannel.prototype, 'postMessage'],
    [history, 'pushState'],
    [Storage.prototype, 'setItem'],
  ];
  const changed = functions
    .filter(([owner, name]) => !new RegExp(`^(function|class) ${name}\\b`).test(String(Reflect.get(owner, name))))
    .map(([, name]) => name);
  for (const owner of [document, crypto]) {
    const own = Object.getOwnPropertyNames(owner).filter((name) => name !== 'location');
    changed.push(...own.map((name) => `own ${name}`));
  }
  const runtimes = ['__TAURI_INTERNALS__', '__TAURI_IPC__', '_wails', 'wails', 'WailsInvoke', 'WebSocket', 'chrome'];
  for (const name of runtimes) {
    const own = Object.getOwnPropertyDescriptor(window, name);
    if (own !== undefined && !('value' in own)) changed.push(`accessor ${name}`);
  }
  if (Symbol.for('playwright-ipc-recorder') in window) changed.push('our handle');
  return changed;
}

const expectedOf = ({ failure, bytes }: ConformanceCase) => ({
  ok: { echoed: { text: 'é𝄞', list: [1, null, { deep: true }] } },
  failure,
  order: 'c=c a=a b=b',
  hangs: 'no answer',
  heard: [{ percent: 50 }],
  ...(bytes === undefined ? {} : { bytes }),
});

/** The runtimes that are observed by default, each not observed. */
const UNOBSERVED = { tauri: false, 'tauri-v1': false, 'wails-v2': false, 'wails-v3': false, neutralino: false };

for (const one of conformanceCases) {
  const command = one.command ?? ((name: string) => name);
  const args = one.args ?? ((given: Record<string, unknown>) => given);
  const ok = one.ok ?? ((value: unknown) => value);
  const errorText = one.errorText ?? 'disk full';
  const isMeant =
    (name: string) =>
    ({ command: seen }: { command: string }) =>
      seen === command(name);

  test.describe(one.name, { tag: one.tag ?? [] }, () => {
    test.use({ ipcRecorder: { mode: 'on', ...one.ipcRecorder } });
    test.beforeEach(() => {
      const reason = one.skip?.[test.info().title];
      test.skip(reason !== undefined, reason ?? '');
    });
    test.afterEach(() => one.close?.());

    test('the app sees what it sees without us', async ({ page, context }) => {
      await openApp(page, await one.serve(context));
      expect(await runScenario(page, one.bytes !== undefined)).toEqual(expectedOf(one));
    });

    test('an answer, with its arguments', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await invokeIn(page, 'echo', { id: 1, text: 'é𝄞' });
      await expect(ipc).toHaveInvoked(command('echo'));
      const [call] = ipc.calls(isMeant('echo'));
      expect(call).toMatchObject({
        source: one.source,
        args: args({ id: 1, text: 'é𝄞' }),
        result: { Ok: ok({ echoed: { id: 1, text: 'é𝄞' } }) },
        page: 'page-1',
        duration_us: expect.any(Number),
      });
      expect(call?.arg_size_bytes).toBeGreaterThan(0);
    });

    test('an error', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await invokeIn(page, 'fail').catch(() => {});
      await expect.poll(() => ipc.calls(isMeant('fail'))[0]?.result).toEqual({ Err: errorText });
    });

    test('a call without an answer', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await start(page, 'hang');
      await invokeIn(page, 'echo', {});
      await expect(ipc).toHaveInvoked(command('echo'));
      expect(ipc.calls(isMeant('hang'))).toMatchObject([{ result: 'Pending', duration_ms: null }]);
    });

    test('calls at once, answered out of order', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      const waitedMs = await page.evaluate(() => {
        const { app } = window as unknown as AppWindow;
        const slow = async (tag: string, ms: number) => {
          const start = performance.now();
          await app.invoke('slow', { tag, ms });
          return performance.now() - start;
        };
        return Promise.all([slow('a', 150), slow('b', 200), slow('c', 1)]);
      });
      const slow = () => ipc.calls(isMeant('slow'));
      await expect
        .poll(() => slow().map(({ result }) => result))
        .toEqual(['a', 'b', 'c'].map((tag) => ({ Ok: ok(tag) })));
      const [a, b, c] = slow().map(({ duration_us }) => duration_us ?? 0) as [number, number, number];
      expect(a).toBeGreaterThan(120_000);
      expect(b).toBeGreaterThan(170_000);
      // Each has its own time: no call lasts longer than the app has waited for it.
      for (const [at, us] of [a, b, c].entries()) expect(us / 1_000).toBeLessThan((waitedMs[at] ?? 0) + 5);
    });

    test('a push', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await page.evaluate(async () => {
        const { app } = window as unknown as AppWindow;
        await app.listen('progress', () => {});
        await app.invoke('push', { name: 'progress', payload: { percent: 50 } });
      });
      const name = one.push?.('progress') ?? 'progress';
      const payload = one.pushed?.({ percent: 50 }) ?? { percent: 50 };
      await expect
        .poll(() => ipc.pushes(name))
        .toMatchObject([{ kind: 'push', source: one.source, args: payload, result: 'Pending', duration_ms: null }]);
    });

    test('a binary answer', async ({ page, context, ipc }) => {
      test.skip(one.bytes === undefined, 'this runtime has no binary answers');
      await openApp(page, await one.serve(context));
      await page.evaluate(async () => {
        await (window as unknown as AppWindow).app.invoke('bytes', {});
      });
      await expect.poll(() => ipc.calls(isMeant('bytes'))[0]?.result).toEqual({ Ok: one.recordedBytes });
    });

    test('a reload', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await invokeIn(page, 'echo', { before: true });
      await start(page, 'hang');
      await page.reload();
      await page.waitForFunction(() => 'app' in window);
      await invokeIn(page, 'echo', { before: false });
      const echoes = () => ipc.calls(isMeant('echo')).map(({ args: given, result }) => [given, result]);
      await expect.poll(echoes).toEqual([
        [args({ before: true }), { Ok: ok({ echoed: { before: true } }) }],
        [args({ before: false }), { Ok: ok({ echoed: { before: false } }) }],
      ]);
      expect(ipc.calls(isMeant('hang'))).toMatchObject([{ result: 'Pending' }]);
    });

    test('two windows', async ({ page, context, ipc }) => {
      const url = await one.serve(context);
      await openApp(page, url);
      const second = await context.newPage();
      await openApp(second, url);
      await invokeIn(page, 'echo', { from: 'first' });
      await invokeIn(second, 'echo', { from: 'second' });
      await second.close();
      const pages = () => ipc.calls(isMeant('echo')).map(({ page: name, args: given }) => [name, given]);
      await expect.poll(pages).toEqual([
        ['page-1', args({ from: 'first' })],
        ['page-2', args({ from: 'second' })],
      ]);
    });

    test('attached twice, a call is recorded once', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await ipc.attach(page);
      await ipc.attach(context);
      await invokeIn(page, 'echo', { once: true });
      await page.reload();
      await page.waitForFunction(() => 'app' in window);
      await invokeIn(page, 'echo', { once: true });
      await expect.poll(() => ipc.calls(isMeant('echo')).length).toBe(2);
    });

    test('detached, the objects of the browser and of the app are what they were', async ({ page, context }) => {
      const url = await one.serve(context);
      await openApp(page, url);
      await invokeIn(page, 'echo', {});
      await page.evaluate(await detaching(page));
      expect(await page.evaluate(changedObjects)).toEqual([]);
    });

    test('detached, the app goes on and nothing is recorded', async ({ page, context, ipc }) => {
      await openApp(page, await one.serve(context));
      await invokeIn(page, 'echo', { recorded: true });
      const detach = await detaching(page);
      await page.evaluate(`${detach}; ${detach};`);
      expect(await invokeIn(page, 'echo', { recorded: false })).toEqual({ echoed: { recorded: false } });
      await settled(page, ipc);
      expect(ipc.calls(isMeant('echo')).map(({ args: given }) => given)).toEqual([args({ recorded: true })]);
    });
  });

  test.describe(`${one.name}, observed alone`, { tag: one.tag ?? [] }, () => {
    const { sources } = (one.ipcRecorder ?? {}) as IpcRecorderConfig;
    const own = one.source in UNOBSERVED ? { [one.source]: true } : {};
    test.use({ ipcRecorder: { mode: 'on', ...one.ipcRecorder, sources: { ...UNOBSERVED, ...sources, ...own } } });
    test.afterEach(() => one.close?.());

    test('its page script has all that it needs', async ({ page, context, ipc }) => {
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      await openApp(page, await one.serve(context));
      expect(await runScenario(page, one.bytes !== undefined)).toEqual(expectedOf(one));
      await expect.poll(() => ipc.calls(isMeant('fail'))[0]?.result).toEqual({ Err: errorText });
      expect(ipc.calls(isMeant('echo'))).toMatchObject([
        { source: one.source, result: { Ok: ok(expectedOf(one).ok) } },
      ]);
      await expect.poll(() => ipc.pushes(one.push?.('progress') ?? 'progress')).toMatchObject([{ source: one.source }]);
      expect(faults).toEqual([]);
    });
  });

  test.describe(`${one.name}, without us`, { tag: one.tag ?? [] }, () => {
    test.use({ ipcRecorder: 'off' });
    test.afterEach(() => one.close?.());

    test('the app sees the same', async ({ page, context }) => {
      await openApp(page, await one.serve(context));
      expect(await runScenario(page, one.bytes !== undefined)).toEqual(expectedOf(one));
      expect(await page.evaluate(() => Symbol.for('playwright-ipc-recorder') in window)).toBe(false);
    });
  });
}
