import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { AppEvent, IpcCall, RecordedEvent, RecordedSession, StateCheckpoint } from '../session/format/schema.ts';
import { EventRecorder } from './event-recorder.ts';
import { textSize } from './text-size.ts';

const TIME = '2026-11-23T09:30:00Z';
const now = () => TIME;

function ipcCall(changes: Partial<IpcCall> = {}): IpcCall {
  return {
    type: 'Ipc',
    id: 'c',
    command: 'greet',
    timestamp: TIME,
    duration_ms: null,
    result: 'Pending',
    arg_size_bytes: 0,
    webview_label: 'main',
    ...changes,
  };
}

function at(index: number, event: AppEvent = ipcCall()): RecordedEvent {
  return { index, timestamp: event.timestamp, event };
}

function sessionOf(events: RecordedEvent[], checkpoints: StateCheckpoint[] = []): RecordedSession {
  return { id: 's', started_at: TIME, events, checkpoints };
}

/** A recorder that is on, and `count` calls in it. */
function recording(count = 0, maxEvents?: number): EventRecorder {
  const recorder = new EventRecorder({ now, ...(maxEvents !== undefined && { maxEvents }) });
  recorder.start('s');
  for (let i = 0; i < count; i++) recorder.recordEvent(ipcCall({ id: `c${i}` }));
  return recorder;
}

const indices = (events: readonly RecordedEvent[]) => events.map(({ index }) => index);

// The parity vectors of the real Victauri 0.8.5; e2e/cli/victauri.spec.ts compares with the crate itself.

test('keeps one event with a capacity of 0, and none of an import', () => {
  const recorder = recording(0, 0);
  for (let i = 0; i < 3; i++) {
    recorder.recordEvent(ipcCall());
    expect(recorder.eventCount()).toBe(1);
  }
  expect(indices(recorder.eventsSince(0))).toEqual([2]);
  recorder.import(sessionOf([at(41)]));
  expect([recorder.eventCount(), recorder.isRecording()]).toEqual([0, true]);
  expect(recorder.recordEvent(ipcCall())).toBe(0);
});

test('counts on when it drops the oldest event, and leaves the dropped ones out of every answer', () => {
  const recorder = recording(0, 2);
  recorder.checkpoint('a', null, null);
  for (let i = 0; i < 5; i++) recorder.recordEvent(ipcCall());
  recorder.checkpoint('a', null, null);
  recorder.checkpoint('b', null, null);
  expect(recorder.getCheckpoints().map(({ id, event_index }) => [id, event_index])).toEqual([
    ['a', 0],
    ['a', 5],
    ['b', 5],
  ]);
  expect(indices(recorder.eventsBetweenCheckpoints('a', 'b'))).toEqual([3, 4]);
  expect(indices(recorder.eventsBetweenCheckpoints('b', 'a'))).toEqual([3, 4]);
  expect(recorder.eventsBetweenCheckpoints('b', 'b')).toEqual([]);
  expect(indices(recorder.eventsSince(1))).toEqual([3, 4]);

  recorder.stop();
  expect([recorder.eventCount(), recorder.checkpointCount()]).toEqual([0, 0]);
  expect(recorder.eventsSince(0)).toHaveLength(2);
  expect(recorder.getCheckpoints()).toHaveLength(3);
  expect(recorder.ipcReplaySequence()).toHaveLength(2);
  expect(recorder.export()?.id).toBe('s');

  recorder.start('new');
  expect(recorder.eventsSince(0)).toEqual([]);
  expect(recorder.export()?.id).toBe('new');
  expect(() => recorder.eventsBetweenCheckpoints('a', 'b')).toThrow('checkpoint not found: a');
});

test('shows the session stopped last when none is on, and the one that is on before it', () => {
  const recorder = new EventRecorder({ now });
  recorder.start('one');
  recorder.stop();
  recorder.import(sessionOf([]));
  expect(recorder.export()?.id).toBe('s');
  expect(recorder.stop()?.id).toBe('s');
  expect(recorder.export()?.id).toBe('s');
  expect(recorder.stop()).toBeNull();
  expect(recorder.export()?.id).toBe('s');
});

