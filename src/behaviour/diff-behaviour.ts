import type { Behaviour, CommandBehaviour, TestBehaviour } from './behaviour.ts';
import { diffShapes, type ShapeChange } from './diff-shapes.ts';

/** The changes of behaviour between two runs of a suite. */
export interface BehaviourDiff {
  /** True when nothing has changed in the tests that passed in both. */
  same: boolean;
  tests: {
    /** Counts those that passed in both, which alone are compared. */
    compared: number;
    /** Titles of the others. */
    failed: string[];
    onlyBefore: string[];
    onlyAfter: string[];
  };
  /** Commands that only one of the runs has, over all tests that were compared. */
  newCommands: CommandUse[];
  vanishedCommands: CommandUse[];
  /** Commands whose number of calls has jumped, the largest jump first; one entry for each. */
  counts: CountChange[];
  /** Places in arguments, answers and errors whose shape is another one. */
  shapes: (ShapeChange & { command: string })[];
  /** Commands that fail in tests in which they did not, and the other way round. */
  failures: FailureChange[];
  /** Counts sessions that may lack calls: one that has vanished may be among these. */
  incomplete: number;
}

export interface CommandUse {
  command: string;
  calls: number;
  /** Titles of the tests. */
  tests: string[];
}

export interface CountChange {
  command: string;
  /** The fewest and most calls in one session of the test with the largest jump. */
  before: [number, number];
  after: [number, number];
  /** That test, and how many others have a jump of it. */
  test: string;
  others: number;
}

export interface FailureChange {
  command: string;
  failsNow: boolean;
  test: string;
  others: number;
}

/**
 * Compares what an app does in two runs of its suite, test by test. Quiet where only time has passed: polls are not counted, a number of calls must double or
 * halve beyond all that the sessions of a test show, and a key must be in all values of one run and in none of the other.
 */
export function diffBehaviour(before: Behaviour, after: Behaviour): BehaviourDiff {
  const both = [...before.tests].flatMap(([name, one]): [TestBehaviour, TestBehaviour][] => {
    const other = after.tests.get(name);
    return other === undefined ? [] : [[one, other]];
  });
  const isCompared = (name: string) => before.tests.has(name) && after.tests.has(name);
  const isKnown = ({ tests, failed }: Behaviour, name: string) => tests.has(name) || failed.has(name);
  const only = (one: Behaviour, other: Behaviour) =>
    [...one.tests].flatMap(([name, { title }]) => (isKnown(other, name) ? [] : [title]));
  const failed = new Map([...before.failed, ...after.failed].filter(([name]) => !isCompared(name)));
  const [usedBefore, usedAfter] = [0, 1].map((side) => usesOf(both.map((pair) => pair[side] as TestBehaviour)));
  const diff = {
    tests: {
      compared: both.length,
      failed: [...failed.values()],
      onlyBefore: only(before, after),
      onlyAfter: only(after, before),
    },
    newCommands: missingIn(usedAfter, usedBefore),
    vanishedCommands: missingIn(usedBefore, usedAfter),
    counts: countChanges(both),
    shapes: shapeChanges(both),
    failures: failureChanges(both),
    incomplete: before.incomplete + after.incomplete,
  };
  const { newCommands, vanishedCommands, counts, shapes, failures } = diff;
  return {
    same: [newCommands, vanishedCommands, counts, shapes, failures].every((list) => list.length === 0),
    ...diff,
  };
}

type Uses = Map<string, CommandUse>;

function usesOf(tests: readonly TestBehaviour[]): Uses {
  const uses: Uses = new Map();
  for (const { title, commands } of tests) {
    for (const [command, { calls }] of commands) {
      const known = uses.get(command) ?? { command, calls: 0, tests: [] };
      known.calls += calls;
      known.tests.push(title);
      uses.set(command, known);
    }
  }
  return uses;
}

