// How much the recorder says to the browser, and the browser to it, in a test of five steps and forty calls: these numbers are held, times are not.
import { expect, type RunInlineTest, test } from '../support/runner/run-inline-test.ts';

/** Every save makes eight calls, as apps do that read back what they wrote: four in turn and four at once, answered a task each. */
const APP = `<!doctype html><title>notes</title><button>Save</button><ul></ul><script>
  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
    invoke: (command, args) => new Promise((resolve) => setTimeout(() => resolve({ command, saved: true }), 2)),
  };
  document.querySelector('button').onclick = async () => {
    const { invoke } = window.__TAURI_INTERNALS__;
    for (const command of ['save_note', 'list_notes', 'sync_status', 'read_settings']) await invoke(command, { id: 1 });
    await Promise.all(['a', 'b', 'c', 'd'].map((tag) => invoke('tag_note', { id: 1, tag })));
    document.querySelector('ul').append(document.createElement('li'));
  };
</script>`;

const spec = (from: string) => `import { expect, test } from '${from}';
test('saves notes', async ({ page }) => {
  await page.route('http://notes.test/', (route) => route.fulfill({ contentType: 'text/html', body: ${JSON.stringify(APP)} }));
  await page.goto('http://notes.test/');
  for (let saved = 1; saved <= 5; saved += 1)
    await test.step('save ' + saved, async () => {
      await page.getByRole('button').click();
      await expect(page.getByRole('listitem')).toHaveCount(saved);
    });
});`;

const configWith = (use: string) => `import { browserLaunchOptions } from '../../../scripts/browser.mjs';
export default { reporter: 'line', use: { launchOptions: browserLaunchOptions(), ${use} } };`;

/** The messages of the protocol between Playwright and the browser, as its own log has them. */
interface Traffic {
  sent: number;
  /** Batches that came down the pipe. */
  piped: number;
  /** Calls of Playwright's binding that were ours. */
  bound: number;
}

function trafficIn(log: string): Traffic {
  const lines = log.split('\n');
  const received = lines.filter((line) => line.includes('RECV') && line.includes('Runtime.bindingCalled'));
  const piped = received.filter((line) => /"name":"__ipcRecorder[0-9a-f]{16}"/.test(line));
  const bound = received.filter((line) => line.includes('__ipcRecorder\\"'));
  return {
    sent: lines.filter((line) => line.includes('SEND')).length,
    piped: piped.length,
    bound: bound.length,
  };
}

/** Runs the test, and returns the log. */
async function logOf(runInlineTest: RunInlineTest, from: string, use: string): Promise<string> {
  const files = { 'a.spec.ts': spec(from), 'playwright.config.ts': configWith(use) };
  const run = await runInlineTest(files, { env: { DEBUG: 'pw:protocol' } });
  expect(run.exitCode, run.stdout).toBe(0);
  return run.stderr;
}

test('forty calls in five steps come in nine batches a step, down the pipe, and cost a dozen messages to the browser', async ({
  runInlineTest,
}) => {
  const plain = trafficIn(await logOf(runInlineTest, '@playwright/test', ''));
  const use = `ipcRecorder: { mode: 'on', checkpoints: 'off' }`;
  const ours = trafficIn(await logOf(runInlineTest, 'playwright-ipc-recorder/fixtures', use));
  // A step: the first start; an end with the next start, three times; the last such end with four starts; four ends.
  expect(ours.piped + ours.bound).toBeLessThanOrEqual(5 * 9 + 4);
  expect(ours.bound).toBeLessThanOrEqual(3);
  expect(ours.piped).toBeGreaterThanOrEqual(5 * 8);
  expect(ours.sent - plain.sent).toBeLessThanOrEqual(18);
});

test('a recorder that is off says nothing to the browser', async ({ runInlineTest }) => {
  const log = await logOf(runInlineTest, 'playwright-ipc-recorder/fixtures', `ipcRecorder: 'off'`);
  expect(trafficIn(log).sent).toBeGreaterThan(0);
  expect(log).not.toContain('ipcRecorder');
});
