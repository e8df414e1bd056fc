// What an Electron app costs while the worker that records it cannot listen.
import { existsSync } from 'node:fs';
import type { IpcCall } from 'playwright-ipc-recorder';
import { expect, test } from '../support/electron/app.ts';

/** Calls of about 4 kB in the file, of which the socket may hold 8 MiB. */
const CALLS = 12_000;

test.use({ ipcRecorder: { mode: 'on', maxBytes: 268_435_456 } });

/** The test's own process does nothing else until the file is there. */
function hangUntil(file: string): void {
  const end = Date.now() + 60_000;
  while (!existsSync(file) && Date.now() < end);
}

test(
  'a worker that hangs costs the app no memory, and gets every call when it goes on',
  { tag: ['@electron', '@slow'] },
  async ({ openApp, ipc }, testInfo) => {
    const done = testInfo.outputPath('done');
    const { app, window } = await openApp({
      main: `require('node:v8').setFlagsFromString('--expose-gc');
      const collect = require('node:vm').runInNewContext('gc');
      const used = async () => {
        // What a FinalizationRegistry holds goes with the second.
        for (let round = 0; round < 3; round += 1) { collect(); await new Promise((resolve) => setTimeout(resolve, 50)); }
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      let before;
      ipcMain.handle('begin', async () => { before = await used(); });
      ipcMain.handle('save', (event, at, text) => text.slice(0, 1000) + at);
      ipcMain.handle('end', async () => {
        globalThis.grown = await used() - before;
        require('node:fs').writeFileSync(${JSON.stringify(done)}, '');
      });`,
    });
    // Not awaited: it goes on while this process hangs.
    await window.evaluate(
      `void (async () => {
      await bridge.invoke('begin');
      for (let at = 0; at < ${CALLS}; at += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, one) => bridge.invoke('save', at + one, 'x'.repeat(2500))));
      }
      await bridge.invoke('end');
    })()`,
    );
    hangUntil(done);
    await ipc.checkpoint();
    const { grown } = await app.evaluate(() => globalThis as unknown as { grown: number });
    expect(grown).toBeLessThan(16 * 1_048_576);
    const saved = ipc.recorder
      .eventsSince(0)
      .flatMap(({ event }) => (event.type === 'Ipc' && event.command === 'save' ? [event] : []));
    expect(saved.map(({ args }) => (args as number[])[0])).toEqual(Array.from({ length: CALLS }, (_, at) => at));
    const unanswered = saved.filter(({ result }: IpcCall) => typeof result !== 'object' || !('Ok' in result));
    expect(unanswered).toEqual([]);
  },
);
