import type { BrowserType, Page } from '@playwright/test';
import { browserLaunchOptions } from '../../../scripts/browser.mjs';
import { freePort } from './free-port.ts';

/** Opens a page in a browser without us, and then connects to it, as to a desktop app that runs already. */
export async function openUnseen(
  chromium: BrowserType,
  url: string,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const port = await freePort();
  const { args, ...options } = browserLaunchOptions();
  const browser = await chromium.launch({ ...options, args: [...args, `--remote-debugging-port=${port}`] });
  const opened = await fetch(`http://127.0.0.1:${port}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' });
  if (!opened.ok) throw new Error(`The browser opened no page: ${await opened.text()}`);
  // The page is to have run its scripts before anybody is there.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const client = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
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
}