test('counts on from the highest index of an import, whatever its order', () => {
  const recorder = new EventRecorder({ now });
  recorder.import(sessionOf([at(9), at(3)]));
  recorder.recordEvent(ipcCall());
  expect(indices(recorder.eventsSince(0))).toEqual([9, 3, 10]);
  expect(indices(recorder.eventsSince(4))).toEqual([9, 10]);
});

test('stays at the highest index once it is reached', () => {
  const recorder = new EventRecorder({ now });
  recorder.import(sessionOf([at(Number.MAX_SAFE_INTEGER)]));
  recorder.recordEvent(ipcCall());
  recorder.recordEvent(ipcCall());
  expect(new Set(indices(recorder.eventsSince(5)))).toEqual(new Set([Number.MAX_SAFE_INTEGER]));
  expect(recorder.eventCount()).toBe(3);
});

test('keeps a thousand checkpoints, and does not find the ones before', () => {
  const recorder = recording();
  for (let i = 0; i <= 1000; i++) recorder.checkpoint(`c${i}`, null, null);
  expect(recorder.checkpointCount()).toBe(1000);
  expect(recorder.getCheckpoints()[0]?.id).toBe('c1');
  expect(() => recorder.eventsBetweenCheckpoints('c0', 'c1000')).toThrow('checkpoint not found: c0');
});

test('compares times to the nanosecond, both ends included, and swaps nothing', () => {
  const recorder = recording();
  const times = [1, 2, 3].map((nanos) => `2026-11-23T09:30:00.00000000${nanos}Z`) as [string, string, string];
  for (const timestamp of times) recorder.recordEvent(ipcCall({ timestamp }));
  expect(recorder.eventsBetween(times[0], times[2])).toHaveLength(3);
  expect(recorder.eventsBetween(times[1], '2026-11-23T10:30:00.000000002+01:00')).toHaveLength(1);
  expect(recorder.eventsBetween(times[2], times[0])).toEqual([]);
  expect(recorder.eventsBetween(new Date(TIME), new Date(Date.parse(TIME) + 1))).toHaveLength(3);
  expect(() => recorder.eventsBetween('noon', TIME)).toThrow('"noon" is not an RFC 3339 timestamp');
  expect(() => recorder.eventsBetween(new Date(Number.NaN), TIME)).toThrow('Expected a time, found an invalid Date.');
});

test('refuses a second start and leaves the first recording alone', () => {
  const recorder = recording(1);
  expect(() => recorder.start('again')).toThrow(expect.objectContaining({ code: 'RECORDING_ALREADY_ACTIVE' }));
  expect(() => recorder.start('again')).toThrow(
    'Failed to start "again": recording session already active ("s"). Stop it first.',
  );
  expect(recorder.eventCount()).toBe(1);
});

test('takes any id, and records nothing when none is on', () => {
  const recorder = new EventRecorder();
  expect(recorder.recordEvent(ipcCall())).toBeNull();
  expect(() => recorder.checkpoint('a', null, null)).toThrow('no active recording session');
  expect(() => recorder.eventsBetweenCheckpoints('a', 'b')).toThrow(
    expect.objectContaining({ code: 'NO_ACTIVE_RECORDING' }),
  );
  expect([recorder.stop(), recorder.export(), recorder.generation()]).toEqual([null, null, null]);
  recorder.start('');
  expect(recorder.stop()?.id).toBe('');
});

test('says on its own sessions what wrote them, and leaves the keys of imported ones', () => {
  const recorder = recording();
  expect(recorder.stop()).toEqual({
    format: 'playwright-ipc-recorder',
    version: 1,
    id: 's',
    started_at: TIME,
    events: [],
    checkpoints: [],
  });
  const imported = { ...sessionOf([at(0)]), redactions: 2, dropped: { events: 3, lines: 1 } };
  recorder.import(imported);
  expect(recorder.export()).toEqual(imported);
});

