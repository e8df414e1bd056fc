// Makes a bare checkout ready: installs the packages, finds a browser and an Electron. Uses nothing but Node until that is done.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { BROWSER_FILE, browserArgs, readBrowserFile } from './browser.mjs';
import { installDebianPackages } from './debian.mjs';
import { findElectron } from './electron.mjs';
import { readJson, writeJson } from './json-file.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const DOWNLOAD_TIMEOUT_MS = 120_000;
/** A download that failed is not tried again for this long. */
const DOWNLOAD_PAUSE_MS = 24 * 60 * 60 * 1000;
const DOWNLOAD_FAILED_FILE = join(dirname(BROWSER_FILE), 'browser-download-failed.json');

const NO_BROWSER = `No Chromium was found and none could be installed. Do one of these and try again:
  - run "npx playwright install chromium" where the network allows it;
  - install a Chromium or Chrome with the system's package manager (on Debian: chromium-headless-shell);
  - set IPC_RECORDER_BROWSER to the path of a Chromium, Chrome or headless shell.`;

/** Throws an error with a sentence for people when the checkout cannot be made ready. */
export async function setUp() {
  installPackages();
  await findBrowser();
  findElectron();
}

/** Runs `npm ci` when what is installed is not what the lock file asks for. */
export function installPackages() {
  if (packagesMatchLock()) return;
  console.log('set-up: npm ci');
  // On Windows npm is a .cmd file, which only a shell can start.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error('set-up: "npm ci" failed (above). Is the npm registry within reach?');
}

/** By content, since a checkout gives the lock file a new time. Optional packages may be for another platform. */
function packagesMatchLock() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const installed = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || installed[name]?.version === version || (optional && !installed[name]),
  );
}

/** Leaves the browser to use in `browser.json`: Playwright's own, else the system's, else Debian's. */
export async function findBrowser() {
  const playwright = createRequire(import.meta.url)('@playwright/test/package.json').version;
  if (process.env.IPC_RECORDER_BROWSER) return useBrowserFromEnvironment(process.env.IPC_RECORDER_BROWSER);

  const known = readBrowserFile();
  if (known?.playwright === playwright && (await isStillThere(known.executablePath))) return;

  if (await canLaunch(null)) return writeBrowser(null, playwright, "Playwright's own");
  if (downloadBrowser(playwright) && (await canLaunch(null)))
    return writeBrowser(null, playwright, "Playwright's own, downloaded");
  const onSystem = await findSystemBrowser();
  if (onSystem) return writeBrowser(onSystem, playwright, 'found on this machine');
  if (installDebianPackages('chromium-headless-shell')) {
    const installed = await findSystemBrowser();
    if (installed) return writeBrowser(installed, playwright, 'installed from Debian');
  }
  throw new Error(NO_BROWSER);
}

async function useBrowserFromEnvironment(path) {
  if (await canLaunch(path)) return console.log(`set-up: browser ${path} (from IPC_RECORDER_BROWSER)`);
  throw new Error(
    `IPC_RECORDER_BROWSER is "${path}", which could not be started. Set it to a Chromium, Chrome or headless shell, or unset it.`,
  );
}

function isStillThere(executablePath) {
  return executablePath === null ? canLaunch(null) : existsSync(executablePath);
}

/** @param {string | null} executablePath null for Playwright's own browser */
async function canLaunch(executablePath) {
  const { chromium } = await import('@playwright/test');
  try {
    const browser = await chromium.launch({
      ...(executablePath === null ? {} : { executablePath }),
      args: browserArgs(),
      timeout: 30_000,
    });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

function downloadBrowser(playwright) {
  const failed = readJson(DOWNLOAD_FAILED_FILE);
  if (process.env.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD) return false;
  if (failed?.playwright === playwright && Date.now() - failed.at < DOWNLOAD_PAUSE_MS) return false;
  console.log("set-up: downloading Playwright's headless shell");
  const download = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium-headless-shell'],
    { cwd: root, stdio: 'ignore', timeout: DOWNLOAD_TIMEOUT_MS },
  );
  if (download.status === 0) return true;
  console.log("set-up: Playwright's headless shell cannot be downloaded here; looking for another browser");
  writeJson(DOWNLOAD_FAILED_FILE, { playwright, at: Date.now() });
  return false;
}

async function findSystemBrowser() {
  for (const candidate of systemBrowsers()) {
    if (!existsSync(candidate)) continue;
    if (await canLaunch(candidate)) return candidate;
    console.log(`set-up: ${candidate} is there but does not start`);
  }
  return null;
}

/** Lightest first: a headless shell is what Playwright itself runs headless. */
function systemBrowsers() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const { PROGRAMFILES, LOCALAPPDATA } = process.env;
    const folders = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA].filter(Boolean);
    return [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ].flatMap((file) => folders.map((folder) => join(folder, file)));
  }
  const folders = [
    ...new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']),
  ].filter(Boolean);
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge',
  ];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function writeBrowser(executablePath, playwright, origin) {
  writeJson(BROWSER_FILE, { executablePath, playwright });
  console.log(`set-up: browser ${executablePath ?? ''} (${origin})`.replace('  ', ' '));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
