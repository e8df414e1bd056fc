import { firstWhere } from '../session/first-where.ts';
import type { CheckpointStep, RecordedSession } from '../session/schema.ts';

/** Where in the test an event happened: the titles from the outermost step to the innermost one that was open; empty outside of steps. */
export type StepPathAt = (eventIndex: number) => string[];

/** Finds the step of each event from the session's checkpoints. */
export function stepPaths({ checkpoints }: RecordedSession): StepPathAt {
  const changes: { from: number; path: string[] }[] = [];
  const open = new Map<string, CheckpointStep>();
  for (const { step, event_index } of checkpoints) {
    if (!step) continue;
    if (step.phase === 'begin') open.set(step.id, step);
    else open.delete(step.id);
    changes.push({ from: event_index, path: [...open.values()].at(-1)?.title_path ?? [] });
  }
  return (eventIndex) => {
    const later = firstWhere(changes.length, (at) => (changes[at]?.from ?? 0) > eventIndex);
    return changes[later - 1]?.path ?? [];
  };
}
