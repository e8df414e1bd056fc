import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { runCli } from '../../support/runner/run-cli.ts';
import { test } from '../../support/runner/run-inline-test.ts';
import { SampleSession } from '../../support/sessions/sample-session.ts';
import { APP, APP_HEAD, appConfig } from './real-app.ts';

/** A test that calls commands of each kind, from two windows. */
const SUITE = {
  'playwright.config.ts': appConfig(),
  'a.spec.ts': `${APP_HEAD}
    test('all kinds', async ({ tauriApp, ipc }) => {
      await tauriApp.invoke('save_note', { title: 'Milk', body: 'Two bottles' });
      await tauriApp.invoke('save_note', { title: '', body: '' }).catch(() => {});
      await tauriApp.invoke('search_notes', { query: 'milk' });
      await tauriApp.evaluate(...press('export'));
      await expect.poll(() => ipc.pushes().length).toBe(4);
      await tauriApp.evaluate(async () => {
        const { invoke } = window.__TAURI_INTERNALS__;
        const { id } = await invoke('attach_file', new Uint8Array([0, 1, 255]), { headers: { note: 'note-1' } });
        await invoke('read_attachment', { id });
        await invoke('sync_notes');
        await invoke('open_settings');
      });
      await expect.poll(() => ipc.calls('list_notes').filter((call) => call.webview_label === 'settings').length).toBe(1);
      await tauriApp.invoke('delete_note', { id: 'note-1' }, { window: 'settings' });
      await tauriApp.invoke('nothing', {}).catch(() => {});
    });`,
};

test('a session drives the Rust backend twenty times with the same result, and a difference is named by command and path', async ({
  runInlineTest,
}) => {
  const { of, output, folder } = await runInlineTest(SUITE);
  const [{ attachments = [], status } = {}] = of('all kinds');
  expect(status, output).toBe('passed');
  const session = attachments.find(({ name }) => name === 'ipc-session')?.path ?? '';
  const drive = (...more: string[]) =>
    runCli(['replay', session, '--target', 'victauri', '--app', APP, ...more], { cwd: folder });
  const reports: string[] = [];
  for (let times = 0; times < 20; times += 1) {
    const { stdout, stderr, exitCode } = await drive('--json');
    expect(exitCode, stdout + stderr).toBe(0);
    const { calls, counts } = JSON.parse(stdout) as { calls: Record<string, unknown>[]; counts: object };
    reports.push(JSON.stringify([counts, calls.map(({ command, status, actual }) => [command, status, actual])]));
  }
  expect(new Set(reports).size).toBe(1);
  const same = JSON.parse(reports[0] ?? '') as [{ same: number; differs: number }, [string, string, unknown][]];
  expect(same[0].differs).toBe(0);
  expect(same[1].filter(([, status]) => status === 'same').map(([command]) => command)).toEqual(
    expect.arrayContaining(['save_note', 'export_notes', 'attach_file', 'read_attachment', 'delete_note', 'nothing']),
  );

  // Another backend: without the note that was saved first.
  const { stdout, exitCode } = await drive('--skip', 'save_note');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('search_notes');
  expect(stdout).toContain('result.Ok[0]');
});

test('an app that does not start is told of with what it has said, and nothing is called the same', async ({}, testInfo) => {
  const session = testInfo.outputPath('session.json');
  writeFileSync(session, JSON.stringify(new SampleSession().call('list_notes', { result: { Ok: [] } }).build()));
  const started = await runCli(['replay', session, '--target', 'victauri', '--app', '/bin/false'], {
    cwd: testInfo.outputDir,
  });
  expect(started.exitCode).toBe(2);
  expect(started.stderr).toContain('it ended with code 1');
  const found = await runCli(['replay', session, '--target', 'victauri'], {
    cwd: testInfo.outputDir,
    env: { VICTAURI_APP: 'nobody.at.all' },
  });
  expect(found.exitCode).toBe(2);
  expect(found.stderr).toContain('No app called nobody.at.all with Victauri runs.');
});
