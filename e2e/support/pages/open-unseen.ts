import type { BrowserType, Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { startBrowser } from './running-browser.ts';

/** Opens a page in a browser without us, waits until it has loaded, and then connects to it, as to a desktop app that runs already. */
export async function openUnseen(
  chromium: BrowserType,
  url: string,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await startBrowser(url);
  try {
    await hasLoaded(new URL(browser.endpoint).host, url);
    const client = await chromium.connectOverCDP(browser.endpoint);
    const page = client
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url() === url);
    if (page === undefined) throw new Error(`No page at ${url}`);
    return {
      page,
      close: async () => {
        await client.close();
        await browser.close();
      },
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Asks the page itself, past Playwright: that would be somebody who is there. */
async function hasLoaded(host: string, url: string): Promise<void> {
  const targets = (await (await fetch(`http://${host}/json/list`)).json()) as {
    url: string;
    webSocketDebuggerUrl: string;
  }[];
  const target = targets.find((one) => one.url === url);
  if (target === undefined) throw new Error(`The browser opened no page at ${url}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: UNTIL_LOADED })));
    socket.once('message', resolve);
  });
  socket.close();
}

const UNTIL_LOADED = {
  awaitPromise: true,
  expression: `new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))`,
};
