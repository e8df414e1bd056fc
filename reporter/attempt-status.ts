import type { TestCase, TestResult } from '@playwright/test/reporter';
import type { SessionTest } from '../src/session/format/schema.ts';
import { stripAnsi } from '../src/std/text/printable-text.ts';

/** How an attempt ended; one that still runs when the run is over was interrupted. */
export type AttemptStatus = TestResult['status'];

/** Whether an attempt ended otherwise than expected. */
export function hasFailed(test: TestCase, status: AttemptStatus): boolean {
  return status !== test.expectedStatus && status !== 'skipped';
}

/**
 * Completes the test that a session names with its end, which only the runner knows: a worker that was killed wrote nothing of it, and
 * an `afterAll` fails a test that had passed.
 *
 * @param redact for the texts of errors that the worker has not redacted.
 */
export function finalTest(
  recorded: SessionTest,
  test: TestCase,
  result: TestResult,
  status: AttemptStatus,
  redact: (text: string) => string,
): SessionTest {
  const isComplete = recorded.status === status && (recorded.errors ?? []).length >= result.errors.length;
  const errors = result.errors.map(({ message, value }) => redact(stripAnsi(message ?? value ?? '')));
  return {
    ...recorded,
    status,
    expected_status: test.expectedStatus,
    ...(result.duration > 0 ? { duration_ms: result.duration } : {}),
    ...(isComplete || errors.length === 0 ? {} : { errors }),
  };
}
