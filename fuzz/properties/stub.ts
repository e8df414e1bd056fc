import fc from 'fast-check';
import { z } from 'zod';
import { StubBackend } from '../../src/replay/stub-backend.ts';
import type { CheckpointStep, RecordedSession } from '../../src/session/format/schema.ts';
import { must, mustEqual, type Property } from '../property.ts';

const number = z.int().min(0).max(1_000);
const replaySchema = z.object({
  /** A call in short: which question, when it began and ended in ticks, and with an id that is new in every run or not. */
  calls: z
    .array(
      z.object({
        command: number,
        args: number,
        start: number,
        /** The step it was made in. */
        step: z.int().min(0).max(5),
        took: number.nullable(),
        id: z.int().min(0).max(9).nullable(),
      }),
    )
    .max(200),
  /** In which order they are asked: numbers to sort by. */
  order: z.array(number),
});
type Replay = z.infer<typeof replaySchema>;
type ShortCall = Replay['calls'][number];

const replays: fc.Arbitrary<Replay> = fc
  .array(
    fc.record({
      command: fc.nat(2),
      args: fc.nat(2),
      start: fc.nat(20),
      step: fc.nat(3),
      took: fc.option(fc.nat(20), { freq: 8 }),
      id: fc.option(fc.nat(3)),
    }),
    { maxLength: 12 },
  )
  .chain((calls) =>
    fc.record({
      calls: fc.constant(calls),
      order: fc.array(fc.nat(100), { minLength: calls.length, maxLength: calls.length }),
    }),
  );

/** Calls that overlapped are answered in whatever order they come: no miss, each with an answer to its own question, none left. */
export const anyInterleavingReplays: Property<Replay> = {
  name: 'any interleaving replays',
  inputs: replays,
  runs: 300,
  takes: replaySchema,
  check(input) {
    const calls = withOwnIds(input.calls);
    // All are out at the same time.
    const session = sessionOf(
      calls.map((call) => ({ ...call, step: 0, start: 0, took: call.took === null ? null : 30 + call.took })),
    );
    for (const match of ['key', 'strict'] as const) {
      const backend = new StubBackend(session, { match });
      const keys = calls.map((_, at) => ({ at, by: input.order[at] ?? 0 })).sort((a, b) => a.by - b.by || a.at - b.at);
      for (const { at } of keys) ask(backend, calls[at] as ShortCall, match);
      mustEqual(backend.report().missed, [], `missed by ${match}`);
      mustEqual(backend.report().unused, [], `unused by ${match}`);
    }
  },
};

/** The calls as they were recorded, with new ids for those that are new in every run: each gets its own answer. */
export const theSameRunReplays: Property<Replay> = {
  name: 'the same run replays',
  inputs: replays,
  runs: 300,
  takes: replaySchema,
  check(input) {
    const calls = inSteps(input.calls);
    for (const match of ['key', 'strict'] as const) {
      const backend = new StubBackend(sessionOf(calls), { match });
      const walk = new StepWalk(backend);
      for (const [at, call] of calls.entries()) {
        walk.to(call.step);
        must(ask(backend, call, match).call.id === `c${at}`, `c${at} got the answer of another by ${match}`);
      }
      const { missed, unused, repeated, shifted } = backend.report();
      mustEqual([missed, unused, repeated, shifted], [[], [], 0, 0], `by ${match}`);
    }
  },
};

/** A run that leaves out some calls: in every other step each call gets its own answer all the same. */
export const fewerCallsShiftNothing: Property<Replay> = {
  name: 'fewer calls shift nothing',
  inputs: replays,
  runs: 300,
  takes: replaySchema,
  check(input) {
    const calls = inSteps(input.calls.map((call) => ({ ...call, id: null })));
    const isLeftOut = (at: number) => (input.order[at] ?? 0) % 4 === 0;
    const disturbed = new Set(calls.filter((_, at) => isLeftOut(at)).map(({ step }) => step));
    const backend = new StubBackend(sessionOf(calls));
    const walk = new StepWalk(backend);
    for (const [at, call] of calls.entries()) {
      if (isLeftOut(at)) continue;
      walk.to(call.step);
      const { id } = ask(backend, call, 'key').call;
      must(disturbed.has(call.step) || id === `c${at}`, `c${at} got the answer of ${id}`);
    }
  },
};

