// What the hook in the main process sees. The apps are a few lines each, in a real Electron.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ipcMainCallFirstListener, ipcMainEmit, ipcMainInvokeHandler } from 'electron-playwright-helpers';
import type { IpcCall } from 'playwright-ipc-recorder';
import type { Ipc } from 'playwright-ipc-recorder/fixtures';
import { expect, type OpenedApp, test } from '../support/electron/app.ts';
import { keepSession } from '../support/sessions/replay-from.ts';
import { settled } from '../support/settled.ts';

test.use({ ipcRecorder: 'on' });

/** The fixture, once all that the app did has arrived: a checkpoint asks the main process. */
const synced = async (ipc: Ipc): Promise<Ipc> => {
  await ipc.checkpoint();
  return ipc;
};

/** What passed, oldest first: its kind, its name, its arguments and its answer. Only what the test names. */
const passed = async (ipc: Ipc, ...commands: string[]) =>
  traffic(await synced(ipc))
    .filter(({ command }) => commands.includes(command))
    .map(({ kind = 'invoke', command, args, result }) => [kind, command, args, result]);

const traffic = (ipc: Ipc): IpcCall[] =>
  ipc.recorder.eventsSince(0).flatMap(({ event }) => (event.type === 'Ipc' ? [event] : []));

test('records what ipcMain.handle answers, at once or later or never', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { bridge, window } = await openApp({
    main: `ipcMain.handle('add', (event, a, b) => a + b);
      ipcMain.handle('later', async (event, note) => ({ ...note, at: new Date(0) }));
      ipcMain.handle('nothing', () => {});
      ipcMain.handle('hang', () => new Promise(() => {}));`,
  });
  expect(await bridge('invoke', 'add', 1, 2)).toBe(3);
  expect(await bridge('invoke', 'later', { title: 'Milk' })).toEqual({ title: 'Milk', at: new Date(0) });
  expect(await bridge('invoke', 'nothing')).toBeUndefined();
  await window.evaluate('void bridge.invoke("hang")');

  await expect(ipc).toHaveInvoked('add', [1, 2]);
  await expect.poll(() => ipc.calls('hang')).toHaveLength(1);
  expect(await passed(ipc, 'add', 'later', 'nothing', 'hang')).toEqual([
    ['invoke', 'add', [1, 2], { Ok: 3 }],
    ['invoke', 'later', [{ title: 'Milk' }], { Ok: { title: 'Milk', at: { $date: '1970-01-01T00:00:00.000Z' } } }],
    ['invoke', 'nothing', [], { Ok: { $undefined: true } }],
    ['invoke', 'hang', [], 'Pending'],
  ]);
  expect(ipc.calls('add')[0]).toMatchObject({
    source: 'electron',
    webview_label: 'window-1',
    url: expect.stringMatching(/^file:.*index\.html$/),
    arg_size_bytes: 5,
    duration_us: expect.any(Number),
  });
});

test('records a handler of ipcMain.handleOnce, and the call that comes too late for it', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { bridge } = await openApp({ main: `ipcMain.handleOnce('once', () => 'first');` });
  expect(await bridge('invoke', 'once')).toBe('first');
  const late = await bridge('invoke', 'once');
  expect(late).toBe("Error: Error invoking remote method 'once': Error: No handler registered for 'once'");
  expect(await passed(ipc, 'once')).toEqual([
    ['invoke', 'once', [], { Ok: 'first' }],
    ['invoke', 'once', [], { Err: "Error: No handler registered for 'once'" }],
  ]);
});

test('records the error that a handler throws, with its stack and fields, where the page gets a text', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `class DiskError extends Error { name = 'DiskError'; code = 'ENOSPC'; }
      ipcMain.handle('throws', () => { throw new DiskError('disk full', { cause: 'quota' }); });
      ipcMain.handle('rejects', async () => { throw new DiskError('disk full'); });
      ipcMain.handle('text', () => { throw 'no'; });`,
  });
  expect(await bridge('invoke', 'throws')).toBe("Error: Error invoking remote method 'throws': DiskError: disk full");
  expect(await bridge('invoke', 'rejects')).toBe("Error: Error invoking remote method 'rejects': DiskError: disk full");
  expect(await bridge('invoke', 'text')).toBe("Error: Error invoking remote method 'text': no");

  const [thrown, rejected, text] = (await synced(ipc)).calls({ status: 'error' });
  const error = { name: 'DiskError', message: 'disk full', code: 'ENOSPC', stack: expect.stringContaining('main.js') };
  expect(thrown).toMatchObject({ result: { Err: 'disk full' }, error: { $error: { ...error, cause: 'quota' } } });
  expect(rejected).toMatchObject({ result: { Err: 'disk full' }, error: { $error: error } });
  expect(text).toMatchObject({ result: { Err: 'no' } });
  expect(text).not.toHaveProperty('error');
});

