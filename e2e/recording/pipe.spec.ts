// Documents change over from the binding to the pipe of their page while they send: nothing is lost, doubled or reordered, whatever else happens.
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { startBrowser } from '../support/pages/running-browser.ts';

interface Tauri {
  __TAURI_INTERNALS__: { invoke(command: string, args: { n: number }): Promise<unknown> };
}

/** An app that calls without end: its calls are numbered, and `window.made` says how many there are. */
const APP = `<!doctype html><title>app</title><script>
  window.made = 0;
  window.seen = [];
  const name = Math.random().toString(36).slice(2);
  const look = () => { for (const key in window) if (/ipcRecorder/i.test(key)) window.seen.push(key); };
  const call = () => { look(); window.made += 1; window.__TAURI_INTERNALS__.invoke('call', { document: name, n: window.made }); };
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { call(); setTimeout(() => port2.postMessage(0), 1); };
  for (let i = 0; i < 3; i += 1) call();
  port2.postMessage(0);
</script>`;

/** Serves the app, whose backend is there before its first script. */
async function serve(context: BrowserContext): Promise<void> {
  await context.route(/\.test\//, (route) => route.fulfill({ contentType: 'text/html', body: APP }));
  await context.addInitScript(() => {
    const invoke = (_command: string, { n }: { n: number }) => new Promise((resolve) => setTimeout(resolve, 3, n));
    Object.assign(window, { __TAURI_INTERNALS__: { invoke } });
  });
}

/** Milliseconds after the birth of a document at which something happens to it: its page gets a pipe meanwhile. */
const MOMENTS = [0, 1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 30];

/** How many calls the document of a page has made, once it has begun to. */
const made = async (page: Page): Promise<number> => {
  const counted = await page.waitForFunction(() => (window as unknown as { made?: number }).made);
  return (await counted.jsonValue()) as number;
};

/** The numbers of the calls of each document, in the order of the recording. */
function byDocument(calls: readonly { args?: unknown }[]): number[][] {
  const documents = new Map<string, number[]>();
  for (const { args } of calls) {
    const { document, n } = args as { document: string; n: number };
    documents.set(document, [...(documents.get(document) ?? []), n]);
  }
  return [...documents.values()];
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

/** What happens to a page; each returns how many calls its documents had made when they could last be asked. */
const WAYS: Record<string, (page: Page) => Promise<number[]>> = {
  'is closed': async (page) => {
    const count = await made(page);
    await page.close();
    return [count];
  },
  'is closed with its context': async (page) => {
    const count = await made(page);
    await page.context().close();
    return [count];
  },
  crashes: async (page) => {
    const count = await made(page);
    const session = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    void session.send('Page.crash').catch(() => {});
    await crashed;
    return [count];
  },
  'is navigated': async (page) => {
    const count = await made(page);
    await page.goto('http://other.test/', { waitUntil: 'commit' });
    return [count, await made(page)];
  },
  'navigates itself': async (page) => {
    const count = await page.evaluate(() => {
      location.href = '/next';
      return (window as unknown as { made: number }).made;
    });
    await page.waitForURL('**/next', { waitUntil: 'commit' });
    return [count, await made(page)];
  },
  'is reloaded': async (page) => {
    const count = await made(page);
    await page.reload({ waitUntil: 'commit' });
    return [count, await made(page)];
  },
};

for (const [name, go] of Object.entries(WAYS)) {
  test(`a page that ${name} as it gets its pipe has all calls that it is known to have made, once and in order`, async ({
    browser,
    ipc,
  }) => {
    for (const moment of MOMENTS) {
      const context = await browser.newContext();
      await serve(context);
      const before = ipc.calls('call').length;
      const page = await context.newPage();
      await page.goto('http://app.test/', { waitUntil: 'commit' });
      await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), moment);
      const counts = await go(page);
      const documents = byDocument(ipc.calls('call').slice(before));
      expect(documents.length, `after ${moment} ms`).toBe(counts.length);
      for (const [at, numbers] of documents.entries()) {
        expect(numbers, `document ${at}, after ${moment} ms`).toEqual(upTo(numbers.length));
        expect(numbers.length).toBeGreaterThanOrEqual(counts[at] as number);
      }
      await context.close();
    }
    expect(ipc.recorder.export()).not.toHaveProperty('dropped');
  });
}

