import type { CheckpointStep, RecordedSession } from '../../session/format/schema.ts';
import { firstWhere } from '../../std/first-where.ts';
import { ActionCursor } from '../actions/action-cursor.ts';
import type { LiveAction } from '../actions/recorded-actions.ts';
import { microseconds, type RecordedCall } from '../recorded-call.ts';

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

/**
 * A kind of question, by how far it may be answered past an answer that was not asked for: a `poll` is made by a timer, and how often
 * differs from run to run; a `read` has a cause; a `write` changes something, and each of its answers counts.
 */
export type QuestionKind = 'poll' | 'read' | 'write';

/**
 * Where a replay is: between which fences of the recording. Fences are the steps of the test, and within and without them its actions and
 * assertions. A call that comes too often before a fence shifts nothing behind it.
 */
export class StepCursor {
  private readonly fences: StepBoundary[];
  private readonly actions: ActionCursor;
  /** How often each fence has been passed. */
  private readonly passed = new Map<string, number>();
  /** The number of fences of steps that lie behind: the section the replay is in. */
  section = 0;

  constructor(session: RecordedSession) {
    this.fences = stepBoundaries(session);
    this.actions = new ActionCursor(session);
  }

  /** The last boundary that lies behind: the number of the next event there, and its time, in microseconds since 1970. */
  get last(): Pick<StepBoundary, 'eventIndex' | 'timeUs'> {
    const [step, action] = [this.fences[this.section - 1], this.actions.last];
    const last = (step?.timeUs ?? 0) > (action?.timeUs ?? 0) ? step : action;
    return { eventIndex: last?.eventIndex ?? 0, timeUs: last?.timeUs ?? 0 };
  }

  /** The section of an event of the recording. */
  sectionOf(eventIndex: number): number {
    return firstWhere(this.fences.length, (at) => (this.fences[at]?.eventIndex ?? 0) > eventIndex);
  }

  /**
   * Whether a recorded call may be asked for already. Not so behind a step that the replay has not come to, or an action or assertion, unless
   * it came so soon after it that it could have come before it. What an action causes often falls on the end of its step.
   */
  isDue(recorded: RecordedCall): boolean {
    return (
      (this.sectionOf(recorded.index) <= this.section || this.mayBeEarlier(recorded)) && this.actions.isDue(recorded)
    );
  }

  /** Whether the replay has passed a recorded call without asking for it: an action, or for a poll an assertion, that came after it is over. It stays so. */
  isLeftBehind({ index }: RecordedCall, kind: QuestionKind): boolean {
    if (kind === 'write') return false;
    const { floors } = this.actions;
    return index < (kind === 'poll' ? floors.polls : floors.reads);
  }

  /** The replayed test has come to the begin or end of a step. One that the recording has not changes nothing. */
  pass(step: CheckpointStep): void {
    if (step.category !== 'test.step') return;
    const name = nameOf(step);
    const times = (this.passed.get(name) ?? 0) + 1;
    this.passed.set(name, times);
    let seen = 0;
    const at = this.fences.findIndex((fence) => fence.name === name && ++seen === times);
    if (at === -1) return;
    this.section = at + 1;
    this.actions.moveTo(this.fences[at]?.timeUs ?? 0);
  }

  /** The replayed test has come to the begin or end of an action or assertion. */
  passAction(action: LiveAction): void {
    this.actions.pass(action);
  }

  private mayBeEarlier({ index, startUs }: RecordedCall): boolean {
    const fence = this.fences[this.sectionOf(index) - 1];
    return fence === undefined || startUs - fence.timeUs <= BOUNDARY_TOLERANCE_US;
  }
}

function nameOf({ phase, title_path }: CheckpointStep): string {
  return `${phase} ${JSON.stringify(title_path)}`;
}