test('records as failed what was answered and cannot be cloned', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({ main: `ipcMain.handle('function', () => () => {});` });
  expect(await bridge('invoke', 'function')).toContain('An object could not be cloned');
  expect(await passed(ipc, 'function')).toEqual([
    ['invoke', 'function', [], { Err: expect.stringContaining('could not be cloned') }],
  ]);
});

test('records as failed a call that the app has let go of, as the page is told', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { bridge, window } = await openApp({
    main: `require('node:v8').setFlagsFromString('--expose-gc');
      const collect = require('node:vm').runInNewContext('gc');
      ipcMain.handle('lost', () => new Promise(() => {}));
      ipcMain.handle('collect', () => collect());`,
  });
  await window.evaluate('void bridge.invoke("lost").catch((error) => { document.title = error.message; })');
  await expect
    .poll(async () => {
      await bridge('invoke', 'collect');
      return await window.title();
    })
    .toBe("Error invoking remote method 'lost': reply was never sent");
  await expect.poll(() => passed(ipc, 'lost')).toEqual([['invoke', 'lost', [], { Err: 'reply was never sent' }]]);
});

test('records no push that did not go out, but why it did not', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.handle('go', ({ sender, senderFrame }) => {
      const { port1 } = new MessageChannelMain();
      sender.send('push', () => {});
      const texts = [() => senderFrame.postMessage('push', () => {}), () => port1.postMessage(() => {})].map((post) => {
        try { post(); } catch (error) { return error.message; }
      });
      sender.send('push', 'after');
      return texts;
    });`,
  });
  await bridge('listen', 'push');
  expect(await bridge('invoke', 'go')).toEqual(['An object could not be cloned.', 'An object could not be cloned.']);
  await expect.poll(() => bridge('received')).toEqual([['push', 'after']]);
  expect((await synced(ipc)).pushes().map(({ args }) => args)).toEqual([['after']]);
  const notes = ipc.recorder.eventsSince(0).flatMap(({ event }) => (event.type === 'Console' ? [event.message] : []));
  // Electron has a security warning of its own.
  expect(notes.filter((note) => !note.includes('Electron Security Warning'))).toEqual([
    expect.stringMatching(/^Not sent to window-1: "push": .+/),
  ]);
});

test('records what ipcMain.on and once hear as one-way, with and without a listener', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { app, bridge } = await openApp({
    main: `globalThis.heard = [];
      ipcMain.on('note', (event, value) => heard.push(value));
      ipcMain.once('first', (event, value) => heard.push(value));`,
  });
  await bridge('send', 'note', { a: 1 });
  await bridge('send', 'first', 'one');
  await bridge('send', 'first', 'two');
  await bridge('send', 'nobody', 3);
  await expect.poll(() => passed(ipc, 'note', 'first', 'nobody')).toHaveLength(4);
  expect(await passed(ipc, 'note', 'first', 'nobody')).toEqual([
    ['send', 'note', [{ a: 1 }], 'Pending'],
    ['send', 'first', ['one'], 'Pending'],
    ['send', 'first', ['two'], 'Pending'],
    ['send', 'nobody', [3], 'Pending'],
  ]);
  expect(await app.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([{ a: 1 }, 'one']);
  expect(ipc.calls()).toEqual([]);
});

test('records what sendSync is answered', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.on('double', (event, n) => { event.returnValue = n * 2; });
      ipcMain.on('slow', (event) => { setTimeout(() => { event.returnValue = 'late'; }, 30); });`,
  });
  expect(await bridge('sendSync', 'double', 21)).toBe(42);
  expect(await bridge('sendSync', 'slow')).toBe('late');
  expect(await passed(ipc, 'double', 'slow')).toEqual([
    ['invoke', 'double', [21], { Ok: 42 }],
    ['invoke', 'slow', [], { Ok: 'late' }],
  ]);
  const [double, slow] = ipc.calls();
  expect(double).toMatchObject({ sync: true });
  expect(slow?.duration_ms).toBeGreaterThanOrEqual(25);
});

