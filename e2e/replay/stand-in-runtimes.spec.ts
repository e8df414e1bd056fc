// Replays above the mock of each runtime: it comes as in the recording, keeps its books, and the app hears none of its answers.
import { test } from '../support/runner/replay-above-mock.ts';
import { callsOf, expect } from '../support/runner/run-inline-test.ts';

/** A runtime's mock that is not installed twice, and an app on it. The mock has `asked`, and `fire(event, payload)` for the test. */
interface MockedRuntime {
  source: string;
  /** A function for `addInitScript`; it may call `handle(command)`, which makes the answer of a call. */
  mock: string;
  /** Puts `invoke(command)` and `listen(event, heard)` there. */
  client: string;
  options?: string;
}

/** Handlers of every mock: one pushes while it answers, and once more later. */
const HANDLERS = `
  window.asked = [];
  const handle = (command) => {
    window.asked.push(command);
    window.fire('level', 'at once');
    setTimeout(() => window.fire('level', 'later'), 20);
    return answer('pear');
  };`;

const TAURI_V1: MockedRuntime = {
  source: 'tauri-v1',
  mock: `() => {
    if (window.__TAURI_IPC__) return;
    ${HANDLERS}
    const handlers = {};
    window.fire = (event, payload) => { for (const id of handlers[event] ?? []) window['_' + id]({ event, id, payload }); };
    window.__TAURI_IPC__ = async ({ cmd, callback, error, ...args }) => {
      try {
        if (cmd === 'tauri') (handlers[args.message.event] ??= []).push(args.message.handler);
        window['_' + callback](cmd === 'tauri' ? 7 : handle(cmd));
      } catch (reason) { window['_' + error](String(reason)); }
    };
  }`,
  client: `
    const transformCallback = (heard, once) => {
      const id = crypto.getRandomValues(new Uint32Array(1))[0];
      const value = (result) => { if (once) delete window['_' + id]; return heard(result); };
      Object.defineProperty(window, '_' + id, { value, writable: false, configurable: true });
      return id;
    };
    const invoke = (cmd, args = {}) => new Promise((resolve, reject) => {
      window.__TAURI_IPC__({ cmd, callback: transformCallback(resolve, true), error: transformCallback(reject, true), ...args });
    });
    const listen = (event, heard) => invoke('tauri', { __tauriModule: 'Event', message: { cmd: 'listen', event, handler: transformCallback((message) => heard(message.payload)) } });`,
};

const WAILS_V2: MockedRuntime = {
  source: 'wails-v2',
  mock: `() => {
    if (window.WailsInvoke) return;
    ${HANDLERS}
    const heard = {};
    const waiting = {};
    window.wails = {
      Callback: (text) => { const { callbackid, result, error } = JSON.parse(text); const one = waiting[callbackid]; error ? one.reject(error) : one.resolve(result); },
      EventsNotify: (text) => { const { name, data } = JSON.parse(text); (heard[name] ?? []).forEach((one) => one(...data)); },
    };
    window.fire = (name, ...data) => window.wails.EventsNotify(JSON.stringify({ name, data }));
    window.runtime = { EventsOn: (name, one) => { (heard[name] ??= []).push(one); } };
    window.WailsInvoke = async (message) => {
      const { name, callbackID } = JSON.parse(message.slice(1));
      let end;
      try { end = { result: handle(name) }; } catch (reason) { end = { error: String(reason) }; }
      window.wails.Callback(JSON.stringify({ ...end, callbackid: callbackID }));
    };
    window.call = (name) => new Promise((resolve, reject) => {
      waiting[name + '-1'] = { resolve, reject };
      window.WailsInvoke('C' + JSON.stringify({ name, args: [], callbackID: name + '-1' }));
    });
  }`,
  client: `const invoke = (name) => window.call(name); const listen = async (name, heard) => window.runtime.EventsOn(name, heard);`,
};

const NEUTRALINO: MockedRuntime = {
  source: 'neutralino',
  mock: `() => {
    if ('NL_PORT' in window) return;
    ${HANDLERS}
    window.NL_PORT = 80;
    const sockets = [];
    window.WebSocket = class extends EventTarget {
      constructor(url) { super(); this.url = url; this.readyState = 1; sockets.push(this); }
      tell(frame) { this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) })); }
      send(text) {
        const { id, method } = JSON.parse(text);
        let data;
        try { data = { success: true, returnValue: handle(method) }; } catch (reason) { data = { error: { code: 'X', message: String(reason) } }; }
        setTimeout(() => this.tell({ id, method, data }));
      }
    };
    window.fire = (event, data) => { for (const socket of sockets) socket.tell({ event, data }); };
  }`,
  client: `
    const socket = new WebSocket('ws://localhost:' + window.NL_PORT);
    const waiting = {};
    const listeners = {};
    socket.addEventListener('message', ({ data: text }) => {
      const { id, event, data } = JSON.parse(text);
      if (event !== undefined) (listeners[event] ?? []).forEach((heard) => heard(data));
      else if (data.error) waiting[id].reject(data.error);
      else waiting[id].resolve(data.returnValue);
    });
    const invoke = (method) => new Promise((resolve, reject) => {
      const id = crypto.randomUUID();
      waiting[id] = { resolve, reject };
      socket.send(JSON.stringify({ id, method, data: {}, accessToken: 'x' }));
    });
    const listen = async (event, heard) => { (listeners[event] ??= []).push(heard); };`,
};

