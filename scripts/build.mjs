// Builds dist/, which is what users get, and build/, which has each module by itself for benches and checks.
// Does nothing when the sources are those of the last build, unless --force is given.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules/.cache/ipc-recorder/build-stamp');

/** Throws when something does not compile; dist/ is written as far as possible all the same. */
export async function buildPackage({ force = false } = {}) {
  linkItself();
  const stamp = hashSources();
  if (!force && existsSync(join(root, 'dist')) && readStamp() === stamp) {
    console.log('build: dist is up to date');
    return;
  }
  rmSync(stampFile, { force: true });
  // One that fails does not keep the others from being built.
  const failures = [];
  if (runNode('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json') !== 0) failures.push('tsc found errors');
  removeStale();
  for (const [name, run] of [
    ['the entries', bundleEntries],
    ['the server of mcp', bundleServer],
    ['the page script', bundlePage],
    ['the answers of a page', bundlePageAnswers],
    ['the hook for Electron', bundleElectronHook],
    ['the preload of run', bundlePreload],
  ]) {
    await run().catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      failures.push(`${name} was not bundled`);
    });
  }
  if (!buildViewer()) failures.push('the viewer was not built');
  makeExecutable(join(root, 'dist/src/cli/main.js'));
  if (failures.length > 0) throw new Error(`build: ${failures.join('; ')} (see above)`);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

// The bundler is there when the build runs: these scripts are loaded before the packages are installed, too.
const bundleEntries = async () => await (await import('./bundle-entries.mjs')).bundleEntries();
const bundleServer = async () => await (await import('./bundle-server.mjs')).bundleServer();
const bundlePage = async () => await (await import('./bundle-page.mjs')).bundlePage();

/** The code with which a page answers from a session itself: only the pages of a replay have it. */
const bundlePageAnswers = () => bundleForPage('answers/main.ts', '__ipcRecorderAnswers', 'page-answers.js');

const bundleForPage = (entry, name, fileName) =>
  bundle({
    target: 'es2022',
    lib: { entry: join(root, 'src/capture/injected', entry), formats: ['iife'], name, fileName: () => fileName },
    // Without this an entry with nothing but a default export would leave the function itself, not `{ default }`.
    rolldownOptions: { output: { exports: 'named' } },
  });

/** The code that runs in Electron's main process, as one CommonJS file for Node 18, with its own copy of what it needs. */
const bundleElectronHook = () =>
  bundle({
    target: 'node18',
    minify: false,
    lib: {
      entry: join(root, 'src/capture/electron/hook/main.ts'),
      formats: ['cjs'],
      fileName: () => 'electron-hook.cjs',
    },
    rolldownOptions: { platform: 'node', external: ['electron', /^node:/] },
  });

/** The script that `ipc-recorder run` preloads, as one CommonJS file. What it loads later lies beside it. */
const bundlePreload = () =>
  bundle({
    target: 'node20',
    minify: false,
    outDir: 'dist/fixtures',
    lib: { entry: join(root, 'fixtures/preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { platform: 'node', external: [/^node:/] },
  });

async function bundle(options) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { outDir: 'dist/src/capture', emptyOutDir: false, ...options },
  });
}

function buildViewer() {
  const script = join(root, 'scripts/build-viewer.mjs');
  return !existsSync(script) || runNode(script) === 0;
}

function runNode(...args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status;
}

/** Removes scripts of an earlier build, and what tsc made of files that are gone: tests and packages would go on finding it. */
function removeStale() {
  for (const [folder, ending] of [
    ['dist', '.d.ts'],
    ['build', '.js'],
  ]) {
    for (const file of walk(join(root, folder))) {
      const stem = file.slice(0, -ending.length).replace(join(root, folder) + sep, root);
      const isCurrent = file.endsWith(ending) && (existsSync(`${stem}.ts`) || existsSync(`${stem}.tsx`));
      if (!isCurrent) rmSync(file);
    }
  }
}

/** Puts this package where its users have it, so that the demo and the tests name it as they do, `npx ipc-recorder` too. */
function linkItself() {
  const links = [
    [join(root, 'node_modules/playwright-ipc-recorder'), '..', 'junction'],
    [join(root, 'node_modules/.bin/ipc-recorder'), '../../dist/src/cli/main.js', 'file'],
  ];
  for (const [link, target, type] of links) {
    rmSync(link, { recursive: true, force: true });
    symlinkSync(type === 'junction' && process.platform === 'win32' ? root : target, link, type);
  }
}

function makeExecutable(file) {
  if (existsSync(file)) chmodSync(file, 0o755);
}

/** Name, size and time of everything that the build reads. */
function hashSources() {
  const hash = createHash('sha256');
  const files = [
    ...['src', 'fixtures', 'reporter', 'scripts'].flatMap((folder) => walk(join(root, folder))),
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => join(root, name)),
  ];
  for (const file of files) {
    if (/\.test\.tsx?$/.test(file) || !existsSync(file)) continue;
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]));
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildPackage({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