/** The calls by step and then by start. */
function inSteps(calls: ShortCall[]): ShortCall[] {
  return calls
    .map((call) => ({ ...call, start: call.start + call.step * STEP_TICKS }))
    .sort((a, b) => a.start - b.start);
}

/** Passes the begins and ends of steps as a test would. */
class StepWalk {
  private readonly backend: StubBackend;
  private step = -1;

  constructor(backend: StubBackend) {
    this.backend = backend;
  }

  to(step: number): void {
    while (this.step < step) {
      if (this.step >= 0) this.backend.boundaryReached({ step: stepOf(this.step, 'end') });
      this.step += 1;
      this.backend.boundaryReached({ step: stepOf(this.step, 'begin') });
    }
  }
}

/** Of two questions that differ by ids alone nobody can tell which is which when they come in another order: one keeps its id. */
function withOwnIds(calls: ShortCall[]): ShortCall[] {
  const seen = new Set<string>();
  return calls.map((call) => {
    const question = `${call.command} ${call.args}`;
    if (call.id === null || !seen.has(question)) {
      if (call.id !== null) seen.add(question);
      return call;
    }
    return { ...call, id: null };
  });
}

function ask(backend: StubBackend, call: ShortCall, match: string) {
  const answer = backend.answer({ command: commandOf(call), args: argsOf(call, 'b') });
  must(answer.kind !== 'miss', `${commandOf(call)} ${JSON.stringify(argsOf(call, 'b'))} was missed by ${match}`);
  must(answer.call.command === commandOf(call), 'an answer of another command');
  const asked = argsOf(call, 'a');
  const isVolatile = call.id !== null;
  if (!isVolatile) mustEqual(answer.call.args, asked, 'an answer to other arguments');
  must((answer.kind === 'pending') === (answer.call.result === 'Pending'), 'pending where it was answered');
  return answer;
}

/** Far enough apart that no call could be of two steps. */
const STEP_TICKS = 2_000;

function stepOf(step: number, phase: 'begin' | 'end'): CheckpointStep {
  return { id: `step ${step}`, phase, title_path: [`step ${step}`], category: 'test.step' };
}

const commandOf = ({ command }: ShortCall) => `command_${command}`;

/** `run` tells the ids of one run from those of another. */
function argsOf({ args, id }: ShortCall, run: 'a' | 'b'): unknown {
  return id === null ? { args } : { args, id: `${run}${id}000000-7d4a-4b5c-8e9f-0a1b2c3d4e5f` };
}

function sessionOf(calls: ShortCall[]): RecordedSession {
  const time = (tick: number) => new Date(Date.UTC(2026, 0) + tick).toISOString();
  const checkpoints = [0, 1, 2, 3, 4, 5].flatMap((step) =>
    (['begin', 'end'] as const).map((phase) => {
      const end = calls.findIndex((call) => call.step > step || (phase === 'begin' && call.step === step));
      return {
        id: `${phase} ${step}`,
        label: null,
        timestamp: time(step * STEP_TICKS + (phase === 'end' ? STEP_TICKS - 1 : 0)),
        state: null,
        event_index: end === -1 ? calls.length : end,
        step: stepOf(step, phase),
      };
    }),
  );
  const events = calls.map((call, index) => ({
    index,
    timestamp: time(call.start),
    event: {
      type: 'Ipc' as const,
      id: `c${index}`,
      command: commandOf(call),
      timestamp: time(call.start),
      duration_ms: call.took,
      result: call.took === null ? ('Pending' as const) : { Ok: `answer ${index}` },
      arg_size_bytes: 0,
      webview_label: 'main',
      args: argsOf(call, 'a'),
    },
  }));
  return { id: 's', started_at: time(0), events, checkpoints } as RecordedSession;
}
