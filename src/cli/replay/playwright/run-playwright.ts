import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { IpcError } from '../../../errors.ts';
import { withPrivateFolder } from '../../io/private-folder.ts';
import { untilEnded } from '../../io/until-ended.ts';
import { preloadEnvironment } from './recording-environment.ts';

/**
 * Runs `playwright test` and returns its JSON report. What it prints goes to stderr: stdout is for our own result.
 *
 * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND` when it wrote no report.
 */
export async function runPlaywright(run: PlaywrightRun): Promise<JsonReport> {
  run.stop.throwIfAborted();
  return await withPrivateFolder((folder) => runInto(folder, run));
}

async function runInto(
  folder: string,
  { cli, args, reporters, isQuiet = reporters.length === 0, env = {}, stop }: PlaywrightRun,
): Promise<JsonReport> {
  const reportFile = join(folder, 'report.json');
  const child = spawn(process.execPath, [cli, 'test', `--reporter=${[...reporters, 'json'].join(',')}`, ...args], {
    // Where no reporter prints, Playwright adds one of its own.
    stdio: ['ignore', isQuiet ? 'pipe' : 2, 2],
    env: {
      ...process.env,
      ...preloadEnvironment(),
      PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
      ...env,
    },
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed = (printed + String(chunk)).slice(-MAX_PRINTED);
  });
  const code = await untilEnded(child, stop);
  if (!existsSync(reportFile)) {
    stop.throwIfAborted();
    process.stderr.write(printed);
  }
  return readReport(reportFile, code);
}

/** The part of Playwright's JSON report that is read here. */
export interface JsonReport {
  config: { rootDir: string };
  suites: JsonSuite[];
  errors: { message?: string }[];
}

export interface JsonSuite {
  title: string;
  file: string;
  specs: { id?: string; title: string; file: string; line: number; tests: JsonTest[] }[];
  suites?: JsonSuite[];
}

export interface JsonTest {
  projectName: string;
  results: JsonResult[];
}

export interface JsonResult {
  status: 'passed' | 'failed' | 'timedOut' | 'skipped' | 'interrupted';
  /** The first error; those in `errors` have code frames in their messages. */
  error?: { message?: string };
  attachments: { name: string; contentType: string; path?: string; body?: string }[];
}

/** One run of Playwright's command line. */
export interface PlaywrightRun {
  /** The script of the command line; see `findPlaywright`. */
  cli: string;
  args: string[];
  /** Reporters that print, besides the JSON report. */
  reporters: string[];
  /** Shows what it prints only when it wrote no report. @default true without reporters */
  isQuiet?: boolean;
  env?: Record<string, string>;
  /** Ends the run in order; its report says then what was interrupted. */
  stop: AbortSignal;
}

/** Characters of what Playwright prints that are shown when it wrote no report. */
const MAX_PRINTED = 20_000;

function readReport(file: string, code: number | null): JsonReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonReport;
  } catch (cause) {
    const how = code === null ? 'was killed' : `ended with exit code ${code}`;
    throw new IpcError('PLAYWRIGHT_NOT_FOUND', `Playwright ${how} and wrote no report; what it printed stands above.`, {
      cause,
    });
  }
}
