// A real Electron for the tests, and a display to show it on: what is there, else what can be put there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installDebianPackages } from './debian.mjs';
import { readJson, writeJson } from './json-file.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const ELECTRON_FILE = join(root, 'node_modules/.cache/ipc-recorder/electron.json');

/** Xvfb has this long to come up. */
const DISPLAY_TIMEOUT_MS = 20_000;

/** GTK is what an Electron needs beyond the libraries of a headless Chromium. */
const DEBIAN_PACKAGES = ['xvfb', 'libgtk-3-0', 'libgbm1', 'libnss3', 'libasound2'];

/** Launch options for an app: Electron's path, where there is one, and what it needs in a container. */
export function electronLaunchOptions(...args) {
  const { executablePath } = readElectron();
  // As root Chromium's sandbox refuses to start; a container's /dev/shm is too small for it.
  return {
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...args],
  };
}

/** Starts a display for Electron where there is none; returns how to stop it. Throws, in a sentence, when there is no Electron. */
export async function prepareElectron() {
  const { executablePath, problem } = readElectron();
  if (!executablePath) throw new Error(problem ?? 'Electron is not set up. Run "node scripts/setup.mjs".');
  return await startDisplay();
}

/** Leaves in `electron.json` where Electron is, or why there is none: only the tests of Electron apps fail then. */
export function findElectron() {
  try {
    lookForElectron();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    console.warn(problem);
    writeElectron({ problem });
  }
}

/** `IPC_RECORDER_ELECTRON_PATH` comes first. */
function lookForElectron() {
  const given = process.env.IPC_RECORDER_ELECTRON_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`IPC_RECORDER_ELECTRON_PATH is "${given}", where there is no file.`);
    return writeElectron({ executablePath: given });
  }
  const known = readElectron();
  if (known.executablePath && isBare(known.executablePath) && hasDisplay()) return;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return writeElectron({
      problem: 'Set IPC_RECORDER_ELECTRON_PATH: an Electron is brought along for Linux x64 alone.',
    });
  console.log('set-up: Electron 25.1.1, for the tests of Electron apps');
  const script = spawnSync('bash', [join(root, 'e2e/support/electron/runtime.sh')], { cwd: root, encoding: 'utf8' });
  const executablePath = script.stdout.trim().split('\n').at(-1);
  if (script.status !== 0 || !executablePath)
    throw new Error(`set-up: no Electron could be got from the npm registry: ${script.stderr.trim()}`);
  if (!hasDisplay() || lacksLibraries(executablePath)) installDebianPackages(...DEBIAN_PACKAGES);
  if (!hasDisplay())
    throw new Error(
      'set-up: Electron needs a display. Install Xvfb (on Debian: apt-get install xvfb), or set DISPLAY.',
    );
  if (lacksLibraries(executablePath))
    throw new Error(`set-up: Electron needs more libraries. On Debian: apt-get install ${DEBIAN_PACKAGES.join(' ')}`);
  writeElectron({ executablePath });
  console.log(`set-up: Electron ${executablePath}`);
}

/** Starts an Xvfb where there is no display, and puts it into the environment; returns how to stop it. */
export async function startDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY) return () => {};
  // It chooses a free number itself, and writes it to descriptor 3.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let timer;
  const number = await new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Xvfb did not come up in time.')), DISPLAY_TIMEOUT_MS);
    server.once('error', (error) =>
      reject(new Error(`Xvfb does not start: ${error.message}. Install it, or set DISPLAY.`)),
    );
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}.`)));
    server.stdio[3].once('data', (data) => resolve(String(data).trim()));
  }).finally(() => clearTimeout(timer));
  process.env.DISPLAY = `:${number}`;
  return () => {
    delete process.env.DISPLAY;
    server.removeAllListeners('exit');
    server.kill();
  };
}

/** Tells whether there is an Electron without an app of its own. */
function isBare(executable) {
  return existsSync(executable) && !existsSync(join(dirname(executable), 'resources/app'));
}

function hasDisplay() {
  return Boolean(process.env.DISPLAY) || spawnSync('Xvfb', ['-help']).error === undefined;
}

function lacksLibraries(executable) {
  return spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout?.includes('not found') ?? false;
}

function readElectron() {
  return readJson(ELECTRON_FILE) ?? {};
}

function writeElectron(found) {
  writeJson(ELECTRON_FILE, found);
}
