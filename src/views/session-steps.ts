import type { RecordedSession, SourceLocation } from '../session/format/schema.ts';
import { unknownId } from './event-ids.ts';

/** A step of the test, or an action or assertion in it, with the events that fell into it. */
export interface SessionStep {
  /** `s2` for the second step to begin; `a2` for the second action or assertion. */
  id: string;
  /** Titles from the outermost step to this one. */
  titlePath: string[];
  category: string;
  /** The numbers of the first event in it, and of the first behind it; `Infinity` when it never ended. */
  from: number;
  until: number;
  /** When it began, as the session has it. */
  timestamp: string;
  location?: SourceLocation | string;
  error?: string;
  durationMs?: number;
}

/** The steps of a session in the order in which they began, then its actions and assertions. */
export function sessionSteps({ checkpoints, actions = [] }: RecordedSession): SessionStep[] {
  const steps: SessionStep[] = [];
  const open = new Map<string, SessionStep>();
  for (const { step, event_index, timestamp } of checkpoints) {
    if (step === undefined) continue;
    const begun = open.get(step.id);
    if (step.phase === 'begin') {
      const { title_path: titlePath, category, location } = step;
      const one: SessionStep = {
        ...{ id: `s${steps.length + 1}`, titlePath, category, timestamp },
        ...{ from: event_index, until: Number.POSITIVE_INFINITY },
        ...(location === undefined ? {} : { location }),
      };
      steps.push(one);
      open.set(step.id, one);
    } else if (begun !== undefined) {
      open.delete(step.id);
      begun.until = event_index;
      if (step.error !== undefined) begun.error = step.error;
      if (step.duration_ms !== undefined) begun.durationMs = step.duration_ms;
    }
  }
  return [
    ...steps,
    ...actions.map(
      ({ name, category, location, timestamp, event_index, end }, at): SessionStep => ({
        ...{ id: `a${at + 1}`, titlePath: [name], category, timestamp, location },
        ...{ from: event_index, until: end?.event_index ?? Number.POSITIVE_INFINITY },
      }),
    ),
  ];
}

/**
 * Finds a step or an action by its id; a number alone is that of a step, and any other text stands in the title of just one.
 *
 * @throws {IpcError} `UNKNOWN_ID`, with the ids there are
 */
export function findStep(steps: readonly SessionStep[], id: string): SessionStep {
  const wanted = id.trim();
  const name = /^\d+$/.test(wanted) ? `s${wanted}` : wanted.toLowerCase();
  const byId = steps.find((step) => step.id === name);
  if (byId !== undefined) return byId;
  const titled = steps.filter(({ titlePath }) => titlePath.at(-1)?.includes(wanted));
  const [only] =
    titled.length === 0 || wanted === ''
      ? []
      : titled.filter(({ titlePath }) => titlePath.at(-1) === wanted).concat(titled.length === 1 ? titled : []);
  if (only !== undefined) return only;
  throw unknownId(
    'step or action',
    id,
    (titled.length > 0 && wanted !== '' ? titled : steps).map((step) => step.id),
  );
}

/** Tells whether an event fell into a step. */
export function isInStep({ from, until }: SessionStep, index: number): boolean {
  return index >= from && index < until;
}

/** Returns the innermost step in which an event fell: the last to begin. */
export function stepOf(steps: readonly SessionStep[], index: number): SessionStep | undefined {
  return steps.findLast((step) => step.id.startsWith('s') && isInStep(step, index));
}