const GLOBAL: MockedRuntime = {
  source: 'globals',
  options: `test.use({ ipcRecorder: { mode: 'on', sources: { globals: ['api'] } } });`,
  mock: `() => {
    if (window.api) return;
    ${HANDLERS}
    const listeners = {};
    window.fire = (event, payload) => { for (const heard of listeners[event] ?? []) heard(payload); };
    window.api = Object.freeze({
      start: async () => handle('start'),
      on: (event, heard) => { (listeners[event] ??= []).push(heard); },
    });
  }`,
  client: `const invoke = (name) => window.api[name](); const listen = async (event, heard) => window.api.on(event, heard);`,
};

/** A mock in the place of the modules of `@tauri-apps/api`: its books are above the tap, and what stands below is not called in a replay. */
const ALIASED: MockedRuntime = {
  source: 'tauri',
  mock: `() => {
    window.asked = [];
    const listeners = {};
    window.fire = (event, payload) => { for (const heard of listeners[event] ?? []) heard({ event, id: 1, payload }); };
    window.mockModules = ({ tap }) => {
      const inner = tap(async () => {
        window.fire('level', 'at once');
        setTimeout(() => window.fire('level', 'later'), 20);
        return answer('pear');
      });
      return {
        invoke: (command) => { window.asked.push(command); return inner(command); },
        listen: tap.listen(async (event, heard) => {
          (listeners[event] ??= []).push(heard);
          return () => { listeners[event] = listeners[event].filter((one) => one !== heard); };
        }),
      };
    };
  }`,
  client: `
    const tapped = import('/tap.js').then((module) => window.mockModules(module));
    const invoke = async (command) => (await tapped).invoke(command);
    const listen = async (event, heard) => { window.stop = await (await tapped).listen(event, ({ payload }) => heard(payload)); };`,
};

/** The global API of Tauri alone, as apps with \`withGlobalTauri\` have it. */
const GLOBAL_API: MockedRuntime = {
  source: 'tauri',
  mock: `() => {
    if (window.__TAURI__) return;
    ${HANDLERS}
    const listeners = {};
    window.fire = (event, payload) => { for (const heard of listeners[event] ?? []) heard({ event, id: 1, payload }); };
    window.__TAURI__ = {
      core: { invoke: async (command) => handle(command) },
      event: { listen: async (event, heard) => { (listeners[event] ??= []).push(heard); return () => {}; } },
    };
  }`,
  client: `const { core, event } = window.__TAURI__; const invoke = (command) => core.invoke(command); const listen = (name, heard) => event.listen(name, ({ payload }) => heard(payload));`,
};

const specOf = (runtime: MockedRuntime) => {
  const { mock, client, options = '' } = runtime;
  // The books of a module's mock are above the tap: they are kept whoever answers below.
  const asideBooks = runtime === ALIASED ? ['start'] : [];
  const app = `${client}
    let count = 0;
    window.begin = () => { setTimeout(async () => { window.got = await invoke('start').catch((reason) => 'failed ' + JSON.stringify(reason)); }, 0); };
    listen('level', (payload) => { count += 1; show(payload + ' ' + count); }).then(() => { document.title = 'ready'; });`;
  return `
    import { readFileSync } from 'node:fs';
    import { createRequire } from 'node:module';
    ${options}
    test('goes on', async ({ page }) => {
      const tap = readFileSync(createRequire(import.meta.url).resolve('playwright-ipc-recorder/tap'), 'utf8');
      await page.route('**/tap.js', (route) => route.fulfill({ contentType: 'text/javascript', body: tap }));
      await start(page, ${JSON.stringify(app)}, ${mock});
      await expect(page).toHaveTitle('ready');
      await page.evaluate(() => window.fire('level', 'from the test'));
      await out(page).toHaveText('from the test 1');
      await page.evaluate(() => window.begin());
      await out(page).toHaveText('later 3');
      await page.waitForTimeout(200);
      await out(page).toHaveText('later 3');
      expect(await page.evaluate(() => window.got)).toBe('pear');
      expect(await page.evaluate(() => window.asked)).toEqual(process.env.BOOKS === 'aside' ? ${JSON.stringify(asideBooks)} : ['start']);
    });`;
};

for (const [name, runtime] of Object.entries({ TAURI_V1, WAILS_V2, NEUTRALINO, GLOBAL, GLOBAL_API, ALIASED })) {
  test(`the recording says how the stand-in came, and who made its pushes, ${name}`, async ({ replayed }) => {
    const { run, text } = await replayed(specOf(runtime));
    expect(text).toContain('Same: the test passes, as recorded');
    expect(text).toContain('answered 1 call');
    const calls = callsOf(run.attempts[0]?.session);
    expect(calls.flatMap(({ stand_in }) => stand_in ?? [])).toEqual([runtime === ALIASED ? 'page' : 'init-script']);
    expect(new Set(calls.map(({ source }) => source))).toEqual(new Set([runtime.source]));
    const pushes = calls.filter(({ kind }) => kind === 'push');
    expect(pushes.map(({ made_by }) => made_by)).toEqual(['test', 'mock', undefined]);
  });

  test(`a mock that is aside, and fails, makes no difference, ${name}`, async ({ replayed }) => {
    const { text } = await replayed(specOf(runtime), { args: ['--mock', 'aside'], mock: 'throws', books: 'aside' });
    expect(text).toContain('Same: the test passes, as recorded');
  });
}
