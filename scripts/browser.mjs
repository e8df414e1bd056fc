import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Where `setup.mjs` leaves the browser it found. Inside `node_modules`, so it goes when the installation goes. */
export const BROWSER_FILE = fileURLToPath(new URL('../node_modules/.cache/ipc-recorder/browser.json', import.meta.url));

/**
 * `launchOptions` for the browser that set-up found; without a set-up, Playwright's own browser.
 * `IPC_RECORDER_BROWSER=<path>` wins.
 */
export function browserLaunchOptions() {
  const args = browserArgs();
  const executablePath = process.env.IPC_RECORDER_BROWSER || readBrowserFile()?.executablePath;
  return executablePath ? { executablePath, args } : { args };
}

/** What `setup.mjs` has written, or null. */
export function readBrowserFile() {
  try {
    return JSON.parse(readFileSync(BROWSER_FILE, 'utf8'));
  } catch {
    return null;
  }
}

/** Chromium's sandbox refuses root; the other switches keep the browser from talking to anyone by itself. */
export function browserArgs() {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet;
}