test('records pushes by webContents.send, event.reply, sendToFrame, a frame and postMessage', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.on('go', (event) => {
      event.sender.send('push', 'send', { n: 1 });
      event.reply('push', 'reply');
      event.sender.sendToFrame([event.processId, event.frameId], 'push', 'sendToFrame');
      event.senderFrame.send('push', 'frame');
      event.sender.postMessage('push', 'postMessage');
    });`,
  });
  await bridge('listen', 'push');
  await bridge('send', 'go');
  await expect.poll(() => bridge('received')).toHaveLength(5);
  expect(await bridge('received')).toEqual([
    ['push', 'send', { n: 1 }],
    ['push', 'reply'],
    ['push', 'sendToFrame'],
    ['push', 'frame'],
    ['push', 'postMessage'],
  ]);
  expect((await synced(ipc)).pushes('push').map(({ args }) => args)).toEqual([
    ['send', { n: 1 }],
    ['reply'],
    ['sendToFrame'],
    ['frame'],
    ['postMessage'],
  ]);
  expect(ipc.pushes('push')[0]).toMatchObject({ webview_label: 'window-1', kind: 'push', result: 'Pending' });
});

test('records handlers and listeners of one webContents and of one frame', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { bridge } = await openApp({
    ready: `const heard = [];
      window.webContents.ipc.handle('contents', () => 'from contents');
      window.webContents.ipc.on('to-contents', () => heard.push('contents'));
      window.webContents.on('did-finish-load', () => {
        window.webContents.mainFrame.ipc.handle('frame', () => { throw new RangeError('from frame'); });
        window.webContents.mainFrame.ipc.on('to-frame', () => heard.push('frame'));
        window.webContents.mainFrame.ipc.handle('heard', () => heard);
      });`,
  });
  await expect.poll(() => bridge('invoke', 'heard')).toEqual([]);
  expect(await bridge('invoke', 'contents')).toBe('from contents');
  expect(await bridge('invoke', 'frame')).toContain('RangeError: from frame');
  await bridge('send', 'to-contents');
  await bridge('send', 'to-frame');
  expect(await bridge('invoke', 'heard')).toEqual(['contents', 'frame']);
  expect(await passed(ipc, 'contents', 'frame', 'to-contents', 'to-frame')).toEqual([
    ['invoke', 'contents', [], { Ok: 'from contents' }],
    ['invoke', 'frame', [], { Err: 'from frame' }],
    ['send', 'to-contents', [], 'Pending'],
    ['send', 'to-frame', [], 'Pending'],
  ]);
  // The error itself, though the handler is the frame's.
  expect(ipc.calls('frame')[0]?.error).toMatchObject({ $error: { name: 'RangeError' } });
});

test('tells windows and frames apart', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { app, bridge } = await openApp({
    main: `ipcMain.handle('who', (event) => event.sender.id);`,
    ready: `openWindow('second.html');`,
    files: {
      'second.html': '<title>second</title><iframe src="inner.html"></iframe>',
      'inner.html': '<title>inner</title><script>window.bridge?.invoke("who")</script>',
    },
  });
  await expect.poll(() => app.windows().length).toBe(2);
  await expect.poll(() => ipc.calls({ command: 'who', window: 'window-2' })).toHaveLength(1);
  await bridge('invoke', 'who');
  expect((await synced(ipc)).calls('who').map(({ webview_label, frame }) => [webview_label, frame])).toEqual([
    ['window-2', expect.stringMatching(/inner\.html$/)],
    ['window-1', undefined],
  ]);
});

test('records messages through a port that a window sent', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.on('connect', ({ ports: [port] }) => {
      port.on('message', ({ data }) => port.postMessage({ answerTo: data }));
      port.start();
    });`,
  });
  await bridge('connect', 'connect');
  await bridge('post', { question: 1 });
  await expect.poll(() => bridge('received')).toEqual([['port', { answerTo: { question: 1 } }]]);
  expect(await passed(ipc, 'connect', 'connect:port')).toEqual([
    ['send', 'connect', [{ hello: 1 }], 'Pending'],
    ['send', 'connect:port', [{ question: 1 }], 'Pending'],
    ['push', 'connect:port', [{ answerTo: { question: 1 } }], 'Pending'],
  ]);
  const [connect, question] = traffic(ipc);
  expect(question?.channel).toBe(connect?.id);
});

