import type { CheckpointStep, RecordedSession } from '../../session/format/schema.ts';
import { firstLine } from '../../std/text/first-line.ts';

/** The step in which a test failed. */
export interface FailingStep {
  step: CheckpointStep;
  /** The position of its checkpoint: of its end, or of its begin when it never ended. */
  checkpoint: number;
  /** Events with a lower number came before the failure; `Infinity` when the step never ended. */
  eventIndex: number;
}

/**
 * Finds the step in which a test failed; undefined when it passed or was skipped, or when no step tells.
 *
 * Steps are judged by their errors, since a step may fail and the test go on. The first rule that finds one decides:
 * 1. A step that failed with the test's first error, else with its second, and so on. Texts are compared whole, and if no two are the
 *    same, by their first lines.
 * 2. A step that never ended: it was under way when time ran out, the run was interrupted or the worker died. Not in a test that is
 *    known to have failed and whose errors are not known.
 * 3. A step that failed with any error: the test may have put another one in its place.
 * 4. A step that never ended.
 *
 * Where steps failed alike, one within the other, the innermost is meant. Among several innermost ones the last is meant, as a retried
 * assertion fails many times before the test does. But a test has an error for each soft assertion that failed: if it has the same
 * error three times, the third last of these steps is where it failed first.
 * Where steps never ended, the deepest is meant, and among these the last to begin.
 */
export function failingStep({
  test,
  checkpoints,
}: Pick<RecordedSession, 'test' | 'checkpoints'>): FailingStep | undefined {
  const { status } = test ?? {};
  if (status === 'passed' || status === 'skipped') return undefined;
  const errors = (test?.errors ?? []).map(head);
  const { failed, open } = readSteps(checkpoints);
  const hasJustFailed = status === 'failed' && errors.length === 0;
  return (
    byError(failed, errors, isSameText) ??
    byError(failed, errors, isSameFirstLine) ??
    (hasJustFailed ? undefined : deepest(open)) ??
    innermost(failed).at(-1) ??
    deepest(open)
  );
}

type SeenStep = FailingStep & {
  /** The position of the checkpoint of its begin; -1 when that is not in the session. */
  begin: number;
};

function readSteps(checkpoints: RecordedSession['checkpoints']): { failed: SeenStep[]; open: SeenStep[] } {
  const open = new Map<string, SeenStep>();
  const failed: SeenStep[] = [];
  for (const [checkpoint, { step, event_index: eventIndex }] of checkpoints.entries()) {
    if (step?.phase === 'begin') {
      open.set(step.id, { step, checkpoint, eventIndex: Number.POSITIVE_INFINITY, begin: checkpoint });
    } else if (step !== undefined) {
      const begin = open.get(step.id)?.begin ?? -1;
      open.delete(step.id);
      if (step.error !== undefined) failed.push({ step, checkpoint, eventIndex, begin });
    }
  }
  return { failed, open: [...open.values()] };
}

/** Errors of the test that are looked for, and characters of each text that are compared. */
const MAX_ERRORS = 20;
const MAX_TEXT = 10_000;

const head = (text: string): string => text.slice(0, MAX_TEXT);

type Comparison = (one: string, other: string) => boolean;

/** The step with the first error of the test that any step has. */
function byError(failed: SeenStep[], errors: string[], isSame: Comparison): SeenStep | undefined {
  for (const error of errors.slice(0, MAX_ERRORS)) {
    const found = innermost(failed.filter(({ step }) => isSame(head(step.error ?? ''), error)));
    if (found.length === 0) continue;
    const times = errors.filter((other) => isSame(other, error)).length;
    return found.at(-Math.min(times, found.length));
  }
  return undefined;
}

/** A step's error may lack the name of its class, and a test's its call log. */
function isSameText(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.trim() !== '' && longer.includes(shorter.trim());
}

function isSameFirstLine(one: string, other: string): boolean {
  return isSameText(firstLine(one), firstLine(other));
}

/** Steps that are looked at for each one: those that end together, nested and in parallel. */
const MAX_NEIGHBOURS = 200;

/** The steps within which no other of them failed. */
function innermost(failed: SeenStep[]): SeenStep[] {
  return failed.filter(
    (step, at) =>
      !failed
        .slice(Math.max(0, at - MAX_NEIGHBOURS), at)
        .some((earlier) => earlier.checkpoint > step.begin && isBelow(earlier.step, step.step)),
  );
}

function isBelow({ title_path: path }: CheckpointStep, { title_path: start }: CheckpointStep): boolean {
  return start.length < path.length && start.every((title, at) => title === path[at]);
}

function deepest(steps: SeenStep[]): SeenStep | undefined {
  const depth = ({ step }: SeenStep) => step.title_path.length;
  return steps.reduce<SeenStep | undefined>(
    (found, step) => (found !== undefined && depth(found) > depth(step) ? found : step),
    undefined,
  );
}
