import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { electronLaunchOptions, prepareElectron } from '../scripts/electron.mjs';
import { median, rowOf } from './compare.mjs';
import { load } from './load.mjs';

const work = fileURLToPath(new URL('.work-electron/', import.meta.url));

const OFF = 'the same without the hook (off)';

/** What the hook costs an Electron app: what a window waits for, and the CPU time of the main process. */
export async function run({ rounds }) {
  const { ElectronSource } = await load('src/capture/electron/worker/electron-source.js');
  const { withHook } = await load('src/capture/electron/worker/electron-launch.js');
  const stopDisplay = await prepareElectron();
  writeApp();
  let seen = 0;
  const hooked = async (options) => {
    const source = new ElectronSource();
    const app = await _electron.launch(withHook(options, source));
    const started = ({ id }) => {
      seen++;
      return { id };
    };
    await source.attach({ started, settled() {}, event() {} });
    return app;
  };
  const plain = (options) => _electron.launch(options);
  try {
    const rows = [...(await compareCalls(plain, hooked, rounds)), await compareStarts(plain, hooked, rounds)];
    if (seen === 0) throw new Error('bench: the hook saw no call');
    return rows;
  } finally {
    stopDisplay();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Two apps at once, which take turns: the window's wall time, and what the main process uses meanwhile. */
async function compareCalls(plain, hooked, rounds) {
  const apps = [await open(plain, 'plain'), await open(hooked, 'hooked')];
  const rows = [];
  for (const { what, calls, script } of WORKLOADS) {
    const ratios = { wall: [], cpu: [] };
    const added = { wall: [], cpu: [] };
    for (let round = -2; round < rounds; round++) {
      const spent = new Map();
      for (const one of round % 2 === 0 ? apps : apps.toReversed()) spent.set(one, await spend(one, script));
      if (round < 0) continue;
      const [without, withUs] = apps.map((one) => spent.get(one));
      for (const measure of ['wall', 'cpu']) {
        ratios[measure].push(withUs[measure] / without[measure]);
        added[measure].push((withUs[measure] - without[measure]) / calls);
      }
    }
    const row = (measure, name, where) => {
      const addedUs = Math.round(median(added[measure].toSorted((a, b) => a - b)));
      return { ...rowOf({ what: `${what}${where}`, reference: OFF, ratios: ratios[measure], measure: name }), addedUs };
    };
    rows.push(row('wall', 'wall', ', in the renderer'), row('cpu', 'CPU of the main process', ', in main'));
  }
  for (const { app } of apps) await app.close();
  return rows;
}

/** Apps that are started one after the other: the CPU time of the main process until its first window has loaded. */
async function compareStarts(plain, hooked, rounds) {
  const ratios = [];
  const added = [];
  for (let round = -1; round < rounds; round++) {
    const spent = new Map();
    for (const launch of round % 2 === 0 ? [plain, hooked] : [hooked, plain]) {
      const { app } = await open(launch, 'start');
      spent.set(launch, (await cpuOf(app)) / 1_000);
      await app.close();
    }
    if (round < 0) continue;
    ratios.push(spent.get(hooked) / spent.get(plain));
    added.push(spent.get(hooked) - spent.get(plain));
  }
  const addedMs = Math.round(median(added.toSorted((a, b) => a - b)));
  const what = `start-up, until the first window has loaded (+${addedMs} ms)`;
  return rowOf({ what, reference: OFF, ratios, measure: 'CPU of the main process' });
}

/** Microseconds of wall time in the window, and of CPU time in the main process. */
async function spend({ app, window }, script) {
  const before = await cpuOf(app);
  const ms = await window.evaluate(script);
  return { wall: ms * 1_000, cpu: (await cpuOf(app)) - before };
}

async function cpuOf(app) {
  const { user, system } = await app.evaluate(() => process.cpuUsage());
  return user + system;
}

async function open(launch, name) {
  const options = electronLaunchOptions(`--user-data-dir=${join(work, `${name}-data`)}`, work);
  const app = await launch({ ...options, env: { ...process.env } });
  const window = await app.firstWindow();
  await window.waitForLoadState();
  return { app, window };
}

const ARGS = `{ noteId: '64bc9b6d-0df9-4025-a841-98bb81872f10', title: 'Shopping list', tags: ['home', 'todo'], pinned: false }`;

/** Scripts for the window; each gives the milliseconds its calls took. Between lone calls there is a task, which does not count. */
const WORKLOADS = [
  {
    what: 'a lone invoke',
    calls: 300,
    script: `(async () => {
      const { ipcRenderer } = require('electron');
      let total = 0;
      for (let i = 0; i < 300; i++) {
        await new Promise((resolve) => setTimeout(resolve));
        const start = performance.now();
        await ipcRenderer.invoke('save_note', ${ARGS});
        total += performance.now() - start;
      }
      return total;
    })()`,
  },
  {
    what: 'a burst of 2,000 invokes',
    calls: 2_000,
    script: `(async () => {
      const { ipcRenderer } = require('electron');
      const start = performance.now();
      await Promise.all(Array.from({ length: 2000 }, () => ipcRenderer.invoke('save_note', ${ARGS})));
      return performance.now() - start;
    })()`,
  },
];

/** An app whose handler answers at once: the dearest case for the ratio. */
function writeApp() {
  mkdirSync(work, { recursive: true });
  const files = {
    'package.json': JSON.stringify({ name: 'bench', main: 'main.js' }),
    'main.js': `const { app, BrowserWindow, ipcMain } = require('electron');
      ipcMain.handle('save_note', async (_event, note) => ({ saved: true, id: note.noteId, title: note.title }));
      app.whenReady().then(() => {
        const webPreferences = { nodeIntegration: true, contextIsolation: false };
        new BrowserWindow({ show: false, webPreferences }).loadFile('index.html');
      });`,
    'index.html': '<!doctype html><title>bench</title>',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
}
