import type { CheckpointStep, RecordedSession } from '../../session/format/schema.ts';
import { firstWhere } from '../../std/first-where.ts';

/** Titles of a path that are told, the innermost: what is said of each event must not grow with the depth of its steps. */
const MAX_TITLES = 20;

/** Where in the test an event happened: the titles from the outermost step to the innermost one that was open, twenty at most; empty outside of steps. */
export type StepPathAt = (eventIndex: number) => string[];

/** Finds the step of each event from the session's checkpoints. */
export function stepPaths({ checkpoints }: RecordedSession): StepPathAt {
  const changes: { from: number; path: string[] }[] = [];
  const open = new Set<string>();
  const begun: CheckpointStep[] = [];
  for (const { step, event_index } of checkpoints) {
    if (!step) continue;
    if (step.phase === 'end') open.delete(step.id);
    else if (!open.has(step.id)) {
      open.add(step.id);
      begun.push(step);
    }
    // The last one begun that is still open; a step may end after one that began later.
    while (begun.length > 0 && !open.has(begun.at(-1)?.id ?? '')) begun.pop();
    changes.push({ from: event_index, path: begun.at(-1)?.title_path.slice(-MAX_TITLES) ?? [] });
  }
  return (eventIndex) => {
    const later = firstWhere(changes.length, (at) => (changes[at]?.from ?? 0) > eventIndex);
    return changes[later - 1]?.path ?? [];
  };
}