test('records messages through a port of a MessageChannelMain', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.on('open', (event) => {
      const { port1, port2 } = new MessageChannelMain();
      event.sender.postMessage('port', 'here', [port2]);
      port1.on('message', ({ data }) => port1.postMessage(data + 1));
      port1.start();
    });`,
  });
  await bridge('listen', 'port');
  await bridge('send', 'open');
  await expect.poll(() => bridge('received')).toEqual([['port', 'here']]);
  await bridge('post', 1);
  await expect
    .poll(() => bridge('received'))
    .toEqual([
      ['port', 'here'],
      ['port', 2],
    ]);
  expect(await passed(ipc, 'port', 'port:port')).toEqual([
    ['push', 'port', ['here'], 'Pending'],
    ['send', 'port:port', [1], 'Pending'],
    ['push', 'port:port', [2], 'Pending'],
  ]);
});

test('records how two windows get the ends of a port, and says that what they tell each other passes by', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.on('join', ({ sender }) => {
      const { port1, port2 } = new MessageChannelMain();
      sender.postMessage('here', 1, [port1]);
      sender.postMessage('there', 2, [port2]);
    });
    ipcMain.on('pass on', ({ sender, ports: [port] }) => sender.postMessage('passed', 3, [port]));
    ipcMain.on('keep', ({ sender }) => sender.postMessage('kept', 4, [new MessageChannelMain().port1]));`,
  });
  await bridge('send', 'join');
  await bridge('connect', 'pass on');
  await bridge('send', 'keep');
  await expect
    .poll(() => ipc.pushes().map(({ command, ports }) => [command, ports]))
    .toEqual([
      ['here', 1],
      ['there', 1],
      ['passed', 1],
      ['kept', 1],
    ]);
  const notes = ipc.recorder.eventsSince(0).flatMap(({ event }) => (event.type === 'Console' ? [event.message] : []));
  expect(notes.filter((note) => note.includes('pass by'))).toEqual([
    expect.stringContaining('"there" brought to window-1'),
    expect.stringContaining('"passed" brought to window-1'),
  ]);
});

test('records values as they are: regular expressions, holes, undefined fields and circles', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge, window } = await openApp({
    main: `ipcMain.handle('same', (event, value) => value); ipcMain.handle('hole', () => [1, , undefined]);`,
  });
  await window.evaluate(`(() => {
    const value = { words: /a/g, nothing: undefined };
    value.self = value;
    return bridge.invoke('same', value).then(() => {});
  })()`);
  await bridge('invoke', 'hole');
  const value = {
    words: { $regexp: { source: 'a', flags: 'g' } },
    nothing: { $undefined: true },
    self: { $circular: 1 },
  };
  expect(await passed(ipc, 'same', 'hole')).toEqual([
    ['invoke', 'same', [value], { Ok: value }],
    ['invoke', 'hole', [], { Ok: [1, { $hole: true }, { $undefined: true }] }],
  ]);
});

test('records messages of a utility process, and its end', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { bridge } = await openApp({
    main: `ipcMain.handle('work', async () => {
      const child = utilityProcess.fork(join(__dirname, 'worker.js'), [], { serviceName: 'maths' });
      const answer = new Promise((resolve) => child.once('message', resolve));
      child.postMessage({ n: 20 });
      const value = await answer;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      return value;
    });`,
    files: {
      'worker.js': `process.parentPort.on('message', ({ data }) => process.parentPort.postMessage(data.n + 1));`,
    },
  });
  expect(await bridge('invoke', 'work')).toBe(21);
  expect(await passed(ipc, 'utility:maths')).toEqual([
    ['send', 'utility:maths', [{ n: 20 }], 'Pending'],
    ['push', 'utility:maths', [21], 'Pending'],
  ]);
  expect(ipc.recorder.eventsSince(0).map(({ event }) => event)).toContainEqual(
    expect.objectContaining({ type: 'WindowEvent', label: 'utility-1', event: expect.stringMatching(/^exit \d+$/) }),
  );
});

test('tells the windows of two apps that run at once apart', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const first = await openApp({ main: `ipcMain.handle('who', () => 'one');` });
  const second = await openApp({
    main: `ipcMain.handle('who', (event) => { event.sender.send('hello', 'two'); return 'two'; });`,
  });
  expect(await first.bridge('invoke', 'who')).toBe('one');
  expect(await second.bridge('invoke', 'who')).toBe('two');
  const labels = (calls: IpcCall[]) => calls.map(({ webview_label }) => webview_label);
  expect(labels((await synced(ipc)).calls('who'))).toEqual(['window-1', 'app-2:window-1']);
  expect(labels(ipc.pushes('hello'))).toEqual(['app-2:window-1']);

  await second.bridge('listen', 'news');
  expect(await ipc.emit('news', 1, { window: 'app-2:window-1' })).toBe(1);
  await expect.poll(() => second.bridge('received')).toEqual([['news', 1]]);
  await first.app.close();
  await second.app.close();
  const third = await openApp({ main: `ipcMain.handle('who', () => 'again');` });
  await third.bridge('invoke', 'who');
  expect(labels((await synced(ipc)).calls('who')).at(-1)).toBe('window-1');
});

