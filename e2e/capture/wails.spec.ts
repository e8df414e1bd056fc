import { writeFileSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { type IpcCall, serializeSession } from 'playwright-ipc-recorder';
import { test as base, expect, type Ipc } from 'playwright-ipc-recorder/fixtures';
import { detaching } from '../support/pages/detach-recorder.ts';
import { openUnseen } from '../support/pages/open-unseen.ts';
import { callsOf, test as inline, supportFile } from '../support/runner/run-inline-test.ts';
import { keepSession } from '../support/sessions/replay-from.ts';
import { settled } from '../support/settled.ts';
import { WailsDevServer } from '../support/wails/dev-server.ts';
import { serveWailsV2Page, WAILS_V2_APP } from '../support/wails/v2-page.ts';
import { ECHO_ID, WailsV3Server } from '../support/wails/v3-server.ts';

/** The runtime of Wails v3 on `window.wails3`, and what the page heard of the event `progress`. */
const V3_PAGE = `<script type="module">
  import * as runtime from '@wailsio/runtime';
  window.heard = [];
  runtime.Events.On('progress', ({ data }) => heard.push(data));
  window.wails3 = runtime;
</script>`;

const test = base.extend<{ server: WailsV3Server; url: string }>({
  server: async ({}, use) => {
    const server = new WailsV3Server(V3_PAGE);
    await use(server);
    await server.close();
  },
  url: async ({ server }, use) => use(await server.listen()),
});
test.use({ ipcRecorder: 'on' });

async function openV3(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction('window.wails3');
}

const oneWay = (ipc: Ipc, kind: 'send' | 'push') =>
  ipc.recorder.export()?.events.flatMap(({ event }) => (event.type === 'Ipc' && event.kind === kind ? [event] : [])) ??
  [];

const named = (calls: IpcCall[]) => calls.map(({ command, args }) => [command, args]);

test.describe('Wails v3', () => {
  test('a body that the runtime sends in parts is one call', async ({ page, ipc, server, url }) => {
    await openV3(page, url);
    const length = await page.evaluate(
      `wails3.Call.ByName('main.App.echo', { text: 'é𝄞'.repeat(300_000) }).then(({ echoed }) => echoed.text.length)`,
    );
    expect(length).toBe(900_000);
    expect(server.requests.map(({ parts }) => parts)).toEqual([4]);
    // A message of two megabytes is read in turns.
    await settled(page, ipc);
    const calls = ipc.calls();
    expect(calls).toMatchObject([{ command: 'main.App.echo', result: { Ok: {} } }]);
    expect(calls[0]?.arg_size_bytes).toBeGreaterThan(1_800_000);
  });

  test('a large body that is lost on its way is one failed call', async ({ page, ipc, url }) => {
    await page.route('**/wails/runtime', (route) =>
      route.request().headers()['x-wails-chunk-index'] === '1' ? route.abort() : route.continue(),
    );
    await openV3(page, url);
    const error = await page.evaluate(
      `wails3.Call.ByName('main.App.echo', 'x'.repeat(2_000_000)).catch(({ message }) => message)`,
    );
    expect(error).toBe('Failed to fetch');
    await settled(page, ipc);
    expect(ipc.calls()).toMatchObject([{ command: 'main.App.echo', result: { Err: 'Failed to fetch' } }]);
  });

  test('a method called by its number is named by it', async ({ page, ipc, url }) => {
    await openV3(page, url);
    await page.evaluate(`wails3.Call.ByID(${ECHO_ID}, { a: 1 })`);
    expect(ipc.calls()).toMatchObject([
      { command: `wails:${ECHO_ID}`, args: [{ a: 1 }], result: { Ok: { echoed: { a: 1 } } } },
    ]);
  });

  test('a cancelled call stays as the backend left it, and its cancelling is a call that names it', async ({
    page,
    ipc,
    url,
  }) => {
    await openV3(page, url);
    const reason = await page.evaluate(`(async () => {
      const call = wails3.Call.ByName('main.App.hang', {});
      const error = call.catch(({ name }) => name);
      await call.cancel();
      return await error;
    })()`);
    expect(reason).toBe('CancelError');
    await expect
      .poll(() => ipc.calls())
      .toMatchObject([
        { command: 'main.App.hang', result: 'Pending' },
        { command: 'wails:CancelCall', args: { command: 'main.App.hang' }, result: { Ok: {} } },
      ]);
  });

  test('a refusal of the transport is the text that it came with', async ({ page, ipc, url }) => {
    await page.route('**/wails/runtime', (route) =>
      route.fulfill({ status: 422, contentType: 'text/plain', body: 'missing object value' }),
    );
    await openV3(page, url);
    const error = await page.evaluate(
      `wails3.Call.ByName('main.App.echo').catch(({ name, message }) => [name, message])`,
    );
    expect(error).toEqual(['Error', 'missing object value']);
    expect(ipc.calls()).toMatchObject([{ result: { Err: 'missing object value' } }]);
  });

  test("the runtime's own calls have its names", async ({ page, ipc, url }) => {
    await openV3(page, url);
    await page.evaluate(`(async () => {
      const { Window, Clipboard, System, Screens, Browser, Dialogs, Application } = wails3;
      await Window.SetTitle('Notes');
      await Window.Get('settings').SetScreen('1');
      await Clipboard.SetText('copied');
      await System.Environment();
      await Screens.GetByIndex(1);
      await Browser.OpenURL('https://wails.io');
      await Dialogs.SaveFile({});
      await Application.Quit();
    })()`);
    expect(named(ipc.calls())).toEqual([
      ['wails:Window.SetTitle', { title: 'Notes' }],
      ['wails:Window.SetScreen', expect.anything()],
      ['wails:Clipboard.SetText', { text: 'copied' }],
      ['wails:System.Environment', undefined],
      ['wails:Screens.GetByIndex', { index: 1 }],
      ['wails:Browser.OpenURL', { url: 'https://wails.io' }],
      ['wails:Dialogs.SaveFile', {}],
      ['wails:Application.Quit', undefined],
    ]);
    expect(ipc.calls().map(({ options }) => options)).toMatchObject([
      { object: 6, method: 34 },
      { object: 6, method: 52, window: 'settings' },
      ...Array.from({ length: 6 }, () => ({ object: expect.any(Number), method: expect.any(Number) })),
    ]);
  });

  test('every method of a window has the name of its function', async ({ page, ipc, url }) => {
    await openV3(page, url);
    const names = await page.evaluate<string[]>(`(async () => {
      const window = wails3.Window;
      const names = Object.getOwnPropertyNames(Object.getPrototypeOf(window))
        .filter((name) => !['constructor', 'Get', 'HandlePlatformFileDrop'].includes(name) && typeof window[name] === 'function');
      for (const name of names) await window[name](0, 0, 0, 0);
      return names;
    })()`);
    expect(names.length).toBeGreaterThan(40);
    expect(ipc.calls().map(({ command }) => command)).toEqual(names.map((name) => `wails:Window.${name}`));
  });

  test('an event that the page emits is a call, and comes back as a push', async ({ page, ipc, url }) => {
    await openV3(page, url);
    await page.evaluate(`wails3.Events.Emit('progress', 7)`);
    await page.waitForFunction('heard.length');
    expect(named(ipc.calls())).toEqual([['wails:Events.Emit', { name: 'progress', data: 7 }]]);
    expect(named(ipc.pushes())).toEqual([['progress', 7]]);
  });

  test('a route stops a frame of a stream, and lets another go on', async ({ page, ipc, url }) => {
    await openV3(page, url);
    await ipc.route('stream:notes', (route, { args }) =>
      String(args).includes('secret') ? route.fulfill() : route.continue(),
    );
    const answer = await page.evaluate(`(async () => {
      const notes = wails3.JSONStream('notes');
      const received = new Promise((resolve) => { notes.onmessage = ({ data }) => resolve(data); });
      await new Promise((resolve) => { notes.onopen = resolve; });
      notes.send({ title: 'secret' });
      notes.send({ title: 'open' });
      return await received;
    })()`);
    // The stream echoes: the first frame has not come there.
    expect(answer).toEqual({ title: 'open' });
    await expect(ipc).toHaveSent('stream:notes', undefined, { times: 2 });
  });

  test('the frames of a stream are sends and pushes, each once', async ({ page, ipc, url }) => {
    await openV3(page, url);
    const echoed = await page.evaluate(`(async () => {
      const { JSONStream, Stream } = wails3;
      const received = (stream) => new Promise((resolve) => { stream.onmessage = ({ data }) => resolve(data); });
      const notes = JSONStream('notes');
      const bytes = Stream('bytes');
      await Promise.all([notes, bytes].map((stream) => new Promise((resolve) => { stream.onopen = resolve; })));
      notes.send({ title: 'Milk' });
      const note = await received(notes);
      bytes.send(new Uint8Array([1, 2]));
      bytes.send(new Uint8Array([3]));
      const first = [...new Uint8Array(await received(bytes))];
      return [note, first];
    })()`);
    expect(echoed).toEqual([{ title: 'Milk' }, [1, 2]]);
    const binary = (base64: string) => ({ $binary: expect.objectContaining({ base64 }) });
    await expect
      .poll(() => named(oneWay(ipc, 'send')))
      .toEqual([
        ['stream:notes', '{"title":"Milk"}'],
        ['stream:bytes', binary('AQI=')],
        ['stream:bytes', binary('Aw==')],
      ]);
    await expect
      .poll(() => named(ipc.pushes()))
      .toEqual([
        ['stream:notes', { title: 'Milk' }],
        ['stream:bytes', binary('AQI=')],
        ['stream:bytes', binary('Aw==')],
      ]);
  });

  test('requests that are not of the runtime keep their promise', async ({ page, ipc, url }) => {
    await page.addInitScript(() => {
      const scope = window as unknown as Record<string, unknown>;
      const own = window.fetch;
      const given: unknown[] = [];
      scope.given = given;
      window.fetch = (...args) => {
        const promise = own(...args);
        given.push(promise);
        return promise;
      };
    });
    await openV3(page, url);
    const same = await page.evaluate(() => {
      const { given } = window as unknown as { given: unknown[] };
      const requests: [RequestInfo | URL, RequestInit?][] = [
        ['/notes'],
        [new URL('/wails/runtime', location.href)],
        [new URL('/wails/runtime', location.href), { method: 'POST', headers: {}, body: '{"object":0,"method":0}' }],
        [new Request('/wails/runtime', { method: 'POST', headers: { 'x-wails-client-id': 'a' } })],
      ];
      return requests.map((request) => {
        const promise = fetch(...request);
        promise.catch(() => {});
        return promise === given.at(-1) && Reflect.ownKeys(promise).length === 0;
      });
    });
    expect(same).toEqual([true, true, true, true]);
    expect(ipc.calls()).toEqual([]);
  });

  test('a page without Wails keeps its own fetch', async ({ page, url }) => {
    await page.addInitScript('window.own = window.fetch');
    await page.route('**/plain', (route) => route.fulfill({ contentType: 'text/html', body: '<p>plain' }));
    await page.goto(`${url}plain`);
    expect(await page.evaluate('fetch === own')).toBe(true);
    await openV3(page, url);
    expect(await page.evaluate('fetch === own')).toBe(false);
    await page.evaluate(await detaching(page));
    expect(await page.evaluate('fetch === own')).toBe(true);
  });

  test('what the app kept of ours records nothing after we are gone', async ({ page, ipc, url }) => {
    await openV3(page, url);
    const recorded = await page.evaluate(`(async () => {
      const { fetch } = window;
      const { dispatchWailsEvent } = window._wails;
      const notes = wails3.JSONStream('notes');
      await new Promise((resolve) => { notes.onopen = resolve; });
      ${await detaching(page)};
      window.fetch = fetch;
      dispatchWailsEvent({ name: 'progress', data: 1 });
      notes.send('Milk');
      return await wails3.Call.ByName('main.App.echo', 1);
    })()`);
    expect(recorded).toEqual({ echoed: 1 });
    expect(await page.evaluate('heard')).toEqual([1]);
    await settled(page, ipc);
    expect(ipc.recorder.ipcReplaySequence()).toEqual([]);
  });

  test('a failure that nobody handles is reported once, and one that somebody handles never', async ({
    page,
    ipc,
    url,
  }) => {
    await page.addInitScript(() => {
      const unhandled: string[] = [];
      Object.assign(window, { unhandled });
      addEventListener('unhandledrejection', ({ reason }) => unhandled.push(reason.message));
    });
    const fail = async () => {
      await page.evaluate(`(async () => {
        void wails3.Call.ByName('main.App.fail');
        await wails3.Call.ByName('main.App.fail').catch(() => {});
      })()`);
      await page.waitForFunction('unhandled.length > 0');
      await settled(page);
      return await page.evaluate('unhandled');
    };
    await openV3(page, url);
    const withUs = await fail();
    await page.reload();
    await page.waitForFunction('window.wails3');
    await page.evaluate(await detaching(page));
    expect(await fail()).toEqual(withUs);
    expect(withUs).toEqual(['disk full']);
    expect(ipc.calls({ status: 'error' })).toHaveLength(2);
  });

  test('a route answers a call, whole or in parts', async ({ page, ipc, server, url }) => {
    await ipc.route('main.App.echo', (route, { args }) =>
      route.fulfill([(args as string[])[0]?.length, 'from the test']),
    );
    await ipc.route('main.App.fail', (route) => route.reject('no space'));
    await ipc.route('main.App.slow', (route) => route.reject({ kind: 'TypeError', message: 'odd', cause: 5 }));
    await ipc.route('main.App.text', (route) => route.fulfill('text'));
    await ipc.route('main.App.push', (route) => route.continue());
    await openV3(page, url);
    const seen = await page.evaluate(`Promise.all([
      wails3.Call.ByName('main.App.echo', 'abc'),
      wails3.Call.ByName('main.App.echo', 'x'.repeat(1_200_000)),
      wails3.Call.ByName('main.App.fail').catch((error) => [error instanceof wails3.Call.RuntimeError, error.message]),
      wails3.Call.ByName('main.App.slow').catch((error) => [error instanceof TypeError, error.message, error.cause]),
      wails3.Call.ByName('main.App.text'),
      wails3.Call.ByName('main.App.push', { name: 'progress', payload: 1 }),
    ])`);
    expect(seen).toEqual([
      [3, 'from the test'],
      [1_200_000, 'from the test'],
      [true, 'no space'],
      [true, 'odd', 5],
      'text',
      null,
    ]);
    expect(server.requests.map(({ args }) => args.methodName)).toEqual(['main.App.push']);
    expect(ipc.calls().map(({ mocked }) => mocked === true)).toEqual([true, true, true, true, true, false]);
  });

  test('a page whose backend is gone runs on ipc.serve', async ({ page, ipc, url }) => {
    await page.route('**/wails/runtime', (route) => route.abort());
    await ipc.serve({ 'main.Notes.Save': ([title]: [string]) => ({ id: 1, title }) });
    await openV3(page, url);
    expect(await page.evaluate(`wails3.Call.ByName('main.Notes.Save', 'Milk')`)).toEqual({ id: 1, title: 'Milk' });
    expect(await ipc.emit('progress', { percent: 10 })).toBe(1);
    await page.evaluate(`wails3.Events.Emit('progress', { percent: 20 })`);
    await page.waitForFunction('heard.length === 2');
    expect(await page.evaluate('heard')).toEqual([{ percent: 10 }, { percent: 20 }]);
    expect(named(ipc.pushes())).toEqual([
      ['progress', { percent: 10 }],
      ['progress', { percent: 20 }],
    ]);
  });

  test('a recorded session answers a page whose backend is gone', async ({ page, context, ipc, url }, testInfo) => {
    const scenario = `(async () => {
      const by = (name, ...args) => wails3.Call.ByName('main.App.' + name, ...args);
      const seen = [await by('echo', { text: 'é' }), await by('fail').catch(({ name, message }) => [name, message])];
      await by('push', { name: 'progress', payload: { percent: 50 } });
      seen.push(await wails3.Call.ByID(${ECHO_ID}, 'by number'));
      await wails3.Window.SetTitle('Notes');
      await wails3.Events.Emit('progress', 'mine');
      while (heard.length < 2) await new Promise((next) => setTimeout(next, 10));
      return [...seen, heard];
    })()`;
    await openV3(page, url);
    const recorded = await page.evaluate(scenario);
    await page.close();
    const file = keepSession(ipc, testInfo);

    await context.route('**/wails/runtime', (route) => route.abort());
    await ipc.routeFromSession(file);
    const second = await context.newPage();
    await openV3(second, url);
    expect(await second.evaluate(scenario)).toEqual(recorded);
    expect(await second.evaluate('heard')).toEqual([{ percent: 50 }, 'mine']);
  });

  test('the name _wails is there before Wails is, hidden and undefined, and gone after us', async ({ page, url }) => {
    await page.route('**/plain', (route) => route.fulfill({ contentType: 'text/html', body: '<p>plain' }));
    await page.goto(`${url}plain`);
    const look = `['_wails', 'wails', 'WailsInvoke'].map((name) => [name in window, Object.keys(window).includes(name), window[name]])`;
    expect(await page.evaluate(look)).toEqual(Array.from({ length: 3 }, () => [true, false, undefined]));
    await page.evaluate(`window._wails = { flags: 1 }`);
    expect(await page.evaluate('Object.keys(window).includes("_wails")')).toBe(true);
    await page.evaluate(await detaching(page));
    expect(await page.evaluate(`Object.getOwnPropertyDescriptor(window, '_wails')`)).toEqual({
      value: { flags: 1 },
      configurable: true,
      enumerable: true,
      writable: true,
    });
    expect(await page.evaluate(`['wails' in window, 'WailsInvoke' in window]`)).toEqual([false, false]);
  });

  test("a transport of the app's own is recorded through tap", async ({ page, ipc, url }) => {
    await openV3(page, url);
    const seen = await page.evaluate(`(async () => {
      const recorder = window[Symbol.for('playwright-ipc-recorder')];
      const call = recorder.tap(async (command, args) => ({ command, args }), 'wails-v3');
      wails3.setTransport({ call: (object, method, window, args) => call(args.methodName, args.args) });
      return await wails3.Call.ByName('main.App.echo', 1);
    })()`);
    expect(seen).toEqual({ command: 'main.App.echo', args: [1] });
    expect(ipc.calls()).toMatchObject([{ source: 'wails-v3', command: 'main.App.echo', args: [1] }]);
  });
});

test('a page that had loaded before we came is recorded from then on', async ({ ipc, url }) => {
  const { page, close } = await openUnseen(chromium, url);
  try {
    await page.waitForFunction('window.wails3');
    await ipc.attach(page);
    await page.evaluate(`wails3.Call.ByName('main.App.push', { name: 'progress', payload: 1 })`);
    await page.waitForFunction('heard.length');
    expect(ipc.calls()).toMatchObject([{ command: 'main.App.push', result: { Ok: null } }]);
    expect(named(ipc.pushes())).toEqual([['progress', 1]]);
  } finally {
    await close();
  }
});

test.describe('Wails v2', { tag: '@go' }, () => {
  const openV2 = async (page: Page, options: { host?: string } = {}) =>
    await page.goto(await serveWailsV2Page(page.context(), WAILS_V2_APP, options));

  test('calls of obfuscated builds are named by their number', async ({ page, ipc }) => {
    await openV2(page);
    await page.evaluate(`ObfuscatedCall(0, ['a'])`);
    await page.evaluate(`ObfuscatedCall(1, []).catch(() => {})`);
    expect(ipc.calls()).toMatchObject([
      { command: 'wails:0', args: ['a'], result: { Ok: { echoed: 'a' } } },
      { command: 'wails:1', result: { Err: 'disk full' } },
    ]);
  });

  test('what the page says one way has the name of its function', async ({ page, ipc }) => {
    await openV2(page);
    const names = await page.evaluate<string[]>(`(() => {
      const answered = /Get|Is[A-Z]|^ScreenGetAll|^Environment|^Clipboard/;
      const silent = /^Events|^WindowReload$|^OnFileDrop|FilePaths$|^LogLevel/;
      const names = Object.keys(runtime).filter((name) => !answered.test(name) && !silent.test(name));
      for (const name of names) runtime[name](1, 2, 3, 4);
      return names;
    })()`);
    expect(names.length).toBeGreaterThan(30);
    const sends = oneWay(ipc, 'send');
    expect(sends.map(({ command }) => command)).toEqual(names.map((name) => `wails:${name}`));
    const argsOf = (command: string) => sends.find((send) => send.command === `wails:${command}`)?.args;
    expect(argsOf('WindowSetSize')).toEqual([1, 2]);
    expect(argsOf('WindowSetAlwaysOnTop')).toEqual([true]);
    expect(argsOf('WindowSetBackgroundColour')).toEqual([{ r: 1, g: 2, b: 3, a: 4 }]);
  });

  test('events that the page emits are sends under their own names', async ({ page, ipc }) => {
    await openV2(page);
    await page.evaluate(`runtime.EventsEmit('note:saved', 1, { title: 'Milk' })`);
    await page.evaluate(`runtime.EventsOff('note:saved')`);
    expect(named(oneWay(ipc, 'send'))).toEqual([
      ['note:saved', [1, { title: 'Milk' }]],
      ['wails:EventsOff', ['note:saved']],
    ]);
  });

  test('a route stops an event that the page emits, and lets another go on to Go', async ({ page, ipc }) => {
    await openV2(page);
    await ipc.route('note:saved', (route, { kind, args }) =>
      kind === 'send' && (args as number[])[0] === 1 ? route.fulfill() : route.continue(),
    );
    const said = await page.evaluate('window.said.length');
    await page.evaluate(`runtime.EventsEmit('note:saved', 1)`);
    await page.evaluate(`runtime.EventsEmit('note:saved', 2)`);
    await expect
      .poll(() => page.evaluate(`window.said.slice(${said})`))
      .toEqual(['EE{"name":"note:saved","data":[2]}']);
    await expect(ipc).toHaveSent('note:saved', undefined, { times: 2 });
  });

  test('what the app kept of ours records nothing after we are gone', async ({ page, ipc }) => {
    await openV2(page);
    const said = await page.evaluate(`(() => {
      const { WailsInvoke, wails } = window;
      const { EventsNotify } = wails;
      ${await detaching(page)};
      EventsNotify('{"name":"progress","data":[1]}');
      WailsInvoke('WTNotes');
      return window.said.at(-1);
    })()`);
    expect(said).toBe('WTNotes');
    await settled(page, ipc);
    expect(ipc.recorder.ipcReplaySequence()).toEqual([]);
  });

  test('a route answers a call', async ({ page, ipc }) => {
    await ipc.route('main.App.echo', (route, { args }) => route.fulfill({ args, by: 'the test' }));
    await ipc.route('main.App.fail', (route) => route.reject('no space'));
    await ipc.route('main.App.slow', (route) => route.continue());
    await openV2(page);
    const seen = await page.evaluate(`Promise.all([
      go.main.App.echo('a'),
      go.main.App.fail().catch((error) => error),
      go.main.App.slow({ ms: 1, tag: 'from the host' }),
    ])`);
    expect(seen).toEqual([{ args: ['a'], by: 'the test' }, 'no space', 'from the host']);
    expect(await page.evaluate(`said.filter((message) => message.startsWith('C')).length`)).toBe(1);
    expect(ipc.calls().map(({ mocked }) => mocked === true)).toEqual([true, true, false]);
  });

  test('a page whose host is gone runs on ipc.serve, and hears what the test emits', async ({ page, ipc }) => {
    await ipc.serve({ 'main.App.echo': ([text]: [string], { window }) => ({ text, window }) });
    await openV2(page, { host: '' });
    await page.evaluate(`{
      window.heard = [];
      runtime.EventsOn('progress', (...data) => heard.push(data));
      runtime.EventsOnce('progress', () => {});
    }`);
    expect(await page.evaluate(`go.main.App.echo('Milk')`)).toEqual({ text: 'Milk', window: 'main' });
    expect(await ipc.emit('progress', [1, 'of 2'])).toBe(2);
    expect(await ipc.emit('progress', { percent: 50 })).toBe(1);
    expect(await ipc.emit('progress')).toBe(1);
    expect(await page.evaluate('heard')).toEqual([[1, 'of 2'], [{ percent: 50 }], []]);
    expect(await page.evaluate(`go.main.App.fail().catch((error) => error)`)).toBe('Command main.App.fail not found');
  });

  test('a recorded session answers a page whose host is gone', async ({ page, context, ipc }, testInfo) => {
    const scenario = `(async () => {
      const heard = [];
      runtime.EventsOn('progress', (...data) => heard.push(data));
      const { echo, fail, push } = go.main.App;
      const seen = [await echo({ text: 'é' }), await fail().catch((error) => error), await runtime.WindowGetSize()];
      await push({ name: 'progress', payload: ['a', 'list'] });
      while (heard.length === 0) await new Promise((next) => setTimeout(next, 10));
      return [...seen, heard];
    })()`;
    await openV2(page);
    const recorded = await page.evaluate(scenario);
    expect(recorded).toEqual([{ echoed: { text: 'é' } }, 'disk full', { w: 800, h: 600 }, [[['a', 'list']]]]);
    await page.close();
    const file = keepSession(ipc, testInfo);

    await ipc.routeFromSession(file);
    const second = await context.newPage();
    await openV2(second, { host: '' });
    expect(await second.evaluate(scenario)).toEqual(recorded);
    await second.close();

    // On a server that is not Wails', the runtime's files are gone too.
    await context.route('**/plain', (route) => route.fulfill({ contentType: 'text/html', body: '<p>plain' }));
    await ipc.routeFromSession(file);
    const third = await context.newPage();
    await third.goto('http://vite.test/plain');
    expect(await third.evaluate(scenario)).toEqual(recorded);
  });

  test('the runtime that is supplied at replay says what the real one says', async ({
    page,
    context,
    ipc,
  }, testInfo) => {
    const scenario = `(async () => {
      const heard = [];
      runtime.EventsOnce('note', (...data) => heard.push(['once', ...data]));
      const off = runtime.EventsOnMultiple('note', (...data) => heard.push(['twice', ...data]), 2);
      runtime.EventsOn('other', () => {});
      runtime.EventsEmit('note', 1, 2);
      runtime.EventsEmit('note', 3);
      runtime.EventsEmit('note', 4);
      off();
      runtime.EventsOff('other', 'note');
      for (const name of Object.keys(runtime).sort()) {
        if (/^(Log|Quit|Show|Hide|Window(Set|Full|Un|Max|Min|Toggle|Show|Hide|Center|ReloadApp)|BrowserOpenURL)/.test(name) && name !== 'LogLevel') runtime[name](1, 2, 3, 4);
      }
      await runtime.WindowGetSize();
      return heard;
    })()`;
    const said = () => named(oneWay(ipc, 'send'));
    await openV2(page);
    const heard = await page.evaluate(scenario);
    const real = said();
    const session = ipc.recorder.export();
    if (session === null) throw new Error('nothing was recorded');
    const file = testInfo.outputPath('session.json');
    writeFileSync(file, serializeSession(session));
    await page.close();

    await ipc.routeFromSession(file);
    await context.route('**/plain', (route) => route.fulfill({ contentType: 'text/html', body: '<p>plain' }));
    const second = await context.newPage();
    await second.goto('http://vite.test/plain');
    expect(await second.evaluate(scenario)).toEqual(heard);
    expect(said().slice(real.length)).toEqual(real);
    expect(real.length).toBeGreaterThan(35);
  });

  test('wails dev keeps what is said before its socket is open: it is recorded once', async ({ page, ipc }) => {
    const html = `<script>
      runtime.EventsEmit('early', 1);
      runtime.EventsEmit('early', 1);
      runtime.LogInfo('early');
      window.answer = go.main.App.echo('early');
    </script>`;
    const server = new WailsDevServer(html, { connectAfterMs: 300 });
    const queued: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('Queueing')) queued.push(message.text());
    });
    await page.goto(await server.listen());
    expect(await page.evaluate('answer')).toEqual({ echoed: 'early' });
    await page.evaluate(`runtime.EventsEmit('early', 1)`);
    expect(queued).toHaveLength(5);
    expect(named(oneWay(ipc, 'send'))).toEqual([
      ['early', [1]],
      ['early', [1]],
      ['wails:LogInfo', ['early']],
      ['early', [1]],
    ]);
    expect(named(ipc.calls())).toEqual([['main.App.echo', ['early']]]);
    await page.close();
    await server.close();
  });

  test("a mock of an app's own, without the runtime, is recorded through tap", async ({ page, ipc }) => {
    await page.setContent('<p>notes');
    await page.evaluate(`{
      const mock = (command, args) => Promise.resolve([command, args]);
      const call = window[Symbol.for('playwright-ipc-recorder')]?.tap(mock, 'wails-v2') ?? mock;
      const App = new Proxy({}, { get: (_, name) => (...args) => call('main.App.' + String(name), args) });
      window.go = { main: { App } };
      undefined;
    }`);
    expect(await page.evaluate(`go.main.App.Save('Milk')`)).toEqual(['main.App.Save', ['Milk']]);
    expect(ipc.calls()).toMatchObject([
      { source: 'wails-v2', command: 'main.App.Save', result: { Ok: ['main.App.Save', ['Milk']] } },
    ]);
  });
});

