import { diffValues, type ValueChange } from '../session/diff-values.ts';
import { markerOf } from '../session/values.ts';
import { volatileClass } from './volatile-values.ts';

/**
 * Values that are new in every run, and what each of them was in the recording: ids that the frontend makes, times, temporary paths.
 * A value is bound when it is first met; from then on it must always stand for the same one.
 */
export class Renames {
  readonly #toRecorded = new Map<string, unknown>();
  readonly #toLive = new Map<string, unknown>();

  /** Live arguments with every bound value as it was in the recording. */
  toRecorded(args: unknown): unknown {
    return replaceLeaves(args, this.#toRecorded);
  }

  /** A recorded value with every bound value as it is now. */
  toLive(value: unknown): unknown {
    return replaceLeaves(value, this.#toLive);
  }

  /** Binds what differs between the arguments of two calls. False, and nothing bound, when more differs than values that are new in every run. */
  bind(recorded: unknown, live: unknown): boolean {
    const changes = diffValues(recorded, live);
    if (!changes.every((change) => this.#canBind(change))) return false;
    for (const { before, after } of changes) {
      this.#toRecorded.set(leafKey(after), before);
      this.#toLive.set(leafKey(before), after);
    }
    return true;
  }

  #canBind({ type, before, after }: ValueChange): boolean {
    const kind = type === 'changed' ? volatileClass(before) : undefined;
    if (kind === undefined || kind !== volatileClass(after)) return false;
    // Two moments of the recording may be one now.
    if (kind === 'time') return true;
    const known = this.#toRecorded.get(leafKey(after));
    const taken = this.#toLive.get(leafKey(before));
    return (
      (known === undefined || leafKey(known) === leafKey(before)) &&
      (taken === undefined || leafKey(taken) === leafKey(after))
    );
  }
}

function replaceLeaves(value: unknown, by: Map<string, unknown>): unknown {
  if (by.size === 0) return value;
  if (typeof value !== 'object' || value === null || markerOf(value) === '$date') {
    const key = leafKey(value);
    return by.has(key) ? by.get(key) : value;
  }
  if (Array.isArray(value)) return value.map((item) => replaceLeaves(item, by));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceLeaves(item, by)]));
}

function leafKey(value: unknown): string {
  return JSON.stringify(value);
}
