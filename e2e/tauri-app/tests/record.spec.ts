import { expect } from '@playwright/test';
import type { IpcCall } from 'playwright-ipc-recorder';
import { test } from '../../support/runner/run-inline-test.ts';
import { APP_HEAD, appConfig } from './real-app.ts';

test('a call of a real window is recorded with its arguments, answer, error and what it pushed', async ({
  runInlineTest,
}) => {
  const { of, output } = await runInlineTest({
    'playwright.config.ts': appConfig(),
    'a.spec.ts': `${APP_HEAD}
      test('notes', async ({ tauriApp, ipc }) => {
        expect(await tauriApp.invoke('save_note', { title: 'Milk', body: 'Two bottles' })).toEqual({ id: 'note-3', title: 'Milk', body: 'Two bottles' });
        await expect(tauriApp.invoke('save_note', { title: ' ', body: '' })).rejects.toThrow('A note needs a title.');
        await expect(ipc).toHaveInvoked('save_note', { title: 'Milk' });
      });`,
  });
  const { session, status } = of('notes')[0] ?? {};
  expect(status, output).toBe('passed');
  const calls = (session?.events ?? []).flatMap(({ event }) => (event.type === 'Ipc' ? event : []));
  const [saved, refused] = calls.filter(({ command }) => command === 'save_note') as [IpcCall, IpcCall];
  expect(saved).toMatchObject({
    args: { title: 'Milk', body: 'Two bottles' },
    result: { Ok: { id: 'note-3', title: 'Milk', body: 'Two bottles' } },
    webview_label: 'main',
  });
  expect(refused).toMatchObject({
    result: { Err: 'A note needs a title.' },
    error: { code: 'EMPTY_TITLE', message: 'A note needs a title.' },
  });
  expect(calls).toContainEqual(
    expect.objectContaining({ kind: 'push', command: 'notes://changed', args: { reason: 'saved', id: 'note-3' } }),
  );
});
