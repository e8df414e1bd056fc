import fc from 'fast-check';
import { z } from 'zod';
import type { RecordedSession } from '../../src/session/format/schema.ts';
import { alignKeys, longestIncreasing } from '../../src/triage/align-keys.ts';
import { diffSessions } from '../../src/triage/diff-sessions.ts';
import { must, mustEndWithin, mustEqual, type Property } from '../property.ts';

/** Which command came when; pauses keep calls apart, so that their order counts. */
const sequence = z.array(z.int()).max(500);
const twoSequences = z.tuple([sequence, sequence]);
type Sequence = z.infer<typeof sequence>;

const sequences: fc.Arbitrary<Sequence> = fc.oneof(
  fc.array(fc.nat(3), { maxLength: 40 }),
  fc.array(fc.nat(1_000), { maxLength: 40 }),
  fc.nat(40).map((length) => Array.from({ length }, (_, at) => at)),
  fc
    .tuple(fc.nat(40), fc.integer({ min: 1, max: 5 }))
    .map(([length, of]) => Array.from({ length }, (_, at) => at % of)),
);

/** Pairs are of equal items, each item is in one at most, and equal lists are paired whole. */
export const alignmentsAreSound: Property<[Sequence, Sequence]> = {
  name: 'alignments are sound',
  inputs: fc.tuple(sequences, sequences),
  runs: 300,
  takes: twoSequences,
  check(input) {
    const [first, second] = namesOf(input);
    const pairs = alignKeys(first, second);
    for (const [i, j] of pairs)
      must(first[i] === second[j] && first[i] !== undefined, `pairs ${first[i]} with ${second[j]}`);
    for (const side of [0, 1])
      must(new Set(pairs.map((pair) => pair[side])).size === pairs.length, 'an item is in two pairs');
    mustEqual(
      pairs.map(([i]) => i),
      pairs.map(([i]) => i).sort((a, b) => a - b),
      'not in order',
    );
    must(alignKeys(first, first).length === first.length, 'a list does not fit itself');
    must(
      longestIncreasing(pairs).every(([, j], at, all) => at === 0 || j > (all[at - 1]?.[1] ?? -1)),
      'does not rise',
    );
  },
};

/** Two sessions differ from both sides or from none, what is said of them adds up, and every call is in it once. */
export const diffsAddUp: Property<[Sequence, Sequence]> = {
  name: 'diffs add up',
  inputs: fc.tuple(sequences, sequences),
  runs: 300,
  takes: twoSequences,
  check(input) {
    const [first, second] = namesOf(input).map(sessionOf) as [RecordedSession, RecordedSession];
    const diff = diffSessions(first, second);
    const back = diffSessions(second, first);
    must(diff.same === back.same, 'differs from one side only');
    must(
      diff.same === (JSON.stringify(namesOf(input)[0]) === JSON.stringify(namesOf(input)[1])),
      'says otherwise than the calls',
    );
    mustEqual(diff.compared, { first: first.events.length, second: second.events.length }, 'compared');
    const only = (kind: string) => diff.divergences.filter((one) => one.kind === kind).length;
    must(
      first.events.length - only('missing') === second.events.length - only('extra'),
      'what is in both is not as many',
    );
  },
};

/** However two long sequences differ, comparing them takes seconds. */
export const longDiffsAreQuick: Property<{ length: number; kind: number }> = {
  name: 'long diffs are quick',
  inputs: fc.record({ length: fc.integer({ min: 2_000, max: 4_000 }), kind: fc.nat(SHAPES().length - 1) }),
  runs: 9,
  takes: z.object({ length: z.int().min(0).max(50_000), kind: z.int().min(0).max(8) }),
  check({ length, kind }) {
    const [one, other] = SHAPES()[kind] ?? [() => 0, () => 0];
    const first = sessionOf(Array.from({ length }, (_, at) => `c${one(at, length)}`));
    const second = sessionOf(Array.from({ length }, (_, at) => `c${other(at, length)}`));
    mustEndWithin(5_000, `diff ${kind} of ${length}`, () => diffSessions(first, second));
  },
};

type Shape = (at: number, length: number) => number;

/** All equal, all different, reversed, periods that do not fit, halves that changed places, every other one new. */
function SHAPES(): [Shape, Shape][] {
  const up: Shape = (at) => at;
  return [
    [() => 0, () => 0],
    [up, (at) => -1 - at],
    [up, (at, length) => length - at],
    [(at) => at % 7, (at) => at % 11],
    [(at) => at % 2, (at) => (at + 1) % 2],
    [up, (at, length) => (at + (length >> 1)) % length],
    [up, (at) => (at % 2 ? at : -1 - at)],
    [(at) => (at * 7_919) % 101, (at) => (at * 104_729) % 103],
    [(at) => at >> 6, (at) => (at * 31) >> 11],
  ];
}

function namesOf([first, second]: [Sequence, Sequence]): [string[], string[]] {
  const name = (one: number) => `c${one}`;
  return [first.map(name), second.map(name)];
}

function sessionOf(commands: string[]): RecordedSession {
  const time = (tick: number) => new Date(Date.UTC(2026, 0) + tick * 10).toISOString();
  const events = commands.map((command, index) => ({
    index,
    timestamp: time(index),
    event: {
      type: 'Ipc' as const,
      id: `c${index}`,
      command,
      timestamp: time(index),
      duration_ms: 1,
      result: { Ok: null },
      arg_size_bytes: 0,
      webview_label: 'main',
    },
  }));
  return { id: 's', started_at: time(0), events, checkpoints: [] } as RecordedSession;
}
