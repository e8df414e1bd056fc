import { expect } from '@playwright/test';
import type { IpcCall, RecordedSession } from 'playwright-ipc-recorder';
import { test } from '../../support/runner/run-inline-test.ts';
import { APP_HEAD, appConfig } from './real-app.ts';

/** The calls and messages of a session, in its order. */
function trafficOf(session: RecordedSession | undefined): IpcCall[] {
  return (session?.events ?? []).flatMap(({ event }) => (event.type === 'Ipc' ? event : []));
}

test('a real window is recorded: arguments, answers, structured errors, events, channels, bytes and labels', async ({
  runInlineTest,
}) => {
  const { of, output } = await runInlineTest({
    'playwright.config.ts': appConfig(),
    'a.spec.ts': `${APP_HEAD}
      test('notes', async ({ tauriApp, ipc }) => {
        expect(await tauriApp.invoke('save_note', { title: 'Milk', body: 'Two bottles' })).toEqual({ id: 'note-3', title: 'Milk', body: 'Two bottles' });
        await expect(tauriApp.invoke('save_note', { title: ' ', body: '' })).rejects.toThrow('A note needs a title.');
        await expect(ipc).toHaveInvoked('save_note', { title: 'Milk' });
      });
      test('channel', async ({ tauriApp, ipc }) => {
        const exported = ipc.waitForCall('export_notes');
        await tauriApp.evaluate(...press('export'));
        await exported;
        await expect.poll(() => ipc.pushes().length).toBe(3);
      });
      test('bytes', async ({ tauriApp }) => {
        expect(await tauriApp.evaluate(async () => {
          const { invoke } = window.__TAURI_INTERNALS__;
          const { id } = await invoke('attach_file', new Uint8Array([0, 1, 255]), { headers: { note: 'note-1' } });
          return [...new Uint8Array(await invoke('read_attachment', { id }))];
        })).toEqual([0, 1, 255]);
      });
      test('windows', async ({ tauriApp, ipc }) => {
        await tauriApp.evaluate(...press('settings'));
        await expect.poll(() => ipc.calls('list_notes').filter((call) => call.webview_label === 'settings').length).toBe(1);
        await expect.poll(() => ipc.calls('plugin:event|listen').filter((call) => call.webview_label === 'settings' && call.result !== 'Pending').length).toBe(1);
        await tauriApp.invoke('save_note', { title: 'Tea', body: '' });
        await expect.poll(() => ipc.pushes('notes://changed').map((push) => push.webview_label).sort(), { timeout: 20_000 }).toEqual(['main', 'settings']);
      });`,
  });
  const sessionOf = (title: string) => {
    const [{ session, status } = {}] = of(title);
    expect(status, output).toBe('passed');
    return session;
  };
  const notes = trafficOf(sessionOf('notes'));
  const [saved, refused] = notes.filter(({ command }) => command === 'save_note');
  expect(saved).toMatchObject({
    args: { title: 'Milk', body: 'Two bottles' },
    result: { Ok: { id: 'note-3', title: 'Milk', body: 'Two bottles' } },
    webview_label: 'main',
  });
  expect(refused).toMatchObject({
    result: { Err: 'A note needs a title.' },
    error: { code: 'EMPTY_TITLE', message: 'A note needs a title.' },
  });
  expect(notes).toContainEqual(
    expect.objectContaining({ kind: 'push', command: 'notes://changed', args: { reason: 'saved', id: 'note-3' } }),
  );
  const [exported, ...progress] = trafficOf(sessionOf('channel'));
  expect(exported?.command).toBe('export_notes');
  expect(progress.map(({ channel, args }) => [channel === exported?.id, args])).toEqual(
    [1, 2, 3].map((done) => [true, { done, total: 3 }]),
  );
  const [attached, read] = trafficOf(sessionOf('bytes'));
  expect(attached).toMatchObject({
    args: { $binary: { size: 3, base64: 'AAH/' } },
    options: { headers: { note: 'note-1' } },
    result: { Ok: { id: 'file-1', note: 'note-1', size: 3 } },
  });
  expect(read?.result).toMatchObject({ Ok: { $binary: { type: 'ArrayBuffer', size: 3, base64: 'AAH/' } } });
  const windows = trafficOf(sessionOf('windows'));
  expect(windows.filter(({ command }) => command.includes('victauri'))).toEqual([]);
});

