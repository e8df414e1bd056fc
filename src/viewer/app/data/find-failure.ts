import { hasFailed } from '../../../calls/has-failed.ts';
import type { TimelineHeader } from '../../timeline-format.ts';
import type { EventColumns } from './event-columns.ts';
import type { StepNode } from './step-nodes.ts';

/** The place to look at first. */
export interface Failure {
  step: StepNode | null;
  /** Position of the call. */
  row: number | null;
}

/**
 * Finds the step in which the test failed, as the page's data has it, and the row to show first: the call at fault where the verdict names one; else the first failed or pending call inside
 * the step; if it has none, the last one before it failed, or the first after it.
 * In a failed test whose calls were all answered it is the verdict's lead, or the last call: what the app did with that answer is what was asserted.
 *
 * @param failedAt the position of the step's checkpoint; undefined when no step failed the test.
 */
export function findFailure(
  steps: readonly StepNode[],
  columns: EventColumns,
  { test, failedAt, cause }: Pick<TimelineHeader, 'test' | 'failedAt' | 'cause'>,
): Failure {
  const named = cause?.index === undefined ? null : columns.rowOf(cause.index);
  const sure = cause?.isLead ? null : named;
  const step = failedAt === undefined ? undefined : steps.find(({ begins, ends }) => (ends ?? begins) === failedAt);
  if (step === undefined) {
    const isFailed = test?.status !== undefined && hasFailed(test);
    const problem = sure ?? firstProblem(columns, 0, columns.count) ?? named;
    return { step: null, row: problem ?? (isFailed ? lastCall(columns) : null) };
  }
  const from = columns.rowFrom(step.from);
  const to = columns.rowFrom(step.to);
  const problem =
    sure ?? firstProblem(columns, from, to) ?? lastProblem(columns, from) ?? firstProblem(columns, to, columns.count);
  return { step, row: problem ?? named ?? lastCall(columns, to) };
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