function missingIn(uses: Uses = new Map(), others: Uses = new Map()): CommandUse[] {
  return [...uses.values()]
    .filter(({ command }) => !others.has(command))
    .sort((a, b) => (a.command < b.command ? -1 : 1));
}

/** The commands of both sides of a pair of tests; one that a side has not is undefined there. */
function commandPairs([one, other]: [TestBehaviour, TestBehaviour]): [
  string,
  CommandBehaviour | undefined,
  CommandBehaviour | undefined,
][] {
  const names = new Set([...one.commands.keys(), ...other.commands.keys()]);
  return [...names].map((name) => [name, one.commands.get(name), other.commands.get(name)]);
}

function countChanges(both: [TestBehaviour, TestBehaviour][]): CountChange[] {
  const changes = new Map<string, CountChange & { factor: number }>();
  for (const pair of both) {
    for (const [command, one, other] of commandPairs(pair)) {
      if (one?.isPoll || other?.isPoll) continue;
      const before = rangeOf(one, pair[0].sessions);
      const after = rangeOf(other, pair[1].sessions);
      const factor = jumpBetween(before, after);
      if (factor === 0) continue;
      const known = changes.get(command);
      const others = known === undefined ? 0 : known.others + 1;
      const isLargest = known === undefined || factor > known.factor;
      changes.set(
        command,
        isLargest ? { command, before, after, test: pair[0].title, others, factor } : { ...known, others },
      );
    }
  }
  // A command that one of the runs has not at all is told of elsewhere.
  const [usedBefore, usedAfter] = [0, 1].map((side) => usesOf(both.map((pair) => pair[side] as TestBehaviour)));
  return [...changes.values()]
    .filter(({ command }) => usedBefore?.has(command) && usedAfter?.has(command))
    .sort((a, b) => b.factor - a.factor || (a.command < b.command ? -1 : 1))
    .map(({ factor: _factor, ...change }) => change);
}

/** A session without a call of the command has none of it. */
function rangeOf(command: CommandBehaviour | undefined, sessions: number): [number, number] {
  if (command === undefined) return [0, 0];
  return [command.sessions < sessions ? 0 : command.fewest, command.most];
}

/** How many times as many, at least; 0 where that is less than twice. */
function jumpBetween([fewest, most]: [number, number], [fewestNow, mostNow]: [number, number]): number {
  const [less, more] = fewestNow > most ? [most, fewestNow] : [mostNow, fewest];
  if (more <= less) return 0;
  const factor = more / Math.max(less, 0.5);
  return factor >= 2 ? factor : 0;
}

function shapeChanges(both: [TestBehaviour, TestBehaviour][]): BehaviourDiff['shapes'] {
  const found = new Map<string, ShapeChange & { command: string }>();
  for (const pair of both) {
    for (const [command, one, other] of commandPairs(pair)) {
      if (one === undefined || other === undefined) continue;
      for (const change of diffShapes(one.shapes, other.shapes))
        found.set(JSON.stringify([command, change.part, change.path, change.kind]), { command, ...change });
    }
  }
  return [...found.values()].sort((a, b) => (a.command < b.command ? -1 : a.command > b.command ? 1 : 0));
}

function failureChanges(both: [TestBehaviour, TestBehaviour][]): FailureChange[] {
  const changes = new Map<string, FailureChange>();
  for (const pair of both) {
    for (const [command, one, other] of commandPairs(pair)) {
      const [then, now] = [one, other].map((side) => (side === undefined ? undefined : side.failed / side.calls));
      const failsNow = then === 0 && now !== undefined && now > 0;
      if (!failsNow && !(now === 0 && then !== undefined && then > 0)) continue;
      const key = `${failsNow} ${command}`;
      const known = changes.get(key);
      changes.set(
        key,
        known === undefined
          ? { command, failsNow, test: pair[0].title, others: 0 }
          : { ...known, others: known.others + 1 },
      );
    }
  }
  return [...changes.values()];
}
