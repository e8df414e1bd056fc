import type { RecordedSession, SessionAction } from '../../session/format/schema.ts';
import { firstWhere } from '../../std/first-where.ts';
import { microseconds, type RecordedCall } from '../recorded-call.ts';

/** The begin or end of an action or assertion in the test that is replayed. */
export interface LiveAction extends Pick<SessionAction, 'name' | 'category' | 'location'> {
  /** The runner's id of it; equal at its begin and its end. */
  id: string;
  phase: 'begin' | 'end';
}

/** An action or assertion of the recording. */
export interface RecordedAction {
  key: string;
  name: string;
  /** Whether it may bring calls about, and not only wait for what the app shows. */
  isAct: boolean;
  /** Microseconds since 1970 at which it began. */
  beginUs: number;
  /** The number of the next event when it began. */
  beginIndex: number;
  /** The number of the next event when it ended; that of its begin when it never did. */
  endIndex: number;
  /** Counts the fences up to its begin, and up to its end. */
  fencesAtBegin: number;
  fencesAtEnd: number;
}

/** A begin or an end among those of all actions. */
export interface ActionFence {
  eventIndex: number;
  timeUs: number;
  /** Microseconds by which a call behind it may as well have come before it. */
  toleranceUs: number;
}

/** The actions and assertions of a session, in the order in which they began. */
export class RecordedActions {
  readonly all: readonly RecordedAction[];
  private readonly keys: ReadonlySet<string>;
  private readonly fences: readonly ActionFence[];
  private readonly counted = new Map<RecordedCall, number>();

  constructor({ actions = [] }: RecordedSession) {
    const marks = actions
      .flatMap((action, nth) => {
        const begin = {
          nth,
          phase: 'begin' as const,
          timeUs: microseconds(action.timestamp),
          index: action.event_index,
        };
        const { end } = action;
        if (end === undefined) return [begin];
        return [begin, { nth, phase: 'end' as const, timeUs: microseconds(end.timestamp), index: end.event_index }];
      })
      .sort((one, other) => one.timeUs - other.timeUs || one.nth - other.nth);
    const all = actions.map((action) => ({
      key: keyOf(action),
      name: action.name,
      isAct: isAct(action),
      beginUs: microseconds(action.timestamp),
      beginIndex: action.event_index,
      endIndex: action.end?.event_index ?? action.event_index,
      fencesAtBegin: 0,
      fencesAtEnd: 0,
    }));
    const fences: ActionFence[] = [];
    for (const { nth, phase, timeUs, index } of marks) {
      const action = all[nth] as RecordedAction;
      const eventIndex = Math.max(index, fences.at(-1)?.eventIndex ?? 0);
      const toleranceUs = phase === 'begin' && action.isAct ? CAUSE_TOLERANCE_US : EFFECT_TOLERANCE_US;
      fences.push({ eventIndex, timeUs, toleranceUs });
      if (phase === 'begin') action.fencesAtBegin = fences.length;
      action.fencesAtEnd = fences.length;
    }
    this.all = all;
    this.fences = fences;
    this.keys = new Set(all.map(({ key }) => key));
  }

  /** Returns a test for whether a recorded action is one of this run: at the same place of the source, where the recording has that place, else by its name. */
  isSame(live: LiveAction): (action: RecordedAction | undefined) => boolean {
    const key = keyOf(live);
    const isKnown = this.keys.has(key);
    return (action) => action !== undefined && (isKnown ? action.key === key : action.name === live.name);
  }

  /** Returns a begin or an end by its position among those of all actions. */
  fence(position: number): ActionFence | undefined {
    return this.fences[position];
  }

  /** Returns the position of the next one after a position that may bring calls about; that behind the last where there is none. */
  nextAct(position: number): number {
    let next = position + 1;
    while (next < this.all.length && !this.all[next]?.isAct) next += 1;
    return next;
  }

  /** Returns the position of the first one that began at this time or later. */
  firstFrom(timeUs: number): number {
    return firstWhere(this.all.length, (at) => (this.all[at]?.beginUs ?? 0) >= timeUs);
  }

  /** Counts the fences that a replay must have passed before this call may be asked for. */
  fencesBefore(recorded: RecordedCall): number {
    const known = this.counted.get(recorded);
    if (known !== undefined) return known;
    const { fences } = this;
    let count = firstWhere(fences.length, (at) => (fences[at]?.eventIndex ?? 0) > recorded.index);
    for (let last = fences[count - 1]; last !== undefined; last = fences[count - 1]) {
      if (recorded.startUs - last.timeUs > last.toleranceUs) break;
      count -= 1;
    }
    this.counted.set(recorded, count);
    return count;
  }
}

/**
 * An action causes nothing before it begins. A time in whole milliseconds, and a call that is on its way to the recorder when it does, are all
 * that is to be let go.
 */
const CAUSE_TOLERANCE_US = 1_000;

/** Its effects come while it goes on, or shortly after: before or after its end, and the begin and end of an assertion that follows. */
const EFFECT_TOLERANCE_US = 250_000;

/** Names of calls that only look at the page, or wait: whatever they are called with, the app does nothing for them. */
const LOOKS = /^(?:aria|bounding|content|get|inner|input|is|query|screenshot|text|title|wait)\b/i;

/** Whether an action may bring calls about. */
function isAct({ name, category }: Pick<SessionAction, 'name' | 'category'>): boolean {
  return category !== 'expect' && !LOOKS.test(name);
}

function keyOf({ name, location }: Pick<SessionAction, 'name' | 'location'>): string {
  return `${name} ${location}`;
}
