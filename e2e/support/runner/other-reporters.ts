import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { configFile, type InlineRun, type RunOptions } from './run-inline-test.ts';

type RunInlineTest = (files: Record<string, string>, options?: RunOptions) => Promise<InlineRun>;

/**
 * Runs a project without us and with us, and gathers what other reporters say of both: it must be the same.
 * Its specs take `test` and `expect` from `./suite.ts`. `config` is source text.
 */
export async function compareWithoutUs(
  runInlineTest: RunInlineTest,
  files: Record<string, string>,
  { config = '', use = '', ...options }: RunOptions & { config?: string; use?: string } = {},
) {
  const others = `['list'], ['junit', { outputFile: 'junit.xml' }], ['json', { outputFile: 'report.json' }]`;
  const filesFrom = (from: string, ours: string) => ({
    ...files,
    'suite.ts': `export { test, expect } from '${from}';`,
    'playwright.config.ts': configFile({ reporter: `[${ours}${others}]`, config, use }),
  });
  const without = whatOthersSay(await runInlineTest(filesFrom('@playwright/test', ''), options));
  const ours = `['playwright-ipc-recorder/reporter'], `;
  const run = await runInlineTest(filesFrom('playwright-ipc-recorder/fixtures', ours), options);
  return { run, without, withUs: whatOthersSay(run) };
}

/** What other reporters say of a run, without what differs from run to run (times, stacks) and without our attachments. */
function whatOthersSay(run: InlineRun) {
  return {
    exitCode: run.exitCode,
    results: run.attempts.map(({ title, project, status, retry, errors, steps, attachments }) => ({
      title,
      project,
      status,
      retry,
      errors: errors.map(({ message }) => lasting(message ?? '')),
      steps: steps.map(stepOf),
      attachments: attachments.map(({ name }) => name).filter((name) => !name.startsWith('ipc-')),
    })),
    junit: readJunit(join(run.folder, 'junit.xml')),
  };
}

interface ReportedStep {
  title: string;
  error?: { message?: string };
  steps?: ReportedStep[];
}

function stepOf(step: unknown): unknown {
  const { title, error, steps = [] } = step as ReportedStep;
  return { title, error: lasting(error?.message ?? ''), steps: steps.map(stepOf) };
}

/** Without what differs from run to run. */
function lasting(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/^\s*(<launch(ing|ed)>|\[pid=\d+\]).*$/gm, '')
    .replace(/<--- Last few GCs[\s\S]*?(?=\]\]>)/g, '');
}

/** How many tests a JUnit report has. */
export function casesIn(junit: string[]): number {
  return junit.filter((tag) => tag.startsWith('<testcase ')).length;
}

/** The tags of a JUnit report without times, and without the lines on our attachments. */
export function readJunit(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return lasting(text)
    .replace(/time(stamp)?="[^"]*"|\[\[ATTACHMENT\|[^\]]*ipc[^\]]*\]\]\n?/g, '')
    .replace(/attachment #\d+: ipc-[\s\S]*?─{20,}\n[\s\S]*?─{20,}\n\n?/g, '')
    .replace(/\s+/g, ' ')
    .replace(/attachment #\d+/g, 'attachment')
    .replace(/<system-out> <!\[CDATA\[ \]\]> <\/system-out> /g, '')
    .split(/(?<=>) (?=<)/);
}
