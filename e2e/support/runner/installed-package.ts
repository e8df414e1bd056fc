import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { test as base } from '@playwright/test';
import { cleanEnvironment } from './clean-environment.ts';
import { type ReportedAttempt, readReport } from './run-inline-test.ts';

const repository = dirname(createRequire(import.meta.url).resolve('playwright-ipc-recorder/package.json'));
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Manifest;

interface Manifest {
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** The Playwrights at both ends of the peer range: its lower bound, and the one this repository has, which is kept at the newest. */
export const PLAYWRIGHT = {
  oldest: (manifest.peerDependencies['@playwright/test'] ?? '').replace(/^>=/, ''),
  newest: manifest.devDependencies['@playwright/test'] ?? '',
};

/** What `npm pack` made. */
export interface Tarball {
  path: string;
  size: number;
  unpackedSize: number;
  files: { path: string; size: number; mode: number }[];
}

/** What a command left when it ended. */
export interface Finished {
  exitCode: number | null;
  /** Standard output, without colours. */
  stdout: string;
  /** Standard output and error in the order they came, without colours. */
  output: string;
}

export interface PlaywrightRun extends Finished {
  attempts: ReportedAttempt[];
  /** The attempts of one test, first to last. */
  of(title: string): ReportedAttempt[];
}

/** A user's suite: it finds our package where npm has installed it, and nothing of this repository. */
export interface UsersProject {
  folder: string;
  /** `playwright test`; the attempts are those of `report.json`, when a reporter has written one. */
  playwright(args?: string[], env?: Record<string, string>): Promise<PlaywrightRun>;
  /** `playwright merge-reports`; the attempts as above. */
  mergeReports(args: string[]): Promise<PlaywrightRun>;
  /** `npx <command>`, of what is installed. */
  npx(...command: string[]): Promise<Finished>;
  /** The TypeScript compiler of this repository, which is not one of the package's own. */
  tsc(...args: string[]): Promise<Finished>;
}

interface Installed {
  tarball: Tarball;
  /** A folder where npm has installed the tarball beside a version of Playwright; the same one each time. */
  beside(playwright: string): Promise<string>;
}

export const test = base.extend<
  {
    /** Writes the files of a project; `type` is that of its package.json. */
    newProject: (
      files: Record<string, string>,
      options?: { type?: 'module' | 'commonjs'; playwright?: string },
    ) => Promise<UsersProject>;
  },
  { installed: Installed }
>({
  installed: [
    async ({}, use) => {
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'ipc-recorder-package-')));
      const installs = new Map<string, Promise<string>>();
      const tarball = await pack(root);
      await use({
        tarball,
        beside: (playwright) => {
          const install = installs.get(playwright) ?? installBeside(playwright, tarball, root);
          installs.set(playwright, install);
          return install;
        },
      });
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  newProject: async ({ installed }, use, testInfo) => {
    const folders: string[] = [];
    await use(async (files, { type, playwright = PLAYWRIGHT.newest } = {}) => {
      const root = await installed.beside(playwright);
      const folder = join(root, `${testInfo.testId}-${testInfo.retry}-${folders.length}`);
      folders.push(folder);
      const packageJson = JSON.stringify({ private: true, ...(type === undefined ? {} : { type }) });
      for (const [name, text] of Object.entries({ 'package.json': packageJson, ...files })) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      return projectIn(folder, root);
    });
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});

export { expect } from '@playwright/test';

async function pack(root: string): Promise<Tarball> {
  // dist/ is built before the tests run; two workers must not build it at once.
  const { stdout } = await succeed(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', root],
    repository,
  );
  const packed = JSON.parse(stdout) as Packed[] | Record<string, Packed>;
  const [first] = Object.values(packed);
  if (first === undefined) throw new Error(`npm pack says nothing of what it packed: ${stdout}`);
  return { ...first, path: join(root, first.filename) };
}

type Packed = Omit<Tarball, 'path'> & { filename: string };

async function installBeside(playwright: string, tarball: Tarball, root: string): Promise<string> {
  const folder = join(root, playwright);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const packages = [
    tarball.path,
    `@playwright/test@${playwright}`,
    `@types/node@${manifest.devDependencies['@types/node']}`,
  ];
  await succeed('npm', ['install', ...quiet, ...packages], folder);
  return folder;
}

function projectIn(folder: string, root: string): UsersProject {
  const playwright = join(root, 'node_modules/@playwright/test/cli.js');
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const run = async (args: string[], env?: Record<string, string>): Promise<PlaywrightRun> => {
    const report = join(folder, 'report.json');
    rmSync(report, { force: true });
    const finished = await execute(process.execPath, [playwright, ...args], folder, env);
    const attempts = readReport(report);
    return { ...finished, attempts, of: (title) => attempts.filter((attempt) => attempt.title === title) };
  };
  return {
    folder,
    playwright: (args = [], env) => run(['test', ...args], env),
    mergeReports: (args) => run(['merge-reports', ...args]),
    npx: (...command) => execute('npx', ['--no', '--loglevel=error', '--', ...command], folder, { CI: '1' }),
    tsc: (...args) => execute(process.execPath, [tsc, ...args], folder),
  };
}

async function succeed(command: string, args: string[], cwd: string): Promise<Finished> {
  const finished = await execute(command, args, cwd);
  if (finished.exitCode !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit code ${finished.exitCode}\n${finished.output}`);
  return finished;
}

async function execute(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Finished> {
  const child = spawn(command, args, {
    cwd,
    env: { ...usersEnvironment(), ...env },
    // npm and npx are scripts there.
    shell: process.platform === 'win32' && command !== process.execPath,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', output: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += String(chunk);
    text.output += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => (text.output += String(chunk)));
  const exitCode = await new Promise<number | null>((resolve, reject) =>
    child.on('close', resolve).on('error', reject),
  );
  return { exitCode, stdout: withoutColours(text.stdout), output: withoutColours(text.output) };
}

/** Without what npm says of this repository to the scripts it runs here. */
function usersEnvironment(): NodeJS.ProcessEnv {
  const env = Object.entries(cleanEnvironment()).filter(
    ([name]) => !/^(npm_(package|lifecycle)_|npm_command$|npm_config_local_prefix$|INIT_CWD$)/.test(name),
  );
  return Object.fromEntries(env);
}

function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}
