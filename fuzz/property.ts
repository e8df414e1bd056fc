import type fc from 'fast-check';
import stringify from 'fast-json-stable-stringify';
import type { z } from 'zod';

/** Something that must hold for every input. Inputs are JSON values, so that one that breaks it can be kept as a file. */
export interface Property<Input = unknown> {
  /** The name of the property, and of the folder of its cases. */
  name: string;
  inputs: fc.Arbitrary<Input>;
  /** Whether a value is an input: mutations are of any form. @default any JSON value is */
  takes?: z.ZodType<Input>;
  /** Throws, or rejects, when it does not hold. */
  check(input: Input): void | Promise<void>;
  /** Inputs tried in `npm test`; in a long run, its share. */
  runs: number;
}

/** Throws when `condition` does not hold. */
export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Throws when two JSON values differ; the order of keys is none. */
export function mustEqual(one: unknown, other: unknown, what: string): void {
  const [left, right] = [stringify(one), stringify(other)];
  if (left === right) return;
  let at = 0;
  while (left?.[at] === right?.[at]) at += 1;
  const part = (text: string | undefined) => text?.slice(Math.max(0, at - 40), at + 80);
  throw new Error(`${what}: …${part(left)}… is not …${part(right)}…`);
}

/** Runs something that may take so long at most, in milliseconds of this process's own time. */
export function mustEndWithin<Result>(limitMs: number, what: string, run: () => Result): Result {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  const tookMs = (user + system) / 1_000;
  must(tookMs <= limitMs, `${what} took ${Math.round(tookMs)} ms, and has ${limitMs}`);
  return result;
}
