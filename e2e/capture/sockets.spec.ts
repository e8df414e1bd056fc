// Neutralino's real client on real WebSockets: what the conformance suite does not ask.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { serializeSession } from 'playwright-ipc-recorder';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { WebSocketServer } from 'ws';
import { detaching } from '../support/pages/detach-recorder.ts';
import { freePort } from '../support/pages/free-port.ts';
import {
  type NeutralinoApp,
  NL_TOKEN,
  neutralinoClient,
  neutralinoHead,
  serveNeutralino,
} from '../support/pages/neutralino-app.ts';
import { openUnseen } from '../support/pages/open-unseen.ts';
import { settled } from '../support/settled.ts';

test.use({ ipcRecorder: 'on' });

const apps: NeutralinoApp[] = [];
test.afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

const READY = `<script>
  window.heard = [];
  Neutralino.events.on('progress', ({ detail }) => heard.push(detail));
  Neutralino.events.on('ready', () => { window.ready = true; });
  Neutralino.init();
</script>`;

/** Opens an app whose backend answers every method with its name and its data. */
async function open(page: Page, body = READY): Promise<NeutralinoApp> {
  const app = await serveNeutralino(
    (port) => neutralinoHead(port, []) + body,
    (method, data, push) => {
      if (method === 'app.broadcast') push(String(data.event), data.data);
      return { returnValue: { method, data } };
    },
  );
  apps.push(app);
  await page.goto(app.url);
  await page.waitForFunction('window.ready');
  return app;
}

/** Serves the page alone: nothing answers on the port it has for the socket. */
async function openWithoutServer(page: Page, head: (port: number) => string): Promise<void> {
  const port = await freePort();
  await page.route('http://app.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `${head(port)}<h1>App</h1>${READY}` }),
  );
  await page.goto('http://app.test/');
  await page.waitForFunction('window.ready');
}

const readFile = (page: Page, path: string) =>
  page.evaluate(`Neutralino.filesystem.readFile(${JSON.stringify(path)}).catch((error) => ({ error }))`);

const journalOf = (testInfo: TestInfo): Buffer => {
  const folder = join(testInfo.project.outputDir, 'ipc', `${testInfo.testId}-r${testInfo.retry}`);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  expect(files.length).toBeGreaterThan(0);
  return Buffer.concat(files);
};

test.describe('without redaction', () => {
  test.use({ ipcRecorder: { mode: 'on', redact: false, events: { console: true } } });

  test('no token of the connection leaves the page', async ({ page, ipc }, testInfo) => {
    const app = await open(page);
    await readFile(page, 'a.txt');
    await expect(ipc).toHaveInvoked('filesystem.readFile', { path: 'a.txt' });
    await ipc.checkpoint('with storage');
    expect(await page.evaluate(`sessionStorage.getItem('NL_TOKEN')`)).toBe(NL_TOKEN);
    expect(app.frames[0]).toContain(NL_TOKEN);

    const session = ipc.recorder.export();
    expect(session).not.toBeNull();
    const texts = [journalOf(testInfo).toString('utf8'), session === null ? '' : serializeSession(session)];
    for (const text of texts) {
      expect(text).toContain('a.txt');
      for (const secret of [NL_TOKEN, ...NL_TOKEN.split('.')]) expect(text).not.toContain(secret);
    }
  });
});

test('records a call that was made before the socket opened when it is sent', async ({ page, ipc }) => {
  await open(
    page,
    `<script>
      Neutralino.init();
      Neutralino.os.getEnv('EARLY').then(() => { window.ready = true; });
    </script>`,
  );
  await expect(ipc).toHaveInvoked('os.getEnv', { key: 'EARLY' });
  expect(ipc.calls()).toMatchObject([
    { command: 'os.getEnv', result: { Ok: { method: 'os.getEnv' } }, webview_label: 'main' },
  ]);
});

test('records on a socket that was open before us', async ({ playwright, ipc }) => {
  const app = await serveNeutralino(
    (port) => neutralinoHead(port, []) + READY,
    (method) => ({ returnValue: method }),
  );
  apps.push(app);
  const { page, close } = await openUnseen(playwright.chromium, app.url);
  try {
    await page.waitForFunction('window.ready');
    await ipc.attach(page);
    expect(await readFile(page, 'a')).toBe('filesystem.readFile');
    await expect(ipc).toHaveNoPendingCalls();
    expect(ipc.calls().map(({ command, result }) => [command, result])).toEqual([
      ['filesystem.readFile', { Ok: 'filesystem.readFile' }],
    ]);
  } finally {
    await close();
  }
});

