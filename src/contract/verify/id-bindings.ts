import { markerOf } from '../../session/codec/values.ts';

/** Keys whose values name things: another run has others. */
const ID_KEY = /^(?:id|key|uuid|guid)$|[a-z](?:Id|Uuid)$|_(?:id|uuid)$/;

/** Levels of nesting that are looked at. */
const MAX_DEPTH = 16;

/** Knows which id of the backend stands for which id of a mock, from the answers of both to the same calls. */
export class IdBindings {
  private readonly actual = new Map<unknown, unknown>();

  /** Learns from two answers to one call. */
  learn(recorded: unknown, actual: unknown, key = '', depth = 0): void {
    if (depth > MAX_DEPTH) return;
    if (Array.isArray(recorded) && Array.isArray(actual)) {
      for (const [at, one] of recorded.entries()) if (at < actual.length) this.learn(one, actual[at], key, depth + 1);
    } else if (isPlain(recorded) && isPlain(actual)) {
      for (const [name, one] of Object.entries(recorded))
        if (Object.hasOwn(actual, name)) this.learn(one, actual[name], name, depth + 1);
    } else if (ID_KEY.test(key) && isName(recorded) && typeof recorded === typeof actual)
      this.actual.set(recorded, actual);
  }

  /** Returns arguments with the backend's ids in place of the mock's. */
  apply(args: unknown, key = '', depth = 0): unknown {
    if (depth > MAX_DEPTH) return args;
    if (Array.isArray(args)) return args.map((one) => this.apply(one, key, depth + 1));
    if (isPlain(args))
      return Object.fromEntries(Object.entries(args).map(([name, one]) => [name, this.apply(one, name, depth + 1)]));
    // A number may be anything but an id where its key says nothing.
    const isId = typeof args === 'string' || (typeof args === 'number' && ID_KEY.test(key));
    return isId && this.actual.has(args) ? this.actual.get(args) : args;
  }
}

function isName(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || markerOf(value) !== undefined) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