test('tells the windows of two apps that are launched at once apart', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const answers = (answer: string) => ({ main: `ipcMain.handle('who', () => '${answer}');` });
  const apps = await Promise.all([openApp(answers('one')), openApp(answers('two'))]);
  for (const { bridge } of apps) await bridge('invoke', 'who');
  const seen = (await synced(ipc)).calls('who').map(({ result, webview_label }) => [result, webview_label]);
  expect(seen).toEqual([
    [{ Ok: 'one' }, 'window-1'],
    [{ Ok: 'two' }, 'app-2:window-1'],
  ]);
});

test('records what windows say to their consoles before the test knows of them', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { window } = await openApp({
    // The launch has not returned while the main process is busy.
    main: `app.on('web-contents-created', (event, contents) => contents.once('did-finish-load', () => {
      const end = Date.now() + 1000;
      while (Date.now() < end);
    }));`,
    files: {
      'index.html': `<title>app</title><script>
        console.warn('early');
        console.log('plain');
        setTimeout(() => { throw new TypeError('early too'); });
      </script>`,
    },
  });
  await window.evaluate(() => console.warn('late'));
  const said = () =>
    ipc.recorder.eventsSince(0).flatMap(({ event }) => (event.type === 'Console' ? [event.message] : []));
  // A window that Playwright hears of after the launch has returned is asked then: what it says meanwhile may come first.
  await expect
    .poll(() =>
      said()
        .filter((text) => !text.includes('Electron Security Warning'))
        .sort(),
    )
    .toEqual(['Uncaught TypeError: early too', 'early', 'late']);
  await settled(window, ipc);
  expect(said().filter((text) => /early|late/.test(text))).toHaveLength(3);
});

test('records an app that runs already, handlers that were there before included, and says what may be missing', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { app, bridge } = await openApp(
    {
      main: `ipcMain.handle('add', (event, a, b) => a + b); ipcMain.handle('fail', () => { throw new TypeError('no'); });`,
    },
    { hooked: false },
  );
  expect(await bridge('invoke', 'add', 1, 1)).toBe(2);
  await ipc.attach(app);
  await ipc.attach(app); // twice does no harm
  expect(await bridge('invoke', 'add', 2, 2)).toBe(4);
  await bridge('invoke', 'fail');
  expect(await passed(ipc, 'add', 'fail')).toEqual([
    ['invoke', 'add', [2, 2], { Ok: 4 }],
    ['invoke', 'fail', [], { Err: 'no' }],
  ]);
  expect(ipc.calls('fail')[0]?.error).toMatchObject({ $error: { name: 'TypeError' } });
  const notes = ipc.recorder.eventsSince(0).flatMap(({ event }) => (event.type === 'Console' ? [event.message] : []));
  expect(notes).toEqual([expect.stringContaining('what passed before is not in this session')]);
});

/** What the hooks of running apps have in their temporary folders; tests that run beside this one have theirs. */
function filesOnDisk(): string[] {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('ipc-electron-'));
  return folders.flatMap((folder) => {
    const file = join(tmpdir(), folder, 'records.ndjson.1');
    return existsSync(file) ? [readFileSync(file, 'latin1')] : [];
  });
}

/** Handlers that answer, and one that ends the main process as nothing can be done about. */
const KILLED = `ipcMain.handle('log-in', (event, { password }) => ({ token: password + '-t0ken' }));
  ipcMain.handle('die', () => process.kill(process.pid, 'SIGKILL'));`;