test('leaves other sockets alone', async ({ page, ipc }) => {
  const echo = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  try {
    echo.on('connection', (socket) =>
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
    );
    await new Promise((resolve) => {
      echo.once('listening', resolve);
    });
    const { port } = echo.address() as AddressInfo;
    await open(page);
    const seen = await page.evaluate(async (url) => {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      const got: unknown[] = [];
      const order: string[] = [];
      socket.onmessage = ({ data }) => {
        order.push('attribute');
        got.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
      };
      socket.addEventListener('message', () => order.push('listener'));
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      const request = JSON.stringify({ id: '1', method: 'textDocument/hover', data: {} });
      socket.send(request);
      socket.send(new Uint8Array([1, 2]));
      for (let i = 0; i < 100 && got.length < 2; i += 1) await new Promise((next) => setTimeout(next, 10));
      return {
        got: got.length === 2 && got[0] === request && JSON.stringify(got[1]),
        order,
        isOwn: [socket instanceof WebSocket, socket.constructor === WebSocket, WebSocket.name, socket.send.name],
        throws: (() => {
          try {
            return new WebSocket(url).send('too early');
          } catch (error) {
            return (error as Error).name;
          }
        })(),
      };
    }, `ws://127.0.0.1:${port}`);
    expect(seen).toEqual({
      got: '[1,2]',
      order: ['attribute', 'listener', 'attribute', 'listener'],
      isOwn: [true, true, 'WebSocket', 'send'],
      throws: 'InvalidStateError',
    });
    await readFile(page, 'last');
    await expect(ipc).toHaveInvoked('filesystem.readFile');
    expect(ipc.calls().map(({ command }) => command)).toEqual(['filesystem.readFile']);
    expect(ipc.pushes()).toEqual([]);
  } finally {
    echo.close();
  }
});

test('what the app puts before the listening of all targets runs for its sockets, also when it leads back to them', async ({
  page,
}) => {
  await page.goto('data:text/html,');
  const heard = await page.evaluate(() => {
    const list: string[] = [];
    const ofSockets = WebSocket.prototype.addEventListener as EventTarget['addEventListener'];
    const { addEventListener } = EventTarget.prototype;
    const socket = new WebSocket('ws://127.0.0.1:9/');
    for (const next of [addEventListener, ofSockets]) {
      EventTarget.prototype.addEventListener = function (...args: Parameters<typeof addEventListener>) {
        list.push(args[0]);
        next.apply(this, args);
      };
      socket.addEventListener('message', () => list.push('heard'));
    }
    socket.dispatchEvent(new Event('message'));
    return list;
  });
  expect(heard).toEqual(['message', 'message', 'heard', 'heard']);
});

test('gives the browser its WebSocket back', async ({ page }) => {
  await open(page);
  const shape = () =>
    page.evaluate(() => {
      const { value, writable, enumerable } = Object.getOwnPropertyDescriptor(window, 'WebSocket') ?? {};
      const own = Object.getOwnPropertyNames(WebSocket.prototype);
      return [
        own.filter((name) => ['addEventListener', 'send', 'onmessage'].includes(name)).sort(),
        [WebSocket.prototype.constructor === value, writable, enumerable],
      ];
    });
  expect(await shape()).toEqual([
    ['addEventListener', 'onmessage', 'send'],
    [false, undefined, false],
  ]);
  await page.evaluate(await detaching(page));
  expect(await shape()).toEqual([
    ['onmessage', 'send'],
    [true, true, false],
  ]);
  expect(await readFile(page, 'after')).toMatchObject({ method: 'filesystem.readFile' });
});

test('a route answers in place of the server', async ({ page, ipc }) => {
  const app = await open(page);
  await ipc.route('filesystem.readFile', (route, { args }) => {
    const { path } = args as { path: string };
    if (path === 'text') route.fulfill('from the test');
    else if (path === 'denied') route.reject({ code: 'NE_FS_FILRDER', message: 'denied' });
    else if (path === 'plain') route.reject('disk full');
    else route.continue();
  });
  expect(await readFile(page, 'text')).toBe('from the test');
  expect(await readFile(page, 'denied')).toEqual({ error: { code: 'NE_FS_FILRDER', message: 'denied' } });
  expect(await readFile(page, 'plain')).toEqual({ error: { code: 'NE_RT_NATRTER', message: 'disk full' } });
  expect(await readFile(page, 'real')).toMatchObject({ data: { path: 'real' } });
  expect(app.frames.map((frame) => (JSON.parse(frame) as { data: { path: string } }).data.path)).toEqual(['real']);
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls().map(({ result, mocked = false }) => [result, mocked])).toEqual([
    [{ Ok: 'from the test' }, true],
    [{ Err: 'denied' }, true],
    [{ Err: 'disk full' }, true],
    [{ Ok: { method: 'filesystem.readFile', data: { path: 'real' } } }, false],
  ]);
});

