import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { fenceAround } from '../src/std/text/fenced.ts';
import { escapeText } from '../src/std/text/printable-text.ts';
import { quoteArgument } from '../src/std/text/quote-argument.ts';
import { renderFailureBlock } from '../src/triage/failure-block.ts';
import { failureFacts } from '../src/triage/failure-facts.ts';
import type { Passes } from './bounded/compare-attempts.ts';
import { compareWithPass } from './judge-attempt.ts';
import type { KeptAttempt } from './kept-attempt.ts';
import { redactorOf } from './redactor-of.ts';
import { type ReplayOptions, replayFailure } from './replay-failures.ts';
import { paint, print, warn } from './terminal.ts';
import type { WorkerSession } from './worker-recordings.ts';

/** The failed attempts of a run, for the blocks at its end. */
export class FailureReport {
  private readonly failures: (KeptAttempt & { block: string })[] = [];
  private readonly ofWorkers: { test: TestCase; text: string }[] = [];

  /** Takes a failed attempt; its block is made now, so that no session is held for it. */
  add(kept: KeptAttempt, session: RecordedSession): void {
    this.failures.push(Object.assign(kept, { block: blockOf(kept, session) }));
  }

  /** Takes what a worker has recorded outside of tests, for a test that failed there. @param hook the title of the hook that failed. */
  addOfWorker(test: TestCase, result: TestResult, sessions: WorkerSession[], hook = 'before the test'): void {
    for (const { session, file } of sessions) {
      const command = `npx ipc-recorder show ${quoteArgument(relative(process.cwd(), file))}`;
      const block = `${renderFailureBlock(failureFacts(session), { paint })}\n  show     ${paint('quiet', escapeText(command))}`;
      this.ofWorkers.push({ test, text: describeAttempt(test, result, ` (${hook})`, block) });
    }
  }

  /** Tells whether a test has a failed attempt to compare one with that passes. */
  awaitsPass(test: TestCase): boolean {
    return this.failures.some((attempt) => attempt.test === test && attempt.withheldBy === undefined);
  }

  /** Compares the failed attempts of a test with one that passed, and with stored baselines. */
  compare(test: TestCase, passed: RecordedSession, stored?: Passes): void {
    for (const attempt of this.failures) {
      if (attempt.test !== test || attempt.withheldBy !== undefined) continue;
      const session = compareWithPass(attempt, passed, stored);
      attempt.block = blockOf(attempt, session);
      // The verdict and the difference are texts that neither of the two sessions has: a secret can stand in them first.
      warnOfWithheld(attempt);
    }
  }

  /** Prints the block of each failure, all in one fence: each line begins with blanks of ours. */
  print(): void {
    const blocks = this.ofWorkers.map(({ text }) => text);
    for (const { test, result, block, divergence, withheldBy } of this.failures) {
      if (withheldBy !== undefined) continue;
      const described = describeAttempt(test, result, '', block);
      const title = paint('failed', 'against the attempt that passed:');
      blocks.push(divergence === undefined ? described : `${described}\n  ${title} ${escapeText(divergence.text)}`);
    }
    if (blocks.length > 0) print(fenceAround(blocks.join('\n\n'), { label: 'IPC of failed tests' }));
  }

  /** Replays each failure against a backend and prints what came of it. */
  async replay(options: ReplayOptions, configFile: string | undefined): Promise<void> {
    for (const { test, sessionFile, withheldBy } of this.failures) {
      if (withheldBy !== undefined) continue;
      const { same, text } = await replayFailure(sessionFile, options, configFile);
      const verdict = styleText(same ? 'green' : 'yellow', 'IPC replayed', { stream: process.stderr });
      print(`  ${verdict} ${escapeText(titleOf(test))}: ${escapeText(redactorOf(test).text(text))}`);
    }
  }
}

/** The title of an attempt with its block. */
function describeAttempt(test: TestCase, result: TestResult, where: string, block: string): string {
  const project = test.parent.project()?.name;
  const { text: redact } = redactorOf(test);
  const titles = test
    .titlePath()
    .slice(2)
    .map((one) => redact(one));
  const title = [...(project ? [`[${project}]`] : []), ...titles].join(' › ');
  const retry = result.retry > 0 ? ` (retry ${result.retry})` : '';
  return `  ${paint('title', escapeText(title + retry + where))}\n${block.replace(/^(?=.)/gm, '  ')}`;
}

/** The title of a test as it may be shown. */
export function titleOf(test: TestCase): string {
  return redactorOf(test).text(test.title);
}

/** Warns of a secret that redaction missed: the user mends that, since the scan below redaction is no second redaction. */
export function warnOfWithheld({ test, withheldBy }: KeptAttempt, withheld: RecordedSession['withheld'] = {}): void {
  if (withheldBy !== undefined) {
    warn(`The session of "${titleOf(test)}" was withheld. ${withheldAdvice(withheldBy)}`);
    return;
  }
  const rules = Object.entries(withheld).map(([rule, count]) => `${rule} (${count})`);
  if (rules.length > 0)
    warn(`Some of the session of "${titleOf(test)}" was withheld. ${withheldAdvice(rules.join(', '))}`);
}

/** Says what to do about a secret that redaction missed. */
export function withheldAdvice(rules: string): string {
  return `It holds secrets that redaction missed, found by ${rules}: tell the option "redact" of them.`;
}

function blockOf({ sessionFile, replayCommand, problem, verdict }: KeptAttempt, session: RecordedSession): string {
  return renderFailureBlock(failureFacts(session, { verdict }), {
    ...(problem === undefined && { sessionFile, replayCommand }),
    paint,
  });
}