test('takes the system time to the millisecond by default', () => {
  const recorder = new EventRecorder();
  recorder.start('s');
  expect(Math.abs(Date.parse(recorder.export()?.started_at ?? '') - Date.now())).toBeLessThan(5_000);
});

test('refuses sizes that are none', () => {
  expect(() => new EventRecorder({ maxEvents: -1 })).toThrow('maxEvents is -1: expected a whole number from 0.');
  expect(() => new EventRecorder({ maxCheckpoints: 1.5 })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
});

// Beyond the seed.

test('settles a call in its place, and leaves sessions exported before as they were', () => {
  const recorder = recording(2);
  const before = recorder.export();
  expect(recorder.settle(0, { result: { Ok: [1] }, duration_ms: 3, duration_us: 3100 })).toBe(true);
  expect(before?.events[0]?.event).toMatchObject({ result: 'Pending', duration_ms: null });
  expect(recorder.export()?.events[0]).toEqual(
    at(0, ipcCall({ id: 'c0', result: { Ok: [1] }, duration_ms: 3, duration_us: 3100 })),
  );
  expect(Object.isFrozen(recorder.export()?.events[0]?.event)).toBe(true);
});

test('settles nothing twice, nothing that is gone or one-way, and counts it', () => {
  const recorder = recording(3, 2);
  const outcome = { result: { Err: 'no' }, duration_ms: 1 };
  const send = recorder.recordEvent(ipcCall({ kind: 'send' })) as number;
  expect(recorder.settle(2, outcome)).toBe(true);
  expect([2, 0, 9, send].map((index) => recorder.settle(index, outcome))).toEqual([false, false, false, false]);
  recorder.stop();
  expect(recorder.settle(2, outcome)).toBe(false);
  expect(recorder.dropped()).toEqual({ events: 2, checkpoints: 0, settles: 5 });
  expect(recorder.export()?.dropped).toEqual({ events: 2, settles: 5 });
});

test('gives no answer to a call that came with an import, or belongs to an earlier recording', () => {
  const recorder = recording(1);
  const generation = recorder.generation() as number;
  recorder.import(sessionOf([at(0)]));
  expect(recorder.settle(0, { result: { Ok: 1 }, duration_ms: 1 })).toBe(false);
  recorder.stop();
  recorder.start('next');
  const index = recorder.recordEvent(ipcCall()) as number;
  expect(recorder.settle(index, { result: { Ok: 'late' }, duration_ms: 1 }, generation)).toBe(false);
  expect(recorder.settle(index, { result: { Ok: 'right' }, duration_ms: 1 })).toBe(true);
});

test('settles calls between imported events in any order', () => {
  const recorder = new EventRecorder({ now });
  recorder.import(sessionOf([at(9), at(3)]));
  const index = recorder.recordEvent(ipcCall()) as number;
  expect(recorder.settle(index, { result: { Ok: 1 }, duration_ms: 1 })).toBe(true);
});

test('marks a pending call that nobody waits for any more, and settles it when it is answered after all', () => {
  const recorder = recording(2);
  expect(recorder.abandon(0, 'navigated')).toBe(true);
  expect(recorder.export()?.events[0]?.event).toMatchObject({ result: 'Pending', abandoned: 'navigated' });
  expect(recorder.settle(0, { result: { Ok: 1 }, duration_ms: 1 })).toBe(true);
  expect(recorder.export()?.events[0]?.event).not.toHaveProperty('abandoned');
  expect(recorder.abandon(0, 'closed')).toBe(false);
  expect(recorder.abandon(7, 'closed')).toBe(false);
});

test('inserts a checkpoint that was reserved earlier as it is given', () => {
  const recorder = recording(2);
  const reserved = { id: 'r', label: 'before', timestamp: TIME, state: { n: [1] }, event_index: 1, note: 'late' };
  recorder.recordCheckpoint(reserved);
  recorder.checkpoint('end', null, undefined);
  expect(recorder.getCheckpoints()[0]).toBe(reserved);
  expect(recorder.getCheckpoints()[1]?.state).toBeNull();
  expect(indices(recorder.eventsBetweenCheckpoints('r', 'end'))).toEqual([1]);
});

test('freezes what it records, to any depth', () => {
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const args = { list: [{ a: 1 }], deep };
  const recorder = recording();
  recorder.recordEvent(ipcCall({ args }));
  expect(() => args.list.push({ a: 2 })).toThrow(TypeError);
  expect(Object.isFrozen(args.list[0])).toBe(true);
});

test('gives sessions whose arrays are their own', () => {
  const recorder = recording(1);
  const first = recorder.export();
  first?.events.pop();
  first?.checkpoints.push({ id: 'x', label: null, timestamp: TIME, state: null, event_index: 0 });
  recorder.recordEvent(ipcCall());
  expect(recorder.export()).toMatchObject({ events: [{ index: 0 }, { index: 1 }], checkpoints: [] });
});

/** Victauri's recorder, line by line and without any cleverness. */
class Model {
  active: RecordedSession | null = null;
  last: RecordedSession | null = null;
  counter = 0;
  readonly maxEvents: number;
  readonly maxCheckpoints: number;

  constructor(maxEvents: number, maxCheckpoints: number) {
    this.maxEvents = maxEvents;
    this.maxCheckpoints = maxCheckpoints;
  }

  get current(): RecordedSession | null {
    return this.active ?? this.last;
  }

  push<T>(items: T[], item: T, max: number): void {
    if (items.length >= max) items.shift();
    items.push(item);
  }

  import(session: RecordedSession): void {
    this.active = {
      ...session,
      events: session.events.slice(Math.max(0, session.events.length - this.maxEvents)),
      checkpoints: session.checkpoints.slice(Math.max(0, session.checkpoints.length - this.maxCheckpoints)),
    };
    const { events, checkpoints } = this.active;
    const used = [...events.map(({ index }) => index + 1), ...checkpoints.map(({ event_index: index }) => index)];
    this.counter = Math.max(0, ...used);
  }

  between(from: string, to: string): number[] | string {
    if (!this.current) return 'NO_ACTIVE_RECORDING';
    const indexOf = (id: string) => this.current?.checkpoints.find((checkpoint) => checkpoint.id === id)?.event_index;
    const [a, b] = [indexOf(from), indexOf(to)];
    if (a === undefined || b === undefined) return 'CHECKPOINT_NOT_FOUND';
    return indices(this.current.events.filter(({ index }) => index >= Math.min(a, b) && index < Math.max(a, b)));
  }
}

const PAIRS = [
  ['a', 'b'],
  ['c', 'a'],
] as const;

function answersOf(recorder: EventRecorder): unknown {
  return {
    isRecording: recorder.isRecording(),
    counts: [recorder.eventCount(), recorder.checkpointCount()],
    events: recorder.export()?.events,
    checkpoints: recorder.getCheckpoints(),
    calls: recorder.ipcReplaySequence().length,
    since: [0, 2, 7].map((index) => indices(recorder.eventsSince(index))),
    between: PAIRS.map(([from, to]) => {
      try {
        return indices(recorder.eventsBetweenCheckpoints(from, to));
      } catch (error) {
        return (error as { code: string }).code;
      }
    }),
  };
}

function answersOfModel(model: Model): unknown {
  const events = model.current?.events ?? [];
  return {
    isRecording: model.active !== null,
    counts: [model.active?.events.length ?? 0, model.active?.checkpoints.length ?? 0],
    events: model.current?.events,
    checkpoints: model.current?.checkpoints ?? [],
    calls: events.length,
    since: [0, 2, 7].map((since) => indices(events).filter((index) => index >= since)),
    between: PAIRS.map(([from, to]) => model.between(from, to)),
  };
}

const id = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('record' as const), nanos: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('checkpoint' as const), id }) },
  fc.record({ do: fc.constantFrom('start' as const, 'stop' as const) }),
  fc.record({
    do: fc.constant('import' as const),
    indices: fc.array(fc.nat(12), { maxLength: 6 }),
    checkpoints: fc.array(fc.nat(12), { maxLength: 3 }),
  }),
);