test.describe('of a main process that is killed', { tag: '@electron' }, () => {
  test.use({
    ipcRecorder: { mode: 'on', redact: { custom: (value) => (value === 'swordfish' ? 'gone' : undefined) } },
  });

  test('loses no call, and no end of one that was there for some milliseconds', { tag: '@electron' }, async ({
    openApp,
    ipc,
  }) => {
    const { bridge } = await openApp({ main: KILLED });
    for (const user of ['ada', 'ben']) await bridge('invoke', 'log-in', { user, password: 'correct horse' });
    // Far longer than the end of a call waits for others.
    await new Promise((done) => setTimeout(done, 100));
    await bridge('invoke', 'log-in', { user: 'cy', password: 'correct horse' });
    await bridge('invoke', 'die', 'swordfish').catch(() => {});
    await expect.poll(() => ipc.calls().map(({ command }) => command)).toEqual(['log-in', 'log-in', 'log-in', 'die']);
    const [first, second, last, killer] = ipc.calls();
    for (const call of [first, second]) expect(call?.result).toEqual({ Ok: { token: 'correct horse-t0ken' } });
    // Its end may not have been written yet: then it is pending.
    expect(['Pending', { Ok: { token: 'correct horse-t0ken' } }]).toContainEqual(last?.result);
    expect([killer?.args, killer?.result]).toEqual([['swordfish'], 'Pending']);
    // Also by a rule that runs in the test's process alone.
    const recorded = JSON.stringify(ipc.recorder.eventsSince(0));
    expect(recorded).toContain('["gone"]');
    for (const secret of ['swordfish', 'correct horse']) expect(recorded).not.toContain(secret);
  });

  test('leaves nothing that can be read on the disk', { tag: '@electron' }, async ({ openApp }) => {
    const { bridge } = await openApp({ main: KILLED });
    await bridge('invoke', 'log-in', { user: 'ada', password: 'correct horse' });
    await bridge('invoke', 'die', 'swordfish').catch(() => {});
    const files = filesOnDisk();
    expect(files.join('').length).toBeGreaterThan(200);
    for (const text of ['correct horse', 'swordfish', 'log-in', '"command"'])
      for (const file of files) expect(file).not.toContain(text);
  });
});

test('keeps in a checkpoint what the main process exposes, and what a function of the test reads there', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  await openApp(
    { main: `globalThis.__IPC_RECORDER_STATE__ = () => ({ notes: 2 });` },
    { state: ({ app }: { app: { getName(): string } }) => ({ name: app.getName() }) },
  );
  const { state } = await ipc.checkpoint('now');
  expect(state).toMatchObject({
    main: { app: { notes: 2 }, custom: { name: 'primitives' } },
    pages: [{ title: 'app' }],
  });
});

test('answers calls by routes and pushes to windows, in place of the main process', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { bridge } = await openApp({
    main: `ipcMain.handle('load', () => 'real'); ipcMain.on('size', (event) => { event.returnValue = 'real'; });`,
  });
  await ipc.route('load', (route, call) =>
    (call.args as string[])[0] === 'bad' ? route.reject(new RangeError('from the test')) : route.fulfill('routed'),
  );
  await ipc.route('size', (route) => route.fulfill(7));
  expect(await bridge('invoke', 'load')).toBe('routed');
  expect(await bridge('invoke', 'load', 'bad')).toBe(
    "Error: Error invoking remote method 'load': RangeError: from the test",
  );
  expect(await bridge('sendSync', 'size')).toBe(7);
  await ipc.unroute();
  expect(await bridge('invoke', 'load')).toBe('real');
  expect((await synced(ipc)).calls('load').map(({ mocked = false }) => mocked)).toEqual([true, true, false]);

  await bridge('listen', 'news');
  expect(await ipc.emit('news', { n: 1 }, { window: 'window-1' })).toBe(1);
  expect(await ipc.emit('news', { n: 2 }, { window: 'window-9' })).toBe(0);
  await expect.poll(() => bridge('received')).toEqual([['news', { n: 1 }]]);
  expect((await synced(ipc)).pushes('news').map(({ args }) => args)).toEqual([[{ n: 1 }]]);
});

test('serves the whole backend from the test', { tag: '@electron' }, async ({ openApp, ipc }) => {
  await ipc.serve({ add: ([a, b]: [number, number]) => a + b });
  const { bridge } = await openApp({ main: `ipcMain.handle('add', () => 'real');` });
  expect(await bridge('invoke', 'add', 1, 2)).toBe(3);
  expect(await bridge('invoke', 'other')).toContain('Command other not found');
});

const BACKEND = `ipcMain.on('settings', (event) => { event.returnValue = { theme: 'dark' }; });
  ipcMain.handle('add', (event, a, b) => a + b);
  ipcMain.handle('nothing', () => {});
  ipcMain.handle('fail', () => { throw new RangeError('too far'); });
  ipcMain.handle('job', async (event) => {
    for (const done of [1, 2]) event.sender.send('news', { done });
    return new Date(0);
  });
  ipcMain.on('ping', (event) => event.reply('news', 'pong'));
  ipcMain.on('open', (event) => {
    const { port1, port2 } = new MessageChannelMain();
    event.sender.postMessage('port', 'here', [port2]);
    port1.on('message', ({ data }) => port1.postMessage(data + 1));
    port1.start();
  });
  ipcMain.on('connect', ({ ports: [port] }) => {
    port.on('message', ({ data }) => port.postMessage({ answerTo: data }));
    port.start();
  });`;

