import { appendFileSync, lstatSync, truncateSync } from 'node:fs';
import { basename, sep } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import type { FindLeak } from '../src/redact/find-leak.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { quoteArgument } from '../src/std/text/quote-argument.ts';
import type { Verdict } from '../src/triage/causes/verdict.ts';
import { failureOverview } from '../src/views/failure-overview.ts';
import { renderView } from '../src/views/render-view.ts';

/** The attachment that Playwright makes of a failed test for language models, and its file. The prompt that its HTML report copies is this file. */
const NAME = 'error-context';
const FILE = 'error-context.md';

/** Tokens of what is added. */
const BUDGET = 1_500;

/** An attempt whose error context is added to. */
export interface AttemptInContext {
  test: TestCase;
  result: TestResult;
  sessionFile: string;
  replayCommand: string;
  findLeak: FindLeak;
  /** Bytes of the file as Playwright has written it: what is added once is replaced. */
  contextBytes?: number;
}

/**
 * Adds what the calls say of a failure to the text that Playwright has written of it. A version of Playwright that has written none, a file that cannot be
 * changed, and a text with a secret in it leave all as it is.
 *
 * @param verdict the one that other sessions of the test have led to. @default found without one
 */
export function addToErrorContext(attempt: AttemptInContext, session: RecordedSession, verdict?: Verdict): void {
  try {
    const path = contextFile(attempt);
    // A link would lead to a file of the suite.
    const stats = path === undefined ? undefined : lstatSync(path);
    if (path === undefined || !stats?.isFile()) return;
    const text = contextText(attempt, session, verdict);
    if (attempt.findLeak(text) !== undefined) return;
    attempt.contextBytes ??= stats.size;
    truncateSync(path, attempt.contextBytes);
    appendFileSync(path, `\n\n${text}\n`);
  } catch {
    // The file is gone, or not ours to write: what is attached beside it says the same.
  }
}

/** The file of Playwright's own attachment: one of the same name that a suite attaches may be any file. */
function contextFile({ test, result }: AttemptInContext): string | undefined {
  const folder = test.parent.project()?.outputDir;
  if (folder === undefined) return undefined;
  return result.attachments.find(
    ({ name, path = '' }) => name === NAME && basename(path) === FILE && path.startsWith(folder + sep),
  )?.path;
}

/** About thirty lines: the verdict, its causes and the last calls, and the commands that tell more. */
function contextText(
  { sessionFile, replayCommand }: AttemptInContext,
  session: RecordedSession,
  verdict: Verdict | undefined,
): string {
  const view = failureOverview(session, { isBrief: true, maxCauses: 3, maxCalls: 8, verdict });
  const file = quoteArgument(sessionFile);
  const commands = [
    `npx ipc-recorder calls ${file} --budget 1500`,
    `npx ipc-recorder call <id> ${file}`,
    replayCommand,
  ];
  const more = `More, by the ids above (calls c, pushes p, steps s):\n\n${commands.map((line) => `    ${line}`).join('\n')}`;
  return renderView({ ...view, notes: [...(view.notes ?? []), more] }, BUDGET);
}
