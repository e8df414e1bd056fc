/** A file of a user's that holds the public types to what they should take and refuse. */
export const TYPES = `
import { test as base, expect as baseExpect, defineConfig, mergeTests, type Page } from '@playwright/test';
import { type CallFilter, expect, type Ipc, type IpcRecorderOptions, test } from 'playwright-ipc-recorder/fixtures';
import { type IpcFixtures, ipcFixtures, ipcMatchers } from 'playwright-ipc-recorder/ipc-fixtures';
import { parseSession, type RecordedSession } from 'playwright-ipc-recorder';
import IpcReporter, { type IpcReporterOptions } from 'playwright-ipc-recorder/reporter';

defineConfig<IpcRecorderOptions>({
  use: { ipcRecorder: { mode: 'on', state: async ({ pages, testInfo }) => [pages.length, testInfo.title] } },
  projects: [{ name: 'quiet', use: { ipcRecorder: 'off' } }],
});
// @ts-expect-error
defineConfig<IpcRecorderOptions>({ use: { ipcRecorder: 'sometimes' } });
// @ts-expect-error
defineConfig<IpcRecorderOptions>({ use: { ipcRecorder: { mode: 'sometimes' } } });
// @ts-expect-error
defineConfig<IpcRecorderOptions>({ use: { ipcRecorder: { modes: 'on' } } });
// @ts-expect-error
defineConfig<IpcRecorderOptions>({ use: { ipcRecorder: { checkpoints: 'all' } } });
// @ts-expect-error
defineConfig<IpcRecorderOptions>({ use: { ipcRecorder: { maxEvents: '5' } } });
// @ts-expect-error
test.use({ ipcRecorder: 'always' });
test.use({ ipcRecorder: { mode: 'retain-on-failure', redact: false } });

test('ours', async ({ ipc, page }) => {
  const filter: CallFilter = { command: 'save' };
  const same: Ipc = ipc;
  await expect(same).toHaveInvoked('save', { id: 1 });
  await expect(ipc).not.toHaveInvokedTimes(/save/, 2, { timeout: 5 });
  await ipc.route('save', (route, call) => route.fulfill(call.args));
  ipc.calls(filter)[0]?.command.trim();
  await expect(ipc).toHaveSent('log', ['x'], { times: 2, timeout: 5 });
  await expect(ipc).not.toHaveReceived(/loaded/);
  (await ipc.waitForSend('log', { args: ['x'] })).command.trim();
  (await ipc.waitForPush((push) => push.webview_label === 'main')).command.trim();
  ipc.sends(filter)[0]?.command.trim();
  // @ts-expect-error
  await expect(ipc).toHaveSent('log', ['x'], { time: 2 });
  // @ts-expect-error
  await expect(ipc).toHaveInvoked(1);
  // @ts-expect-error
  await expect(page).toHaveInvoked('save');
  // @ts-expect-error
  await expect(ipc).toHaveInvokedTwice('save');
  // @ts-expect-error
  ipc.cals();
});

const bare = base.extend(ipcFixtures);
bare.use({ ipcRecorder: 'on' });
// @ts-expect-error
bare.use({ ipcRecorder: 'always' });
bare('on a bare test', async ({ ipc, page }) => {
  const known: Page = page;
  await baseExpect.extend(ipcMatchers)(ipc).toHaveNoPendingCalls();
  await known.close();
});

const withUser = base.extend<{ user: string }, { account: number }>({
  user: async ({}, use) => use('ann'),
  account: [async ({}, use) => use(1), { scope: 'worker' }],
});
withUser.extend(ipcFixtures)('on a test with fixtures', ({ ipc, user, account }) => [ipc.calls(), user.trim(), account.toFixed()]);
withUser.extend<IpcFixtures>(ipcFixtures)('by name', ({ ipc, user }) => [ipc.calls(), user.trim()]);
mergeTests(test, withUser)('merged', ({ ipc, user }) => [ipc.calls(), user.trim()]);
test.extend<{ count: number }>({ count: async ({ ipc }, use) => use(ipc.calls().length) })('further', ({ ipc, count }) => [ipc.calls(), count.toFixed()]);

const options: IpcReporterOptions = { print: false, replay: { target: './backend.ts' } };
new IpcReporter(options).printsToStdio();
// @ts-expect-error
new IpcReporter({ printing: false });

export const session: RecordedSession = parseSession('{}');
// @ts-expect-error
session.startedAt;
`;
