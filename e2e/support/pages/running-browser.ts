// A browser of nobody's, as a webview with a debugging port is: it runs before Playwright comes to it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type LaunchOptions } from '@playwright/test';
import { browserLaunchOptions } from '../../../scripts/browser.mjs';

export interface RunningBrowser {
  /** For `connectOverCDP`. */
  endpoint: string;
  close(): Promise<void>;
}

/** Starts a browser with one page, and resolves when it can be connected to. */
export async function startBrowser(url: string, moreArgs: string[] = []): Promise<RunningBrowser> {
  const { executablePath = chromium.executablePath(), args = [] } = browserLaunchOptions() as LaunchOptions;
  const profile = mkdtempSync(join(tmpdir(), 'ipc-cdp-'));
  const browser = spawn(
    executablePath,
    [...args, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...moreArgs, url],
    // A group of its own: what is started may be a script that starts the browser, and does not end it.
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const gone = new Promise((resolve) => browser.once('close', resolve));
  const close = async () => {
    if (browser.pid !== undefined) process.kill(-browser.pid);
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return { endpoint: await endpointOf(browser), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the browser prints when it can be connected to. */
async function endpointOf({ stderr }: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    printed += String(chunk);
    const endpoint = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
    // What comes later is let go, so that the browser need not wait for a reader.
    if (endpoint !== undefined) {
      stderr?.resume();
      return endpoint;
    }
  }
  throw new Error(`The browser did not start:\n${printed}`);
}
