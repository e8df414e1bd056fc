import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { test as base } from '@playwright/test';
import { type IpcCall, parseSession, type RecordedSession } from 'playwright-ipc-recorder';
import { browserLaunchOptions } from '../../../scripts/browser.mjs';
import { cleanEnvironment } from './clean-environment.ts';
import { MAIN } from './run-cli.ts';

const repository = dirname(createRequire(import.meta.url).resolve('playwright-ipc-recorder/package.json'));
const support = dirname(import.meta.dirname);
const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');

/** An attachment in Playwright's JSON report. */
export interface ReportedAttachment {
  name: string;
  contentType: string;
  path?: string;
  body?: string;
}

/** One attempt of one test. */
export interface ReportedAttempt {
  title: string;
  project: string;
  status: string;
  retry: number;
  errors: { message: string }[];
  steps: unknown[];
  attachments: ReportedAttachment[];
  /** The `ipc-session` attached to it. */
  session: RecordedSession | undefined;
}

export interface InlineRun {
  exitCode: number | null;
  /** Standard output and error, without colours. */
  output: string;
  stdout: string;
  /** Standard error, as it came. */
  stderr: string;
  attempts: ReportedAttempt[];
  /** The attempts of one test, first to last. */
  of(title: string): ReportedAttempt[];
  /** The project's folder. */
  folder: string;
}

export interface RunOptions {
  args?: string[];
  env?: Record<string, string>;
  /** Adds the files to what an earlier run left there. @default false */
  add?: boolean;
  /** `run` is `ipc-recorder run`, and the arguments are Playwright's. @default 'test' */
  command?: 'test' | 'merge-reports' | 'run';
  /** What the runner is started by: a program and its first arguments. @default nothing */
  by?: readonly string[];
}

/** A backend in the page for tests that need no more. */
export const PAGE_MOCK = `() => {
  window.__TAURI_INTERNALS__ = { invoke: async (command, args) => {
    if (command === 'fail') throw 'disk full';
    if (command === 'hang') return new Promise(() => {});
    return { command, args };
  } };
}`;

/** How specs of inline projects begin: `open` a page on the mock, `invoke` without waiting. */
export const SPEC_HEAD = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const mock = ${PAGE_MOCK};
const invoke = (page, command, args) => page.evaluate(([c, a]) => void window.__TAURI_INTERNALS__.invoke(c, a)?.catch?.(() => {}), [command, args]);
const open = async (page) => { await page.addInitScript(mock); await page.goto('data:text/html,<h1>notes</h1>'); };
`;

/** The name of a file of this folder's parent, for an `import` in an inline project. */
export const supportFile = (path: string): string => JSON.stringify(join(support, path));

/** The config of an inline project; `config` and `use` are source text. */
export function configFile({
  reporter = `[['playwright-ipc-recorder/reporter'], ['list'], ['json', { outputFile: 'report.json' }]]`,
  config = '',
  use = '',
} = {}): string {
  return `import { defineConfig } from '@playwright/test';
export default defineConfig({
  reporter: ${reporter}, outputDir: 'test-results', timeout: 30_000, ${config}
  use: { launchOptions: ${JSON.stringify(browserLaunchOptions())}, ${use} },
});\n`;
}

/** Writes a project of these files, by their names, and runs it. */
export type RunInlineTest = (files: Record<string, string>, options?: RunOptions) => Promise<InlineRun>;

/** Writes a project and runs the real \`playwright test\` on it, in a process of its own. */
export const test = base.extend<{ runInlineTest: RunInlineTest }>({
  runInlineTest: async ({}, use, testInfo) => {
    // Inside the repository, so that the project finds the package by its own name.
    const folder = join(repository, 'e2e/.inline', `${testInfo.testId}-${testInfo.retry}-${testInfo.repeatEachIndex}`);
    await use(async (files, options = {}) => {
      if (!options.add) rmSync(folder, { recursive: true, force: true });
      for (const [name, text] of Object.entries({ 'playwright.config.ts': configFile(), ...files })) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      return await run(folder, options);
    });
    if (testInfo.status === testInfo.expectedStatus) rmSync(folder, { recursive: true, force: true });
  },
});

async function run(folder: string, { args = [], env = {}, by = [], command = 'test' }: RunOptions): Promise<InlineRun> {
  const started = command === 'run' ? [MAIN, 'run', '--', ...args] : [playwright, command, ...args];
  const [program = '', ...rest] = [...by, process.execPath, ...started];
  const child = spawn(program, rest, {
    cwd: folder,
    env: { ...cleanEnvironment(), ...env },
  });
  let output = '';
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += String(chunk);
    stderr += String(chunk);
  });
  const exitCode = await new Promise<number | null>((resolve, reject) =>
    child.on('close', resolve).on('error', reject),
  );
  const attempts = readReport(join(folder, 'report.json'));
  return {
    exitCode,
    output: stripVTControlCharacters(output),
    stdout,
    stderr,
    attempts,
    of: (title) => attempts.filter((attempt) => attempt.title === title),
    folder,
  };
}

/** Where the `ipc-session` attached to an attempt is; empty when none is. */
export const sessionPath = (attempt: ReportedAttempt | undefined): string =>
  attempt?.attachments.find(({ name }) => name === 'ipc-session')?.path ?? '';

/** The names of what we attached to each attempt of a test. */
export const ourAttachments = (run: InlineRun, title: string): string[][] =>
  run.of(title).map(({ attachments }) => attachments.map(({ name }) => name).filter((name) => name.startsWith('ipc')));

interface JsonSuite {
  suites?: JsonSuite[];
  specs?: {
    title: string;
    tests: {
      projectName: string;
      results: (Omit<ReportedAttempt, 'title' | 'project' | 'session' | 'steps'> & { steps?: unknown[] })[];
    }[];
  }[];
}

/** The attempts in a file of the JSON reporter; none when there is no such file. */
export function readReport(file: string): ReportedAttempt[] {
  let report: JsonSuite;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as JsonSuite;
  } catch {
    return [];
  }
  return attemptsOf(report);
}

function attemptsOf(suite: JsonSuite): ReportedAttempt[] {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.flatMap(({ projectName, results }) =>
      results.map((result) => ({
        ...result,
        steps: result.steps ?? [],
        title,
        project: projectName,
        session: sessionOf(result.attachments),
      })),
    ),
  );
  return [...own, ...(suite.suites ?? []).flatMap(attemptsOf)];
}

function sessionOf(attachments: ReportedAttachment[]): RecordedSession | undefined {
  const { path, body, contentType } = attachments.find(({ name }) => name === 'ipc-session') ?? {};
  // Where no file could be written, it came along compressed.
  if (body !== undefined && contentType?.startsWith('application/gzip'))
    return parseSession(gunzipSync(Buffer.from(body, 'base64')));
  return path?.endsWith('.json') ? parseSession(readFileSync(path)) : undefined;
}

/** The calls, pushes and sends of a session, without its other events. */
export function callsOf(session: RecordedSession | undefined): IpcCall[] {
  return (session?.events ?? []).flatMap(({ event }) => (event.type === 'Ipc' ? [event] : []));
}

export { expect } from '@playwright/test';
