import { areClockReadings, forEachId, type Moments, madeUpIds } from '../calls/new-values/made-up-ids.ts';
import { areAlike, splitVolatile } from '../calls/new-values/volatile-parts.ts';
import { type RecordedCall, recordedCalls } from '../calls/recorded-call.ts';
import type { ValueChange } from '../session/codec/diff-values.ts';
import type { RecordedSession } from '../session/format/schema.ts';

/**
 * The ids of two sessions. One that both have is the same thing in both, and another in its place is a difference; one that only one session has was
 * made up anew in its run.
 */
export class VolatileIds {
  private readonly first: () => ReadonlySet<string>;
  private readonly second: () => ReadonlySet<string>;

  /** The time at which the pages' clock began in each, where it was pinned. */
  private readonly pinned: readonly (string | undefined)[];

  constructor(first: RecordedSession, second: RecordedSession) {
    this.pinned = [first, second].map(({ test }) => test?.clock);
    this.first = lazily(() => idsOf(first));
    this.second = lazily(() => idsOf(second));
  }

  /** Whether both sessions have an id. */
  readonly isShared = (id: string): boolean => {
    const words = wordsOf(id);
    return words.length > 0 && words.every((word) => this.first().has(word) && this.second().has(word));
  };

  /** The moments of two calls, by the clocks of their pages. */
  momentsOf(first: RecordedCall, second: RecordedCall): Moments {
    const [recorded, live] = [first, second].map(({ startUs }, at) => {
      const pinned = this.pinned[at];
      return pinned === undefined ? startUs / 1_000 : Date.parse(pinned);
    });
    return { recorded: recorded as number, live: live as number };
  }

  /** Whether two values differ by nothing but what is new in every run. */
  isVolatile({ type, before, after }: ValueChange, moments: Moments): boolean {
    if (type !== 'changed') return false;
    if (typeof before === 'number' && typeof after === 'number' && areClockReadings(before, after)) return true;
    if (areAlike(before, after)) return !this.isOther(before, after);
    if (typeof before !== 'string' || typeof after !== 'string') return false;
    const [one, other] = [before, after].map((text) => splitVolatile(text)?.template ?? text);
    const pairs = madeUpIds(one as string, other as string, moments);
    return pairs !== undefined && !pairs.some(({ recorded, live }) => this.isShared(recorded) || this.isShared(live));
  }

  /** Whether values of one form have an id in them that both sessions know. */
  private isOther(before: unknown, after: unknown): boolean {
    const [one = [], other = []] = [before, after].map((value) => splitVolatile(value)?.parts);
    return one.some(({ kind, value }, at) => {
      const now = other[at]?.value;
      const isId = kind === 'uuid' || kind === 'ulid';
      return isId && value !== now && (this.isShared(String(value)) || this.isShared(String(now)));
    });
  }
}

function idsOf(session: RecordedSession): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { call } of recordedCalls(session)) {
    const { command, args, options, result, error } = call;
    forEachId(JSON.stringify([command, args, options, result, error]), (id) => ids.add(id));
  }
  return ids;
}

function wordsOf(id: string): string[] {
  const words: string[] = [];
  forEachId(id, (word) => words.push(word));
  return words;
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