test('200 calls from two windows at once are all there, in the order of each window, with their answers; and none twice', async ({
  runInlineTest,
}) => {
  const { of, output } = await runInlineTest({
    'playwright.config.ts': appConfig(),
    'a.spec.ts': `${APP_HEAD}
      const many = async ([first, count]) => {
        const { invoke } = window.__TAURI_INTERNALS__;
        await Promise.all(Array.from({ length: count }, (_, at) => invoke('count_up', { from: first + at })));
      };
      test('two', async ({ tauriApp }) => {
        await tauriApp.invoke('open_settings');
        await expect.poll(() => tauriApp.windows()).toEqual(expect.arrayContaining(['main', 'settings']));
        await Promise.all([
          tauriApp.evaluate(many, [0, 100], { window: 'main' }),
          tauriApp.evaluate(many, [1000, 100], { window: 'settings' }),
        ]);
      });`,
  });
  const [{ session, status } = {}] = of('two');
  expect(status, output).toBe('passed');
  const calls = trafficOf(session).filter(({ command }) => command === 'count_up');
  for (const [label, first] of [
    ['main', 0],
    ['settings', 1_000],
  ] as const) {
    const own = calls.filter(({ webview_label }) => webview_label === label);
    expect(own.map(({ args, result }) => [args, result])).toEqual(
      Array.from({ length: 100 }, (_, at) => [{ from: first + at }, { Ok: [first + at, first + at + 1] }]),
    );
  }
  expect(calls).toHaveLength(200);
});

test('what a document told last is recorded when it is left, and what the next one did before it was observed is filled in and marked', async ({
  runInlineTest,
}) => {
  const { of, output } = await runInlineTest({
    'playwright.config.ts': appConfig(),
    'a.spec.ts': `${APP_HEAD}
      test('reload', async ({ tauriApp, ipc }) => {
        await tauriApp.evaluate(() => {
          addEventListener('pagehide', () => void window.__TAURI_INTERNALS__.invoke('count_up', { from: 7 }).catch(() => {}));
          setTimeout(() => location.reload(), 20);
        });
        await expect.poll(() => ipc.calls('app_info').length).toBe(1);
        await expect.poll(() => ipc.calls('list_notes').every((call) => call.result !== 'Pending')).toBe(true);
      });`,
  });
  const [{ session, status } = {}] = of('reload');
  expect(status, output).toBe('passed');
  const calls = trafficOf(session);
  expect(calls.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['count_up', 'plugin:event|listen', 'app_info', 'list_notes']),
  );
  expect(calls.find(({ command }) => command === 'count_up')).toMatchObject({
    abandoned: 'navigated',
    args: { from: 7 },
  });
  expect(calls.find(({ command }) => command === 'app_info')).toMatchObject({
    args: {},
    result: { Ok: { version: '0.1.0', starts: 1 } },
  });
  expect(session?.gaps).toEqual([{ reason: 'late-document', page: 'main' }]);
});

test('an app that is killed in mid-test leaves a session with all calls up to then', async ({ runInlineTest }) => {
  const { of } = await runInlineTest({
    'playwright.config.ts': appConfig(),
    'a.spec.ts': `${APP_HEAD}
      test('killed', async ({ tauriApp }) => {
        for (let from = 0; from < 30; from += 1) await tauriApp.invoke('count_up', { from });
        process.kill(tauriApp.pid, 'SIGKILL');
        await tauriApp.invoke('count_up', { from: 30 });
      });`,
  });
  const [{ session, status, errors } = {}] = of('killed');
  expect(status).toBe('failed');
  expect(errors?.[0]?.message).toContain('does not answer');
  const calls = trafficOf(session).filter(({ command }) => command === 'count_up');
  expect(calls.map(({ result }) => result)).toEqual(
    Array.from({ length: 30 }, (_, from) => ({ Ok: [from, from + 1] })),
  );
  expect(session?.events.map(({ event }) => (event.type === 'WindowEvent' ? event.event : ''))).toContain(
    'app.killed by SIGKILL',
  );
});

test('a checkpoint holds the state of the app and its windows, which a restart changes', async ({
  runInlineTest,
}, testInfo) => {
  const { of, output } = await runInlineTest({
    'playwright.config.ts': appConfig(`env: { NOTES_DB: ${JSON.stringify(testInfo.outputPath('notes.db'))} },`),
    'a.spec.ts': `${APP_HEAD}
      test('restarted', async ({ tauriApp, ipc }) => {
        await tauriApp.invoke('save_note', { title: 'Milk', body: '' });
        await ipc.checkpoint('before');
        await tauriApp.restart();
        await expect.poll(() => ipc.calls('app_info').length).toBe(1);
        await ipc.checkpoint('after');
      });`,
  });
  const [{ session, status } = {}] = of('restarted');
  expect(status, output).toBe('passed');
  const stateAt = (label: string) => session?.checkpoints.find((checkpoint) => checkpoint.label === label)?.state;
  for (const [label, starts] of [
    ['before', 1],
    ['after', 2],
  ] as const) {
    expect(stateAt(label)).toMatchObject({
      main: {
        probes: { starts: { starts } },
        windows: [{ label: 'main', title: 'Notes', page: { app: { notes: expect.arrayContaining([]) } } }],
      },
    });
  }
});