test("does what Victauri's recorder does, step by step", () => {
  fc.assert(
    fc.property(fc.nat(4), fc.nat(3), fc.array(step, { maxLength: 40 }), (maxEvents, maxCheckpoints, steps) => {
      const recorder = new EventRecorder({ maxEvents, maxCheckpoints, now });
      const model = new Model(maxEvents, maxCheckpoints);
      for (const action of steps) {
        switch (action.do) {
          case 'record': {
            const call = ipcCall({ timestamp: `2026-11-23T09:30:00.00000000${action.nanos}Z` });
            const index = recorder.recordEvent(call);
            expect(index).toBe(model.active ? model.counter : null);
            if (model.active) model.push(model.active.events, at(model.counter++, call), maxEvents);
            break;
          }
          case 'checkpoint':
            if (model.active) {
              const taken = recorder.checkpoint(action.id, null, 1);
              expect(taken.event_index).toBe(model.counter);
              model.push(model.active.checkpoints, taken, maxCheckpoints);
            }
            break;
          case 'start':
            if (!model.active) {
              recorder.start('s');
              model.active = sessionOf([]);
              model.counter = 0;
            }
            break;
          case 'stop':
            expect(recorder.stop()?.events).toEqual(model.active?.events);
            model.last = model.active ?? model.last;
            model.active = null;
            break;
          case 'import': {
            const checkpoints = action.checkpoints.map((event_index, n) => ({
              id: 'abc'.charAt(n),
              label: null,
              timestamp: TIME,
              state: n,
              event_index,
            }));
            const session = sessionOf(
              action.indices.map((index) => at(index)),
              checkpoints,
            );
            recorder.import(session);
            model.import(session);
          }
        }
        expect(answersOf(recorder)).toEqual(answersOfModel(model));
      }
    }),
    { numRuns: 150 },
  );
});