inline('the window that is dragged is noise: counted, and not recorded', { tag: '@go' }, async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'drag.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
      import { serveWailsV2Page, WAILS_V2_APP } from ${supportFile('wails/v2-page.ts')};
      test.use({ ipcRecorder: 'on' });
      test('drags', async ({ page, context }) => {
        await page.goto(await serveWailsV2Page(context, '<header style="--wails-draggable: drag">Notes</header>' + WAILS_V2_APP));
        await page.getByText('Notes').hover();
        await page.mouse.down();
        await page.mouse.move(200, 20);
        await page.mouse.up();
        await page.evaluate(() => (window as never as { app: { invoke(...args: unknown[]): unknown } }).app.invoke('echo', {}));
        expect(await page.evaluate('said.filter((message) => message === "drag").length')).toBe(1);
      });`,
  });
  const [attempt] = run.of('drags');
  expect(attempt?.errors).toEqual([]);
  expect(callsOf(attempt?.session)).toHaveLength(1);
  // The runtime's first word, and the drag.
  expect(attempt?.session).toMatchObject({ excluded: { noise: 2 } });
});

inline(
  "the summary counts the runtime's own calls, and does not list them",
  { tag: '@slow' },
  async ({ runInlineTest }) => {
    const run = await runInlineTest({
      'title.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
      import { WailsV3Server } from ${supportFile('wails/v3-server.ts')};
      test('sets the title', async ({ page }) => {
        const server = new WailsV3Server(${JSON.stringify(V3_PAGE)});
        await page.goto(await server.listen());
        await page.waitForFunction('window.wails3');
        await page.evaluate("wails3.Call.ByID(${ECHO_ID}, 1)");
        await page.evaluate("wails3.Window.SetTitle('Notes')");
        await page.evaluate("wails3.Call.ByName('main.App.echo', 2)");
        await server.close();
        expect(1).toBe(2);
      });`,
    });
    const [attempt] = run.of('sets the title');
    const summary = attempt?.attachments.find(({ name }) => name === 'ipc-summary')?.body ?? '';
    const text = Buffer.from(summary, 'base64').toString();
    expect(text).toContain(`wails:${ECHO_ID}`);
    expect(text).toContain('main.App.echo');
    expect(text).not.toContain('wails:Window.SetTitle');
    expect(text).toMatch(/1 [^\n]*framework|framework[^\n]*1/i);
  },
);