test(
  'answers an app without a backend from a session: calls, errors, pushes in their place, and ports',
  { tag: '@electron' },
  async ({ openApp, ipc }, testInfo) => {
    const use = async ({ bridge }: OpenedApp) => {
      await bridge('listen', 'news');
      await bridge('listen', 'port');
      const answers: unknown[] = [];
      for (const [method, ...args] of [
        ['sendSync', 'settings'],
        ['invoke', 'add', 1, 2],
        ['invoke', 'nothing'],
        ['invoke', 'fail'],
        ['invoke', 'job'],
        ['send', 'ping'],
        ['send', 'open'],
      ] as [string, ...unknown[]][])
        answers.push(await bridge(method, ...args));
      await expect.poll(() => bridge('received')).toContainEqual(['port', 'here']);
      await bridge('post', 41);
      await expect.poll(() => bridge('received')).toContainEqual(['port', 42]);
      await bridge('connect', 'connect');
      await bridge('post', 'question');
      await expect.poll(() => bridge('received')).toContainEqual(['port', { answerTo: 'question' }]);
      return [answers, await bridge('received')];
    };
    const first = await openApp({ main: BACKEND });
    const recorded = await use(first);
    const file = keepSession(await synced(ipc), testInfo);
    await first.app.close();

    await ipc.routeFromSession(file);
    const replayed = await use(await openApp({}));
    expect(replayed).toEqual(recorded);
    expect(recorded[1]).toEqual([
      ['news', { done: 1 }],
      ['news', { done: 2 }],
      ['news', 'pong'],
      ['port', 'here'],
      ['port', 42],
      ['port', { answerTo: 'question' }],
    ]);
  },
);

test(
  'gives a window that was busy its recorded pushes before the answer they came before',
  { tag: '@electron' },
  async ({ openApp, ipc }, testInfo) => {
    const job = async ({ bridge, window }: OpenedApp) => {
      await bridge('listen', 'news');
      return await window.evaluate(`(async () => {
      const received = bridge.invoke('job').then(() => bridge.received());
      const end = Date.now() + 500;
      while (Date.now() < end);
      return await received;
    })()`);
    };
    const first = await openApp({ main: BACKEND });
    await job(first);
    const file = keepSession(await synced(ipc), testInfo);
    await first.app.close();

    await ipc.routeFromSession(file);
    expect(await job(await openApp({}))).toEqual([
      ['news', { done: 1 }],
      ['news', { done: 2 }],
    ]);
  },
);

test(
  'sends again what the main process sent before any call, once, and nothing of its own',
  { tag: '@electron' },
  async ({ openApp, ipc }, testInfo) => {
    const greeting = (text: string) => ({
      ready: `window.webContents.on('did-finish-load', () => window.webContents.send('hello', '${text}'));`,
      files: { 'index.html': '<title>app</title><script>bridge.listen("hello")</script>' },
    });
    const first = await openApp(greeting('recorded'));
    await expect.poll(() => first.bridge('received')).toEqual([['hello', 'recorded']]);
    const file = keepSession(await synced(ipc), testInfo);
    await first.app.close();

    await ipc.routeFromSession(file);
    const second = await openApp(greeting('its own'));
    await expect.poll(() => second.bridge('received')).toEqual([['hello', 'recorded']]);
    await settled(second.window, ipc);
    expect(await second.bridge('received')).toEqual([['hello', 'recorded']]);
  },
);

test(
  'a command that is left to the app opens its window, which gets what was recorded when it has loaded',
  { tag: '@electron' },
  async ({ openApp, ipc }, testInfo) => {
    const opens = (text: string) => ({
      main: `ipcMain.handle('open', async () => {
      const { webContents } = openWindow('second.html');
      await new Promise((resolve) => webContents.once('did-finish-load', resolve));
      webContents.send('init', '${text}');
      return '${text}';
    });`,
      files: { 'second.html': '<title>second</title><script>bridge.listen("init")</script>' },
    });
    const open = async ({ app, bridge }: OpenedApp) => {
      const opening = app.waitForEvent('window');
      const answer = await bridge('invoke', 'open');
      const second = await opening;
      await expect.poll(() => second.evaluate('bridge.received()')).toEqual([['init', 'recorded']]);
      return answer;
    };
    const first = await openApp(opens('recorded'));
    expect(await open(first)).toBe('recorded');
    const file = keepSession(await synced(ipc), testInfo);
    await first.app.close();

    await ipc.routeFromSession(file, { passthrough: ['open'] });
    expect(await open(await openApp(opens('its own')))).toBe('its own');
  },
);

