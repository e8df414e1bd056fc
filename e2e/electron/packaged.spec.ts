// Apps with an executable of their own, and what apps see among their arguments.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import type { IpcCall } from 'playwright-ipc-recorder';
import { electronTarget } from 'playwright-ipc-recorder/electron';
import { type AppCode, expect, launchUnseen, type OpenOptions, test } from '../support/electron/app.ts';

test.use({ ipcRecorder: 'on' });

/** An app whose page calls while it loads, and which tells its arguments. */
const EARLY: AppCode = {
  main: `const argv = [...process.argv];
    const { commandLine } = app;
    ipcMain.handle('argv', () => [argv, process.argv, ['r', 'require', 'inspect-brk'].map((name) => commandLine.hasSwitch(name)), app.isPackaged, Object.keys(process.env).filter((name) => name.includes('IPC_RECORDER'))]);
    ipcMain.handle('first', () => 'early');`,
  files: { 'index.html': '<title>app</title><script>bridge.invoke("first");</script>' },
};

const PACKAGED: Record<string, OpenOptions> = {
  'a packaged app': { packaged: {} },
  'an app in an archive, with the fuses set': { packaged: { asar: true, fuses: true } },
};

for (const [name, how] of Object.entries(PACKAGED))
  test(`records ${name} from its first call on`, { tag: '@electron' }, async ({ openApp, ipc }) => {
    const { app } = await openApp(EARLY, how);
    expect(await app.evaluate((electron) => electron.app.isPackaged)).toBe(true);
    await expect.poll(() => ipc.calls('first').map(({ result }) => result)).toEqual([{ Ok: 'early' }]);
    const events = ipc.recorder.eventsSince(0).map(({ event }) => event);
    expect(events.filter((event) => event.type === 'Console' && event.message.includes('not in this session'))).toEqual(
      [],
    );
    expect(ipc.calls('first')[0]).toMatchObject({
      webview_label: 'window-1',
      source: 'electron',
    } satisfies Partial<IpcCall>);
  });

for (const [name, how] of Object.entries({ 'an app that Electron is given': {}, ...PACKAGED }))
  test(`${name} sees the arguments that the test gave it, and no others`, { tag: '@electron' }, async ({ openApp }) => {
    const seen: unknown[] = [];
    for (const hooked of [false, true]) {
      const args = ['notes.md', '--flag', 'value', '-r', 'x'];
      const { bridge } = await openApp(EARLY, { ...how, hooked, args });
      const told = await bridge('invoke', 'argv');
      expect(JSON.stringify(told)).toContain('"notes.md","--flag","value","-r","x"');
      seen.push(JSON.parse(JSON.stringify(told).replaceAll(/[^"]*app-\d/g, 'app')));
    }
    expect(seen[1]).toEqual(seen[0]);
  });

test('records from when it is attached an app that is given an inspector already, and says what it may have missed', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge } = await openApp(EARLY, { packaged: {}, args: ['--inspect=0'] });
  await bridge('invoke', 'argv');
  await expect(ipc).toHaveInvoked('argv');
  const events = ipc.recorder.eventsSince(0).map(({ event }) => event);
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'Console',
      message: expect.stringContaining('what passed before is not in this session'),
    }),
  );
});

test.describe('where nothing is recorded', () => {
  test.use({ ipcRecorder: 'off' });

  test('sends calls to the real handlers of a packaged app', { tag: '@electron' }, async ({ openApp }) => {
    const { app } = await openApp(
      { main: `ipcMain.handle('add', (event, a, b) => a + b);` },
      { packaged: {}, hooked: false },
    );
    const { spawnfile, spawnargs } = app.process();
    await app.close();
    const { invoke, close } = electronTarget({
      executablePath: spawnfile,
      args: spawnargs.slice(spawnargs.indexOf('--no-sandbox', 2)),
    });
    expect(await invoke('add', [1, 2])).toBe(3);
    await close();
  });
});

test('names the end of a packaged app as that of any other', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { app } = await openApp(EARLY, { packaged: {} });
  await app.evaluate((electron) => electron.app.exit(7)).catch(() => {});
  await expect
    .poll(() => ipc.recorder.eventsSince(0).map(({ event }) => event))
    .toContainEqual(expect.objectContaining({ type: 'WindowEvent', label: 'main-process', event: 'exit 7' }));
});

/** An app that runs once, and writes down what it is told of a second instance, or of its own arguments when it is started again. */
const ONCE: AppCode = {
  main: `const { existsSync, writeFileSync } = require('node:fs');
    const notes = join(app.getPath('userData'), 'notes.json');
    const again = join(app.getPath('userData'), 'again');
    const write = (argv) => writeFileSync(notes, JSON.stringify(argv));
    if (existsSync(again)) { write(process.argv); app.exit(); }
    else if (!app.requestSingleInstanceLock()) app.exit();
    app.on('second-instance', (event, argv) => write(argv));
    ipcMain.handle('again', () => { writeFileSync(again, ''); app.relaunch(); app.exit(); });`,
};

for (const [name, how] of Object.entries({ 'an app that Electron is given': {}, 'a packaged app': { packaged: {} } }))
  test(`${name} is told of no argument of ours by a second instance, or when it starts itself again`, {
    tag: '@electron',
  }, async ({ openApp }) => {
    const lives: string[][] = [];
    for (const hooked of [false, true]) {
      const { app, bridge } = await openApp(ONCE, { ...how, hooked, args: ['notes.md'] });
      const { spawnfile, spawnargs } = app.process();
      const data = spawnargs.find((arg) => arg.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? '';
      const notes = async () => {
        const file = join(data, 'notes.json');
        await expect.poll(() => existsSync(file)).toBe(true);
        const text = readFileSync(file, 'utf8').replaceAll(/[^"]*app-\d/g, 'app');
        rmSync(file);
        return (JSON.parse(text) as string[]).sort();
      };
      // The arguments behind those of Playwright and of the hook: a second launch adds its own.
      const options = { executablePath: spawnfile, args: spawnargs.slice(spawnargs.indexOf('--no-sandbox', 2)) };
      const second = hooked ? _electron.launch(options) : launchUnseen(options);
      await second.catch(() => {});
      const told = await notes();
      await bridge('invoke', 'again').catch(() => {});
      lives.push([...told, '|', ...(await notes())]);
    }
    expect(lives[0]?.filter((arg) => arg === 'notes.md')).toHaveLength(2);
    expect(lives[1]).toEqual(lives[0]);
  });
