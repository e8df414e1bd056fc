import type { Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { writeRunPage } from '../src/run-report/write-run-page.ts';
import { defined } from '../src/std/defined.ts';
import { ATTACHMENTS } from '../src/store/recording-files.ts';
import { callInThread } from './bounded/call-in-thread.ts';
import type { ReportedSession } from './bounded/report-run.ts';

/** Milliseconds in which sessions are read: with `mode: 'on'` a run may have thousands. */
const READ_MS = 10_000;

/**
 * Writes the page of a run from what is attached to its tests, so that it is the same where reports of shards are merged. The sessions are read in a thread:
 * they may come from other machines.
 *
 * @returns the file, and whether tests have failed or were flaky.
 * @throws {IpcError} `NOT_JUDGED` when it took too long; those of `writeRunPage`.
 */
export function writeReport(suite: Suite, folder: string): { file: string; failed: boolean } {
  const tests = suite.allTests();
  const count = (...outcomes: string[]) => tests.filter((test) => outcomes.includes(test.outcome())).length;
  const totals = {
    tests: count('expected', 'unexpected', 'flaky'),
    failed: count('unexpected'),
    flaky: count('flaky'),
  };
  const facts = callInThread({ kind: 'report', totals, sessions: sessionsOf(tests), readMs: READ_MS });
  return { file: writeRunPage(facts, folder), failed: totals.failed + totals.flaky > 0 };
}

/** The sessions that are attached to tests, each once, those of attempts that failed first. */
function sessionsOf(tests: readonly TestCase[]): ReportedSession[] {
  const attempts = tests.flatMap((test) => test.results.map((result) => ({ test, result })));
  const failedFirst = [
    ...attempts.filter(({ test, result }) => result.status !== test.expectedStatus),
    ...attempts.filter(({ test, result }) => result.status === test.expectedStatus),
  ];
  const sessions = new Map<string, ReportedSession>();
  for (const { test, result } of failedFirst) {
    const timeline = pathsOf(result, ATTACHMENTS.timeline)[0];
    const isFlaky = test.outcome() === 'flaky';
    for (const session of pathsOf(result, ATTACHMENTS.session))
      sessions.set(session, { files: { session, ...defined({ timeline }) }, isFlaky });
    // A worker's is attached to each test of its file that failed.
    for (const session of pathsOf(result, ATTACHMENTS.workerSession))
      sessions.set(session, { files: { session }, isFlaky: false });
  }
  return [...sessions.values()];
}

function pathsOf({ attachments }: TestResult, wanted: string): string[] {
  return attachments.flatMap(({ name, path }) => (name === wanted && path !== undefined ? [path] : []));
}
