import type { SessionTest } from '../session/format/schema.ts';

/** Tells whether an attempt ended otherwise than expected, as the runner counts it: a `test.fail()` that failed has not failed. One that did not end has. */
export function hasFailed(test: SessionTest): boolean {
  return test.status !== 'skipped' && test.status !== expectedOf(test);
}

/** Tells whether an attempt ran, and ended as expected. */
export function hasPassed(test: SessionTest): boolean {
  return test.status !== 'skipped' && test.status === expectedOf(test);
}

function expectedOf({ expected_status: expected = 'passed' }: SessionTest): SessionTest['status'] {
  return expected;
}
