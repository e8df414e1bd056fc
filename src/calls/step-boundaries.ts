import type { CheckpointStep, RecordedSession } from '../session/format/schema.ts';
import { firstWhere } from '../std/first-where.ts';
import { microseconds, type RecordedCall } from './recorded-call.ts';

/** A begin or an end of a `test.step`: in two sessions of a test, what came before it in one belongs to what came before it in the other. */
export interface StepBoundary {
  name: string;
  /** The number of the next event. */
  eventIndex: number;
  /** Microseconds since 1970. */
  timeUs: number;
}

/** The fences of a session, in order. Steps of the runner itself are none: a retried assertion makes as many as it needs. */
export function stepBoundaries({ checkpoints }: RecordedSession): StepBoundary[] {
  const fences: StepBoundary[] = [];
  for (const { step, event_index, timestamp } of checkpoints) {
    if (step?.category !== 'test.step') continue;
    fences.push({ name: nameOf(step), eventIndex: event_index, timeUs: microseconds(timestamp) });
  }
  return fences;
}

/** Microseconds within which a call may as well come on the other side of a fence. */
export const BOUNDARY_TOLERANCE_US = 250_000;

/** Where a replay is: between which two fences of the recording. A call that comes too often in one step shifts nothing in the next. */
export class StepCursor {
  private readonly fences: StepBoundary[];
  /** How often each fence has been passed. */
  private readonly passed = new Map<string, number>();
  /** The number of fences that lie behind: the section the replay is in. */
  section = 0;

  constructor(session: RecordedSession) {
    this.fences = stepBoundaries(session);
  }

  /** The section of an event of the recording. */
  sectionOf(eventIndex: number): number {
    return firstWhere(this.fences.length, (at) => (this.fences[at]?.eventIndex ?? 0) > eventIndex);
  }

  /**
   * Whether a call of a later section may as well be one of the section the replay is in: it came so soon after the fence
   * that it could have come before it. What an action causes often falls on the end of its step.
   */
  mayBeEarlier({ index, startUs }: RecordedCall): boolean {
    const fence = this.fences[this.sectionOf(index) - 1];
    return fence === undefined || startUs - fence.timeUs <= BOUNDARY_TOLERANCE_US;
  }

  /** The replayed test has come to the begin or end of a step. One that the recording has not changes nothing. */
  pass(step: CheckpointStep): void {
    if (step.category !== 'test.step') return;
    const name = nameOf(step);
    const times = (this.passed.get(name) ?? 0) + 1;
    this.passed.set(name, times);
    let seen = 0;
    const at = this.fences.findIndex((fence) => fence.name === name && ++seen === times);
    if (at !== -1) this.section = at + 1;
  }
}

function nameOf({ phase, title_path }: CheckpointStep): string {
  return `${phase} ${JSON.stringify(title_path)}`;
}