test('leaves electron-playwright-helpers working, and marks what a test made', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { app } = await openApp({
    main: `ipcMain.handle('add', (event, a, b) => a + b);
      ipcMain.handle('add-later', async (event, a, b) => a + b);
      globalThis.heard = [];
      ipcMain.on('note', (event, value) => { heard.push(value); return 'seen ' + value; });`,
  });
  expect(await ipcMainInvokeHandler(app, 'add', 1, 2)).toBe(3);
  expect(await ipcMainInvokeHandler(app, 'add-later', 3, 4)).toBe(7);
  expect(await ipcMainEmit(app, 'note', 'a')).toBe(true);
  expect(await ipcMainCallFirstListener(app, 'note', 'b')).toBe('seen b');
  expect(await passed(ipc, 'add', 'add-later')).toEqual([
    ['invoke', 'add', [1, 2], { Ok: 3 }],
    ['invoke', 'add-later', [3, 4], { Ok: 7 }],
  ]);
  expect(ipc.calls().every(({ made_by }) => made_by === 'test')).toBe(true);
});

/** Everything an app can notice of its own IPC, told by the app itself. */
const OBSERVER = `const log = [];
  const tell = (...entry) => log.push(entry);
  process.on('unhandledRejection', (reason) => tell('unhandled', String(reason)));
  tell('argv', process.argv.filter((arg) => !/^--(?:inspect|remote)/.test(arg)).slice(1).map((arg) => arg.replace(/.*app-\\d/, 'app')));
  tell('env', Object.keys(process.env).filter((name) => /IPC_RECORDER/.test(name)));
  const handler = (event, value) => {
    tell('event', Object.getOwnPropertyNames(event).sort(), Object.getPrototypeOf(event).constructor.name, typeof event.senderFrame?.url);
    Promise.resolve().then(() => tell('microtask of', value));
    return { value };
  };
  ipcMain.handle('plain', handler);
  tell('handler', ipcMain._invokeHandlers.get('plain').length, ipcMain._invokeHandlers.get('plain').name);
  let asked = 0;
  ipcMain.handle('thenable', () => ({ then(done) { asked += 1; done('asked ' + asked + ' times'); } }));
  class Slow extends Promise { constructor(run) { super(run); tell('promise made'); } }
  ipcMain.handle('subclass', () => { const slow = Slow.resolve(1); log.length = log.length; return slow; });
  ipcMain.handle('stray', () => { Promise.reject(new Error('stray')); return 1; });
  ipcMain.handle('reject', () => Promise.reject(new Error('handled')));
  ipcMain.on('message', (event, value) => tell('message', value, typeof event.reply, Object.getOwnPropertyNames(event).sort()));
  ipcMain.on('sync', (event) => { event.returnValue = 1; event.returnValue = 2; tell('returnValue', event.returnValue); });
  tell('functions', ipcMain.handle.name, ipcMain.on.length, ipcMain.emit.name, utilityProcess.fork.length, utilityProcess.fork.name,
    MessageChannelMain.name, app.listenerCount('web-contents-created'), ipcMain.eventNames().sort());
  app.on('browser-window-created', (event, { webContents }) => tell('listeners', webContents.listenerCount('did-finish-load'), Object.keys(webContents).sort()));
  ipcMain.handle('log', () => log);`;

test('changes nothing that the app or the page can see', { tag: '@electron' }, async ({ openApp }) => {
  const lives: unknown[] = [];
  for (const hooked of [false, true]) {
    const { bridge, window } = await openApp({ main: OBSERVER }, { hooked });
    const seen: unknown[] = [];
    for (const [method, ...args] of [
      ['invoke', 'plain', 1],
      ['invoke', 'thenable'],
      ['invoke', 'subclass'],
      ['invoke', 'stray'],
      ['invoke', 'reject'],
      ['invoke', 'unknown'],
      ['sendSync', 'sync'],
      ['send', 'message', { a: [1] }],
    ] as [string, ...unknown[]][])
      seen.push(await bridge(method, ...args));
    // Answers to calls of one task come in the order of the calls.
    seen.push(
      await window.evaluate(`(async () => {
        const order = [];
        await Promise.all(['plain', 'reject', 'plain', 'unknown'].map((c, i) => bridge.invoke(c, i).then(() => order.push(i), () => order.push(-i))));
        return order;
      })()`),
    );
    seen.push(await window.evaluate('Object.getOwnPropertyNames(bridge).sort().join()'));
    lives.push([seen, await bridge('invoke', 'log')]);
  }
  expect(lives[1]).toEqual(lives[0]);
});