test('the app finds no global of ours, whenever the pipe comes and into whichever document', async ({ page }) => {
  await serve(page.context());
  const seen = () =>
    page
      .frames()
      .map((frame) =>
        frame.evaluate(() => [
          ...(window as unknown as { seen: string[] }).seen,
          ...Object.getOwnPropertyNames(window).filter((key) => /ipcRecorder/i.test(key)),
        ]),
      );
  await page.setContent(`${APP}<iframe src="http://app.test/inner"></iframe>`);
  await expect.poll(() => page.frames().length).toBe(2);
  await page.waitForTimeout(200);
  expect((await Promise.all(seen())).flat()).toEqual([]);
  await page.goto('http://app.test/');
  expect((await Promise.all(seen())).flat()).toEqual([]);
  expect(await page.evaluate(() => (window as unknown as { made: number }).made)).toBeGreaterThan(0);
});

test('calls of a frame within a page are of that frame, whichever way they come', async ({ page, ipc }) => {
  await serve(page.context());
  await page.goto('http://app.test/');
  await page.evaluate(() => {
    document.body.innerHTML = '<iframe src="/inner"></iframe>';
  });
  await expect.poll(() => page.frame({ url: /inner/ })).not.toBeNull();
  const inner = page.frame({ url: /inner/ });
  await inner?.waitForFunction(() => (window as unknown as { made: number }).made > 20);
  const calls = ipc.calls('call').filter(({ frame }) => frame?.endsWith('/inner'));
  expect(calls.length).toBeGreaterThan(20);
  const [numbers] = byDocument(calls);
  expect(numbers).toEqual(upTo(calls.length));
});

test('a popup that closes itself right after an answer has it', async ({ page, ipc }) => {
  await serve(page.context());
  await page.goto('http://app.test/');
  const opening = page.waitForEvent('popup');
  await page.evaluate(() => void window.open('http://app.test/popup'));
  const popup = await opening;
  await made(popup);
  const closed = popup.waitForEvent('close');
  const last = popup.evaluate(async () => {
    await (window as never as Tauri).__TAURI_INTERNALS__.invoke('last', { n: 0 });
    window.close();
  });
  await Promise.all([closed, last.catch(() => {})]);
  await expect(() => expect(ipc.calls('last').at(-1)?.result).toEqual({ Ok: 0 })).toPass({ timeout: 2_000 });
});

test('a page that outlives a connection tells the next one all, at once', async ({ ipc }) => {
  const running = await startBrowser('about:blank');
  try {
    for (const n of [1, 2, 3]) {
      const browser = await chromium.connectOverCDP(running.endpoint);
      const [context] = browser.contexts();
      const [page] = context?.pages() ?? [];
      if (context === undefined || page === undefined) throw new Error('no page');
      // The context is observed as Playwright tells of it.
      await page.waitForTimeout(300);
      if (n === 1) {
        await serve(context);
        await page.goto('http://app.test/');
      }
      await page.evaluate(
        async (nth) => await (window as never as Tauri).__TAURI_INTERNALS__.invoke('connected', { n: nth }),
        n,
      );
      const told = Array.from({ length: n }, (_one, at) => ({ Ok: at + 1 }));
      // Messages that are waited for in vain are given up after a second.
      const isTold = () => expect(ipc.calls('connected').map(({ result }) => result)).toEqual(told);
      await expect(isTold).toPass({ timeout: 700, intervals: [50] });
      await browser.close();
    }
    // Answers alone are told of: to calls that were made while nobody listened.
    expect(ipc.recorder.export()?.dropped?.events).toBeUndefined();
  } finally {
    await running.close();
  }
});

test('documents have names of their own, also where each gets the same random numbers', async ({ ipc }) => {
  const running = await startBrowser('about:blank');
  try {
    const browser = await chromium.connectOverCDP(running.endpoint);
    const [context] = browser.contexts();
    const [page] = context?.pages() ?? [];
    if (context === undefined || page === undefined) throw new Error('no page');
    await context.addInitScript(() => {
      Math.random = () => 0.5;
    });
    await serve(context);
    await ipc.attach(page);
    for (const path of ['a', 'b', 'c']) {
      await page.goto(`http://app.test/${path}`);
      await page.evaluate(async () => await (window as never as Tauri).__TAURI_INTERNALS__.invoke('here', { n: 1 }));
    }
    await expect(() => expect(ipc.calls('here')).toHaveLength(3)).toPass({ timeout: 2_000 });
    await browser.close();
  } finally {
    await running.close();
  }
});