test('ipc.emit reaches the listeners of an event as the server would', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(`Neutralino.app.broadcast('progress', { percent: 10 })`);
  expect(await ipc.emit('progress', { percent: 20 })).toBe(1);
  expect(await page.evaluate('heard')).toEqual([{ percent: 10 }, { percent: 20 }]);
  expect(ipc.pushes('progress').map(({ args }) => args)).toEqual([{ percent: 10 }, { percent: 20 }]);
});

for (const when of ['before the page', 'over a page that is open'] as const) {
  test(`records calls to a mock by page.routeWebSocket, set up ${when}`, async ({ page, ipc }) => {
    const mock = () =>
      page.routeWebSocket(/connectToken=/, (socket) => {
        socket.onMessage((text) => {
          const { id, method } = JSON.parse(String(text)) as { id: string; method: string };
          socket.send(JSON.stringify({ event: 'progress', data: { percent: 1 } }));
          socket.send(JSON.stringify({ id, method, data: { success: true, returnValue: 'from the mock' } }));
        });
      });
    if (when === 'before the page') await mock();
    else {
      await page.goto('about:blank');
      await mock();
    }
    await page.route('http://app.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: neutralinoHead(1234, []) + READY }),
    );
    await page.goto('http://app.test/');
    await page.waitForFunction('window.ready');
    expect(await readFile(page, 'a')).toBe('from the mock');
    await expect(ipc).toHaveNoPendingCalls();
    expect(ipc.calls().map(({ command, result }) => [command, result])).toEqual([
      ['filesystem.readFile', { Ok: 'from the mock' }],
    ]);
    expect(ipc.pushes('progress')).toHaveLength(1);
    expect(await page.evaluate('heard')).toEqual([{ percent: 1 }]);
  });
}

test('records once what page.routeWebSocket passes on to the server', async ({ page, ipc }) => {
  await page.routeWebSocket(/connectToken=/, (socket) => void socket.connectToServer());
  await open(page);
  await page.evaluate(`Neutralino.app.broadcast('progress', { percent: 10 })`);
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls().map(({ command }) => command)).toEqual(['app.broadcast']);
  expect(ipc.pushes('progress')).toHaveLength(1);
});

test('a served app runs without a server', async ({ page, ipc }) => {
  await ipc.serve({
    'filesystem.readFile': (args: { path: string }) => {
      if (args.path === 'none') throw new Error('no such file');
      return `text of ${args.path}`;
    },
  });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await openWithoutServer(page, (port) => neutralinoHead(port, []));
  expect(await readFile(page, 'a.txt')).toBe('text of a.txt');
  expect(await readFile(page, 'none')).toEqual({ error: { code: 'NE_RT_NATRTER', message: 'no such file' } });
  expect(await ipc.emit('progress', 1)).toBe(1);
  expect(await page.evaluate('heard')).toEqual([1]);
  // A socket to where nobody listens ends in an error: any that the client opened has ended before this one.
  await page.evaluate(
    `new Promise((ended) => { new WebSocket('ws://127.0.0.1:' + NL_PORT + '/nobody').onerror = ended; })`,
  );
  await settled(page, ipc);
  await expect(page.getByRole('heading')).toHaveText('App');
  expect(errors).toEqual([]);
});

test('a session answers the app without a server and without the globals of the framework', async ({
  page,
  ipc,
}, testInfo) => {
  const file = testInfo.outputPath('ipc-session.json');
  const call = { type: 'Ipc', timestamp: '2026-11-23T09:30:00Z', arg_size_bytes: 0, webview_label: 'main' };
  const events = [
    {
      ...call,
      id: 'a',
      command: 'filesystem.readFile',
      args: { path: 'a' },
      result: { Ok: 'recorded' },
      duration_ms: 1,
    },
    { ...call, id: 'p', command: 'progress', kind: 'push', args: { percent: 5 }, result: 'Pending', duration_ms: null },
  ].map((event, index) => ({ index, timestamp: event.timestamp, event: { ...event, source: 'neutralino' } }));
  writeFileSync(file, JSON.stringify({ id: 's', started_at: '2026-11-23T09:30:00Z', events, checkpoints: [] }));
  await ipc.routeFromSession(file);
  await openWithoutServer(page, () => neutralinoClient);
  expect(await readFile(page, 'a')).toBe('recorded');
  await expect.poll(() => page.evaluate('heard')).toEqual([{ percent: 5 }]);
  expect(await readFile(page, 'b')).toMatchObject({ error: { code: 'NE_RT_NATRTER' } });
});
