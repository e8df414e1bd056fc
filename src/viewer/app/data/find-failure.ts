import type { SessionTest } from '../../../session/format/schema.ts';
import type { EventColumns } from './event-columns.ts';
import type { StepNode } from './step-nodes.ts';

/** Where to look first. */
export interface Failure {
  step: StepNode | null;
  /** Position of the call. */
  row: number | null;
}

/**
 * The step that failed the test (the innermost one with the test's first error, else the innermost that never ended),
 * and the first failed or pending call inside it; if it has none, the last one before it failed.
 * In a failed test whose calls were all answered it is the last call: what the app did with that answer is what was asserted.
 */
export function findFailure(steps: readonly StepNode[], columns: EventColumns, test: SessionTest | undefined): Failure {
  const step = failingStep(steps, test);
  if (step === null) {
    const hasFailed = test?.status !== undefined && test.status !== 'passed' && test.status !== 'skipped';
    return { step, row: firstProblem(columns, 0, columns.count) ?? (hasFailed ? lastCall(columns) : null) };
  }
  const from = columns.rowFrom(step.from);
  const to = columns.rowFrom(step.to);
  const problem =
    firstProblem(columns, from, to) ?? lastProblem(columns, from) ?? firstProblem(columns, to, columns.count);
  return { step, row: problem ?? lastCall(columns, to) };
}

function failingStep(steps: readonly StepNode[], test: SessionTest | undefined): StepNode | null {
  const failed = steps.filter(
    (step) => step.status === 'failed' && !step.children.some((child) => child.status === 'failed'),
  );
  const error = test?.errors?.[0];
  const named = error && failed.find((step) => step.error !== undefined && isSameError(step.error, error));
  if (named || failed[0]) return named || failed[0] || null;
  if (test?.status === 'passed' || test?.status === 'skipped') return null;
  const unfinished = steps.filter((step) => step.status === 'unfinished');
  return unfinished.reduce<StepNode | null>(
    (deepest, step) => (deepest && deepest.depth > step.depth ? deepest : step),
    null,
  );
}

function isSameError(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter !== '' && longer.includes(shorter);
}

function firstProblem(columns: EventColumns, from: number, to: number): number | null {
  for (let row = from; row < to; row++) if (columns.isProblem(row)) return row;
  return null;
}

function lastProblem(columns: EventColumns, before: number): number | null {
  for (let row = before - 1; row >= 0; row--) if (columns.isProblem(row)) return row;
  return null;
}

function lastCall(columns: EventColumns, before = columns.count): number | null {
  for (let row = before - 1; row >= 0; row--)
    if (columns.kind(row) === 'invoke' && !columns.isFramework(row)) return row;
  return null;
}