// Budgets: what the fixtures add to Victauri's recorder.

const KINDS: AppEvent[] = [
  ipcCall(),
  { type: 'Console', level: 'log', message: 'm', timestamp: TIME },
  { type: 'DomMutation', webview_label: 'main', mutation_count: 1, timestamp: TIME },
  { type: 'WindowEvent', label: 'main', event: 'page.opened', timestamp: TIME },
];

test('keeps to its budgets: each kind loses its own oldest, and the others have the rest', { tag: '@slow' }, () => {
  const budgets = { Console: 3, DomMutation: 2 };
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 9 }), fc.array(fc.nat(3), { maxLength: 60 }), (maxEvents, kinds) => {
      const recorder = new EventRecorder({ maxEvents, budgets, now });
      recorder.start('s');
      const all = kinds.map((kind, index) => at(index, { ...(KINDS[kind] as AppEvent) }));
      for (const { event } of all) recorder.recordEvent(event);
      const newest = (count: number, kind: (type: string) => boolean) =>
        all.filter(({ event }) => kind(event.type)).slice(-count || all.length);
      const lines = newest(3, (type) => type === 'Console');
      const changes = newest(2, (type) => type === 'DomMutation');
      const rest = newest(maxEvents - lines.length - changes.length, (type) => !(type in budgets));
      const kept = [...lines, ...changes, ...rest].sort((a, b) => a.index - b.index);
      expect(recorder.export()?.events).toEqual(kept);
      expect(recorder.eventCount()).toBe(kept.length);
      expect(recorder.dropped().events).toBe(all.length - kept.length);
      expect(indices(recorder.eventsSince(5))).toEqual(indices(kept).filter((index) => index >= 5));
      expect(indices(recorder.eventsBetween(TIME, TIME))).toEqual(indices(kept));
      for (const { index, event } of all) {
        const isThere = event.type === 'Ipc' && indices(kept).includes(index);
        expect(recorder.settle(index, { result: { Ok: index }, duration_ms: 1 })).toBe(isThere);
      }
      for (const { index, event } of recorder.export()?.events ?? [])
        if (event.type === 'Ipc') expect(event.result).toEqual({ Ok: index });

      const imported = new EventRecorder({ maxEvents, budgets, now });
      imported.import(sessionOf(all));
      expect(imported.export()?.events).toEqual(kept);
      expect(imported.dropped().events).toBe(all.length - kept.length);
    }),
    { numRuns: 300 },
  );
});

