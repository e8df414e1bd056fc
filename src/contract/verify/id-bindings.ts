import { nounsOf, singular, writeTest } from '../../calls/write-commands.ts';
import { equalItems } from './equal-items.ts';
import { type Id, isId, isPlain, thingBelow, thingsOfId, visitIds } from './visit-ids.ts';

/**
 * Knows which id of the backend stands for which id of a mock. Two answers to one call tell it where the call has made the thing (`save_note`), and in
 * lists whose items are equal in all but their ids. An id is that of a thing, by its key or by the command: the note 1 is not the user 1.
 */
export class IdBindings {
  private readonly bound = new Map<string, Id>();
  /** The ids that mocks have given, and those that the backend has given or was sent. */
  private readonly ofMocks = new Set<string>();
  private readonly ofBackend = new Set<string>();
  private readonly isWrite = writeTest();

  /** Learns from a call as it was recorded, and from two answers to it. */
  learn(command: string, args: unknown, recorded: unknown, actual: unknown): void {
    const things = thingsOf(command);
    const given = new Set<string>();
    visitIds(args, things, (id, of) => given.add(keyOf(id, of[0])));
    // An id that was asked for is not the mock's own.
    visitIds(recorded, things, (id, of) => {
      const key = keyOf(id, of[0]);
      if (!given.has(key)) this.ofMocks.add(key);
    });
    visitIds(actual, things, (id, of) => this.ofBackend.add(keyOf(id, of[0])));
    if (this.isWrite(command)) this.learnMade(recorded, actual, things, things[0]);
    for (const [one, other, thing] of equalItems(recorded, actual, things)) this.learnMade(one, other, [thing], thing);
  }

  /** Returns arguments with the backend's ids in place of the mock's. */
  apply(command: string, args: unknown): unknown {
    return visitIds(args, thingsOf(command), (id, things) => {
      const known = candidates(id, things).find((key) => this.bound.has(key));
      if (known !== undefined) return this.bound.get(known);
      this.ofBackend.add(keyOf(id, things[0]));
      return id;
    });
  }

  /** Returns an id in arguments that a mock has given, and that the backend has no other for; undefined where there is none. */
  findUnknown(command: string, args: unknown): Id | undefined {
    let unknown: Id | undefined;
    visitIds(args, thingsOf(command), (id, things) => {
      const keys = candidates(id, things);
      const isKnown = keys.some((key) => this.bound.has(key) || this.ofBackend.has(key));
      if (!isKnown && keys.some((key) => this.ofMocks.has(key))) unknown ??= id;
      return id;
    });
    return unknown;
  }

  /** Learns the ids of one thing alone: beside them an object may have those of others, which it has not made. */
  private learnMade(recorded: unknown, actual: unknown, things: string[], made = '', depth = 0): void {
    if (!isPlain(recorded) || !isPlain(actual) || depth > MAX_DEPTH) return;
    for (const [name, one] of Object.entries(recorded)) {
      const other = Object.hasOwn(actual, name) ? actual[name] : undefined;
      const [thing] = thingsOfId(name, things);
      if (isId(name, one) && isId(name, other) && typeof one === typeof other && thing === made)
        this.bound.set(keyOf(one, made), other);
      else this.learnMade(one, other, thingBelow(name, things), made, depth + 1);
    }
  }
}

const MAX_DEPTH = 16;

/** The nearest first. */
function thingsOf(command: string): string[] {
  const nouns = nounsOf(command).map(singular).reverse();
  return nouns.length === 0 ? [''] : nouns;
}

/** Numbers of different things are often the same: they stand for the nearest alone. */
function candidates(id: Id, things: string[]): string[] {
  const isNumber = /^\d+$/.test(String(id));
  return (isNumber ? things.slice(0, 1) : things).map((thing) => keyOf(id, thing));
}

function keyOf(id: Id, thing = ''): string {
  return JSON.stringify([thing, id]);
}
