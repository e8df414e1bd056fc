// A debug build of e2e/tauri-app and a display to show it on: what it needs is installed where that can be done, else it is said by name.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { buildTauriUi } from './build-tauri-ui.mjs';
import { installDebianPackages } from './debian.mjs';
import { root } from './steps.mjs';

const APP = join(root, 'e2e/tauri-app');
const NAME = 'notes-tauri-app';

/** What a Rust app needs to be built and shown on Debian. */
const DEBIAN_PACKAGES = ['libwebkit2gtk-4.1-dev', 'pkg-config', 'gcc', 'libc6-dev', 'xvfb'];

/** The oldest Rust that the Victauri plugin can be built with. */
const RUST = [1, 88];

/** Says in a sentence what is missing for a Tauri app here, after trying to install it; undefined when nothing is. */
export function missingForTauri() {
  if (process.platform !== 'linux') return 'The Tauri app is built and shown on Linux alone.';
  const rust = spawnSync('cargo', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /(\d+)\.(\d+)/.exec(rust.stdout ?? '') ?? [];
  // A shim of rustup without a toolchain says no version.
  if (!(Number(major) * 1_000 + Number(minor) >= RUST[0] * 1_000 + RUST[1]))
    return `Rust ${RUST.join('.')} or newer is not installed: see https://rustup.rs.`;
  if (!isComplete()) installDebianPackages(...DEBIAN_PACKAGES);
  if (!isComplete())
    return `WebKitGTK or Xvfb is not installed. On Debian: apt-get install ${DEBIAN_PACKAGES.join(' ')}`;
  return undefined;
}

/** Builds the app, and returns the path of its executable. What is compiled stays in the user's cache, for the next build. */
export async function buildTauriApp() {
  await buildTauriUi();
  const target = targetFolder();
  const build = spawnSync('cargo', ['build', '--locked', '--manifest-path', join(APP, 'Cargo.toml')], {
    cwd: APP,
    env: { ...process.env, CARGO_TARGET_DIR: target },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (build.status !== 0) throw new Error('"cargo build" of e2e/tauri-app failed (above)');
  return join(target, 'debug', NAME);
}

/** What WebKitGTK needs where there is no graphics card. */
export const TAURI_ENVIRONMENT = {
  WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  LIBGL_ALWAYS_SOFTWARE: '1',
};

function targetFolder() {
  const { XDG_CACHE_HOME: given } = process.env;
  return join(given && isAbsolute(given) ? given : join(homedir(), '.cache'), 'ipc-recorder/tauri-app');
}

function isComplete() {
  const webkit = spawnSync('pkg-config', ['--exists', 'webkit2gtk-4.1']);
  const display = Boolean(process.env.DISPLAY) || spawnSync('Xvfb', ['-help']).error === undefined;
  return !webkit.error && webkit.status === 0 && display && spawnSync('cc', ['--version']).error === undefined;
}
