import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { parseSession, type RecordedSession } from 'playwright-ipc-recorder';
import { runCli } from '../../support/runner/run-cli.ts';
import { test } from '../../support/runner/run-inline-test.ts';
import { APP, APP_HEAD, appConfig } from './real-app.ts';

test("a session goes into the app's own recorder and comes back equal, and one that Victauri recorded is parsed, shown, diffed and replayed", async ({
  runInlineTest,
}) => {
  const { of, output, folder } = await runInlineTest({
    'playwright.config.ts': appConfig(),
    'a.spec.ts': `${APP_HEAD}
      import { writeFileSync } from 'node:fs';
      test('ours', async ({ tauriApp }) => {
        await tauriApp.invoke('save_note', { title: 'Milk', body: 'Two bottles' });
        await tauriApp.invoke('save_note', { title: '', body: '' }).catch(() => {});
        await tauriApp.invoke('app_info');
      });
      test('theirs', async ({ tauriApp }) => {
        await tauriApp.tool('recording', { action: 'start', session_id: 'theirs' });
        await tauriApp.invoke('app_info');
        await tauriApp.invoke('search_notes', { query: 'ada' });
        await tauriApp.tool('recording', { action: 'flush' });
        writeFileSync('theirs.json', JSON.stringify(await tauriApp.tool('recording', { action: 'stop' })));
      });
      test('imported', async ({ tauriApp }) => {
        const { readFileSync } = await import('node:fs');
        const session_json = readFileSync(process.env.OURS ?? 'theirs.json', 'utf8');
        await tauriApp.tool('recording', { action: 'import', session_json });
        writeFileSync('back.json', JSON.stringify(await tauriApp.tool('recording', { action: 'stop' })));
      });`,
  });
  const [{ attachments = [], status } = {}] = of('ours');
  expect(status, output).toBe('passed');
  expect(of('theirs')[0]?.status, output).toBe('passed');
  const ours = attachments.find(({ name }) => name === 'ipc-session')?.path ?? '';

  // A copy, since a second run cleans its folder of results.
  const copy = join(folder, 'ours.json');
  writeFileSync(copy, readFileSync(ours));
  const again = await runInlineTest(
    { 'playwright.config.ts': appConfig() },
    { add: true, args: ['-g', 'imported'], env: { OURS: copy } },
  );
  expect(again.exitCode, again.output).toBe(0);
  const sharedKeys = ({ id, events, checkpoints }: RecordedSession) => ({
    id,
    calls: events.flatMap(({ index, event }) =>
      event.type === 'Ipc' ? [[index, event.id, event.command, event.timestamp, event.duration_ms, event.result]] : [],
    ),
    checkpoints: checkpoints.map(({ label, state, event_index }) => [label, state, event_index]),
  });
  const read = (name: string) => parseSession(readFileSync(join(folder, name), 'utf8'));
  expect(sharedKeys(read('back.json'))).toEqual(sharedKeys(read('ours.json')));

  const cli = (...args: string[]) => runCli(args, { cwd: folder });
  const shown = await cli('show', 'theirs.json');
  expect(shown.exitCode, shown.stderr).toBe(0);
  expect(shown.stdout).toContain('timeline');
  expect((await cli('diff', 'theirs.json', 'theirs.json')).exitCode).toBe(0);
  const replayed = await cli(
    'replay',
    'theirs.json',
    '--target',
    'victauri',
    '--app',
    APP,
    '--compare',
    'outcome',
    '--json',
  );
  const { counts, calls } = JSON.parse(replayed.stdout) as {
    counts: { same: number };
    calls: { command: string; status: string; reason?: string }[];
  };
  expect(counts.same).toBeGreaterThan(0);
  // Victauri keeps no arguments, and a call is not sent with others.
  expect(calls.find(({ command }) => command === 'search_notes')).toMatchObject({
    status: 'skipped',
    reason: 'its arguments were not recorded',
  });
});
