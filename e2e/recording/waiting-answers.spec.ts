// Answers in the middle of traffic wait a little for the next message. They are there all the same before anybody could miss them.
import type { Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';

/** An app whose backend answers `slow` much later than `quick`. */
const APP = `<!doctype html><title>app</title><a href="/next">next</a><form action="/sent"><button>send</button></form><script>
  window.__TAURI_INTERNALS__ = { invoke: (command) => new Promise((resolve) => setTimeout(resolve, command === 'slow' ? 60_000 : 2, command)) };
</script>`;

interface App {
  __TAURI_INTERNALS__: { invoke(command: string): Promise<unknown> };
}

/** Opens the app in a document that has had the pipe of its page from its birth. */
async function open(page: Page): Promise<void> {
  await page.route(/app\.test/, (route) => route.fulfill({ contentType: 'text/html', body: APP }));
  await page.goto('http://app.test/first');
  await page.waitForTimeout(300);
  await page.goto('http://app.test/');
}

/** Makes a call that is answered while another is under way, and then runs `next` in the page, in the same task. */
const answerAnd = (page: Page, next = '') =>
  page.evaluate(async (code) => {
    const { invoke } = (window as unknown as App).__TAURI_INTERNALS__;
    void invoke('slow');
    await invoke('quick');
    // biome-ignore lint/security/noGlobalEval: each way to go is a line of code
    window.eval(code);
  }, next);

/** Keeps the page from sending by itself what waits: who closes it has to ask for it, and to wait for the answer. */
const BUSY = 'setTimeout(() => { for (const end = performance.now() + 100; performance.now() < end; ); })';

/** Ways in which a test leaves a page. */
const BY_TEST: Record<string, (page: Page) => Promise<unknown>> = {
  goto: (page) => page.goto('data:text/html,other'),
  reload: (page) => page.reload(),
  goBack: (page) => page.goBack(),
  close: (page) => page.close(),
  'the close of its context': (page) => page.context().close(),
};

/** Ways in which an app leaves its page. */
const BY_APP: Record<string, string> = {
  'a new address': `location.href = '/next'`,
  'a new address at once': `location.replace('data:text/html,other')`,
  reload: 'location.reload()',
  'a link': `document.querySelector('a').click()`,
  'a form': `document.querySelector('form').submit()`,
};

test('answers that wait are there before the page is left, whoever leaves it', async ({ browser, ipc }) => {
  const outcomes: Record<string, unknown> = {};
  const leave = async (name: string, next: string, way: (page: Page) => Promise<unknown>) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await open(page);
    await answerAnd(page, next).catch(() => {});
    await way(page);
    await context.close();
    outcomes[name] = ipc.calls('quick').at(-1)?.result;
  };
  for (const [name, way] of Object.entries(BY_TEST))
    await leave(`test: ${name}`, name.includes('close') ? BUSY : '', way);
  for (const [name, next] of Object.entries(BY_APP))
    await leave(`app: ${name}`, next, (page) => page.waitForTimeout(200));
  expect(outcomes).toEqual(Object.fromEntries(Object.keys(outcomes).map((name) => [name, { Ok: 'quick' }])));
  expect(ipc.calls('quick')).toHaveLength(Object.keys(BY_TEST).length + Object.keys(BY_APP).length);
});

test('an answer that waits comes with the next call, and alone within moments', async ({ page, ipc }) => {
  await open(page);
  await answerAnd(page, `window.__TAURI_INTERNALS__.invoke('next')`);
  expect(ipc.calls('quick').at(-1)?.result).toEqual({ Ok: 'quick' });
  await answerAnd(page);
  await expect
    .poll(() => ipc.calls('quick').at(-1)?.result, { intervals: [20], timeout: 1_000 })
    .toEqual({ Ok: 'quick' });
});

/** Holds up the page for so long, as soon as what is in its microtasks is done. */
const hang = (page: Page, calls: readonly string[], ms: number) =>
  page.evaluate(
    ([commands, time]) => {
      const { invoke } = (window as unknown as App).__TAURI_INTERNALS__;
      const run = async () => {
        for (const command of commands) {
          if (command === 'slow' || command === 'last') void invoke(command);
          else await invoke(command);
        }
        for (let turn = 0; turn < 10; turn += 1) await null;
        for (const end = performance.now() + time; performance.now() < end; );
      };
      void run();
    },
    [calls, ms] as const,
  );

test('a page that hangs after the last answer has it', async ({ page, ipc }) => {
  await open(page);
  await hang(page, ['quick'], 4_000);
  const hung = page.evaluate(() => 'over');
  await expect.poll(() => ipc.calls('quick')[0]?.result, { timeout: 2_000 }).toEqual({ Ok: 'quick' });
  expect(await Promise.race([hung, page.waitForTimeout(100).then(() => 'hangs')])).toBe('hangs');
});

test('a renderer that dies loses no start of a call, and of answers at most those of the last moment in the middle of traffic', async ({
  browser,
  ipc,
}) => {
  const crash = async (calls: readonly string[]) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await open(page);
    const before = ipc.calls().length;
    await hang(page, calls, 30_000);
    await expect.poll(() => ipc.calls().length - before).toBe(calls.length);
    const session = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    void session.send('Page.crash').catch(() => {});
    await crashed;
    return ipc.calls().slice(before);
  };
  const told = (await crash(['slow', 'quick', 'last'])).map(({ command, result }) => [command, result]);
  expect(told).toEqual([
    ['slow', 'Pending'],
    ['quick', { Ok: 'quick' }],
    ['last', 'Pending'],
  ]);
  // Where the machine is so slow that the first call is no more of the last moment, the answer has not waited.
  const [slow, quick] = (await crash(['slow', 'quick'])).map(({ command, result }) => [command, result]);
  expect(slow).toEqual(['slow', 'Pending']);
  expect([JSON.stringify(['quick', 'Pending']), JSON.stringify(['quick', { Ok: 'quick' }])]).toContain(
    JSON.stringify(quick),
  );
});
