import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { Coverage } from './coverage.ts';
import { properties } from './properties.ts';
import type { Property } from './property.ts';
import { mutate, Random } from './random.ts';
import { shrink } from './shrink.ts';

/** What the worker tells: before each input, so that one that hangs is known; and at each failure. */
export type FuzzMessage =
  | { kind: 'trying'; name: string; input: string }
  | { kind: 'found'; name: string; input: unknown; error: string }
  | { kind: 'done'; tried: Record<string, number>; kept: number; blocks: number };

/** What it is given. */
export interface FuzzOptions {
  seed: number;
  seconds: number;
  only: string | undefined;
}

/** Inputs of one property that reached something new, kept to be changed further. */
const MAX_KEPT = 400;
const BATCH = 25;
/** Inputs after which the counters are read: that takes as long as to check one or two. */
const TOGETHER = 5;

async function fuzz({ seed, seconds, only }: FuzzOptions): Promise<void> {
  const random = new Random(seed);
  const coverage = new Coverage();
  const chosen = properties.filter(({ name }) => only === undefined || name.includes(only));
  if (chosen.length === 0)
    throw new Error(
      `No property has "${only}" in its name. Use a part of one of: ${properties.map(({ name }) => name).join(', ')}.`,
    );
  const kept = new Map<string, unknown[]>();
  const tried: Record<string, number> = {};
  const broken = new Set<string>();
  const end = performance.now() + seconds * 1_000;

  function keepIfNew(inputs: unknown[], corpus: unknown[]): void {
    if (!coverage.hasGrown()) return;
    for (const one of inputs) {
      if (corpus.length < MAX_KEPT) corpus.push(one);
      else corpus[random.below(MAX_KEPT)] = one;
    }
  }

  while (performance.now() < end && broken.size < chosen.length) {
    const property = byShare(
      chosen.filter(({ name }) => !broken.has(name)),
      random,
    );
    const corpus = kept.get(property.name) ?? [];
    kept.set(property.name, corpus);
    const fresh = fc.sample(property.inputs, { seed: random.below(2 ** 31), numRuns: Math.min(BATCH, property.runs) });
    const recent: unknown[] = [];
    for (const made of fresh) {
      if (performance.now() > end) break;
      // Of what is made anew half is made of what was found worth keeping.
      const input =
        corpus.length > 1 && random.below(2) ? mutate(random.of(corpus), random.of(corpus), random) : jsonOf(made);
      if (property.takes?.safeParse(input).success === false) continue;
      tried[property.name] = (tried[property.name] ?? 0) + 1;
      const error = await errorOf(property, input);
      if (error !== undefined) {
        const stillFails = async (smaller: unknown) =>
          kindOf((await errorOf(property, smaller)) ?? '') === kindOf(error);
        const smallest = await shrink(input, stillFails);
        parentPort?.postMessage({ kind: 'found', name: property.name, input: smallest, error } satisfies FuzzMessage);
        broken.add(property.name);
        break;
      }
      recent.push(input);
      if (recent.length === TOGETHER) keepIfNew(recent.splice(0), corpus);
    }
    // What they reached is theirs, not that of the next property.
    if (recent.length > 0) keepIfNew(recent, corpus);
  }
  const count = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
  parentPort?.postMessage({ kind: 'done', tried, kept: count, blocks: coverage.size } satisfies FuzzMessage);
}

/** A property, those that are quick more often. */
function byShare(chosen: Property[], random: Random): Property {
  let at = random.below(chosen.reduce((sum, { runs }) => sum + runs, 0));
  for (const property of chosen) {
    at -= property.runs;
    if (at < 0) return property;
  }
  return chosen[0] as Property;
}

async function errorOf(property: Property, input: unknown): Promise<string | undefined> {
  parentPort?.postMessage({ kind: 'trying', name: property.name, input: JSON.stringify(input) } satisfies FuzzMessage);
  try {
    await property.check(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** The same failure has the same first words and the same place. */
function kindOf(error: string): string {
  const [first = '', ...frames] = error.split('\n');
  return `${first.slice(0, 30)} ${frames.find((line) => line.includes('/src/')) ?? ''}`;
}

/** As it would be kept in a file. */
function jsonOf(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input) ?? 'null');
}

await fuzz(workerData as FuzzOptions);