test('budgets that are no numbers, or leave no room, are refused', () => {
  expect(() => new EventRecorder({ budgets: { Console: 0 } })).toThrow(
    'budgets.Console is 0: expected a whole number from 1.',
  );
  expect(() => new EventRecorder({ maxEvents: 10, budgets: { Console: 6, WindowEvent: 4 } })).toThrow(
    'The budgets are 10 events in all, and maxEvents is 10: expected less',
  );
});

test('keeps to its bytes: the oldest go, a flood of one kind costs no other its own, and every one that went is counted', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(400)), { maxLength: 60 }), (sizes) => {
      const maxBytes = 4_000;
      const recorder = new EventRecorder({ maxEvents: 100, budgets: { Console: 25 }, maxBytes, now });
      const unbounded = new EventRecorder({ now });
      for (const one of [recorder, unbounded]) {
        one.start('s');
        for (const [isCall, size] of sizes) {
          const text = 'x'.repeat(size);
          const index = one.recordEvent(
            isCall ? ipcCall({ args: text }) : { type: 'Console', level: 'log', message: text, timestamp: TIME },
          );
          if (isCall && index !== null) one.settle(index, { result: { Ok: text }, duration_ms: 1 });
        }
      }
      const events = recorder.export()?.events ?? [];
      expect(events.length + recorder.dropped().events).toBe(sizes.length);
      for (const [isCall, share] of [
        [true, 3_000],
        [false, 1_000],
      ] as const) {
        const ofKind = (list: readonly RecordedEvent[]) =>
          list.filter(({ event }) => (event.type === 'Ipc') === isCall);
        const own = ofKind(events);
        // The newest, as many as there is room for; one at least.
        const all = ofKind(unbounded.export()?.events ?? []);
        let room = share;
        const fitting = all.toReversed().filter((event, at) => {
          room -= textSize(event);
          return room >= 0 || at === 0;
        });
        expect(own).toEqual(fitting.reverse());
        const bytes = own.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
        if (own.length > 1) expect(bytes).toBeLessThanOrEqual(share);
      }
      expect(recorder.oldestIndex()).toBe(events.find(({ event }) => event.type === 'Ipc')?.index ?? null);
    }),
  );
});

test('bounds in bytes that are no numbers are refused', () => {
  for (const maxBytes of [Number.NaN, -1, '64' as never, null as never])
    for (const name of ['maxBytes', 'maxCheckpointBytes'])
      expect(() => new EventRecorder({ [name]: maxBytes })).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          message: `${name} is ${typeof maxBytes === 'string' ? '"64"' : maxBytes}: expected a number from 0.`,
        }),
      );
  for (const maxBytes of [0, 0.5, Number.POSITIVE_INFINITY])
    new EventRecorder({ maxBytes, maxCheckpointBytes: maxBytes });
});

test('keeps checkpoints up to their bytes', () => {
  const recorder = new EventRecorder({ maxCheckpointBytes: 1_000, now });
  recorder.start('s');
  for (let at = 0; at < 10; at += 1) recorder.checkpoint(`${at}`, null, 'x'.repeat(200));
  const kept = recorder.getCheckpoints().map(({ id }) => id);
  expect(kept).toEqual(['7', '8', '9']);
  expect(kept.length + recorder.dropped().checkpoints).toBe(10);
});
