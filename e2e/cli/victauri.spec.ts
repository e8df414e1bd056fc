import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  type AppEvent,
  EventRecorder,
  encodeValue,
  type IpcCall,
  parseSession,
  type RecordedSession,
  serializeSession,
} from 'playwright-ipc-recorder';

// Against Victauri's own recorder and reader: the crate victauri-core, driven by the small program in e2e/crates/victauri.

/** Its versions whose JSON differs: since 0.9 a call says whether it was mocked, and its transport. */
const VERSIONS = ['0.8.5', '0.10.3'] as const;
type Version = (typeof VERSIONS)[number];

const FOLDER = join(import.meta.dirname, '../crates/victauri');
const DRIVER = join(
  FOLDER,
  'target',
  'debug',
  process.platform === 'win32' ? 'victauri-driver.exe' : 'victauri-driver',
);

test.describe.configure({ mode: 'default' }); // one build, not one a worker

test.beforeAll(() => {
  test.setTimeout(600_000); // the first build fetches the crates
  if (spawnSync('cargo', ['--version']).error) {
    if (process.env.CI)
      throw new Error(
        'cargo is not installed: the comparison with Victauri must run in CI. Install Rust 1.88 or newer.',
      );
    test.skip(true, 'cargo is not installed: our recorder is not compared with the real Victauri here');
  }
  const build = spawnSync('cargo', ['build', '--quiet', '--locked', '--target-dir', 'target'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  expect(build.status, build.stderr).toBe(0);
});

const TIME = '2026-09-27T12:34:56.000000005Z';

function ipcCall(changes: Partial<IpcCall> = {}): IpcCall {
  return {
    type: 'Ipc',
    id: 'c1',
    command: 'greet',
    timestamp: TIME,
    duration_ms: 5,
    result: { Ok: 'Hello' },
    arg_size_bytes: 12,
    webview_label: 'main',
    ...changes,
  };
}

function sessionOf(...events: AppEvent[]): RecordedSession {
  return {
    id: 's',
    started_at: '2026-09-27T12:34:56Z',
    events: events.map((event, index) => ({ index, timestamp: event.timestamp, event })),
    checkpoints: [{ id: 'cp', label: null, timestamp: TIME, state: { n: [1, 'a'] }, event_index: events.length }],
  };
}

/** What Victauri exports of the session it imported; throws what its reader says. */
function throughVictauri(text: string, version: Version): string {
  const { status, stdout, stderr } = spawnSync(DRIVER, [version, 'import'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout;
}

function nested(levels: number): unknown {
  return JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
}

for (const version of VERSIONS) {
  test(`Victauri ${version} reads what we write, and we read it back from Victauri`, { tag: '@rust' }, () => {
    const times = ['56Z', '56.123Z', '56.123456Z', '56.123456789Z', '60Z'].map((end) => `2026-09-27T12:34:${end}`);
    const session = sessionOf(
      ...times.map((timestamp) => ipcCall({ timestamp })),
      ipcCall({
        result: { Err: 'boom' },
        duration_ms: Number.MAX_SAFE_INTEGER,
        arg_size_bytes: Number.MAX_SAFE_INTEGER,
      }),
      ipcCall({ result: 'Pending', duration_ms: null }),
      ipcCall({ result: { Ok: { z: 1, a: [null, true, 'ü😀\u2028', 1.5] } } }),
      { type: 'StateChange', key: 'network.POST', timestamp: TIME, caused_by: null },
      { type: 'DomMutation', webview_label: 'main', timestamp: TIME, mutation_count: 0xffff_ffff },
      {
        type: 'DomInteraction',
        action: 'DoubleClick',
        selector: '#a',
        value: null,
        timestamp: TIME,
        webview_label: 'main',
      },
      { type: 'WindowEvent', label: 'main', event: 'focus', timestamp: TIME },
      { type: 'Console', level: 'warn', message: 'm', timestamp: TIME },
    );
    session.events.push({ index: Number.MAX_SAFE_INTEGER, timestamp: TIME, event: ipcCall() });
    expect(parseSession(throughVictauri(serializeSession(session), version))).toEqual({ ...session, version: 1 });
  });

  test(`Victauri ${version} reads a session with all the keys we add, and drops them`, { tag: '@rust' }, () => {
    const call = ipcCall({
      args: { title: 'Milk' },
      options: { headers: {} },
      error: encodeValue(new TypeError('no')),
      kind: 'invoke',
      source: 'tauri',
      duration_us: 5123,
      mocked: true,
      channel: 'c0',
      frame: 'https://a.test/',
    });
    const session: RecordedSession = {
      ...sessionOf(call),
      format: 'playwright-ipc-recorder',
      version: 1,
      test: { title_path: ['a'], file: 'a.spec.ts', line: 1, project: 'p', attempt: 0 },
      dropped: { events: 1 },
      redactions: 2,
    };
    expect(parseSession(throughVictauri(serializeSession(session), version))).toEqual({
      ...sessionOf(ipcCall(version === '0.8.5' ? {} : { mocked: true })),
      version: 1,
    });
  });

  test(`Victauri ${version} reads payloads as deep as we allow, and none deeper`, { tag: '@rust' }, () => {
    const deepest = serializeSession(sessionOf(ipcCall({ result: { Ok: nested(122) } })));
    expect(() => throughVictauri(deepest, version)).not.toThrow();
    const deeper = deepest.replace('[[[', '[[[[').replace(']]]', ']]]]');
    expect(() => throughVictauri(deeper, version)).toThrow('recursion limit exceeded');
    expect(() => parseSession(deeper)).toThrow('nested more than 127 levels deep');
  });

  test(`Victauri ${version} reads whatever encodeValue makes of a value`, { tag: '@rust' }, () => {
    const values = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    const payloads = fc.sample(fc.tuple(values, fc.string({ unit: 'binary' })), { numRuns: 300, seed: 7 });
    const session = sessionOf(
      ...payloads.map(([value, text]) =>
        ipcCall({ command: text, args: encodeValue(value), result: { Ok: encodeValue([value, text]) } }),
      ),
    );
    session.events.push({
      index: 300,
      timestamp: TIME,
      event: ipcCall({ command: 'half \ud83d', result: { Ok: ['\udc00\\', { '\ud800': 1 }] } }),
    });
    const read = parseSession(throughVictauri(serializeSession(session), version));
    expect(read.events).toHaveLength(301);
    expect(read.events[300]?.event).toMatchObject({
      command: 'half \uFFFD',
      result: { Ok: [{ $text: '\\udc00\\\\' }, { '\uFFFD': 1 }] },
    });
  });

  test(`takes and refuses the same times as Victauri ${version}`, { tag: '@rust' }, () => {
    const times = [
      '2026-09-27t12:34:56z',
      '2026-09-27 12:34:56Z',
      '2026-09-27T12:34:56.1234567891Z',
      '2026-09-27T12:34:56-23:59',
      '2024-02-29T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '2026-09-27T24:00:00Z',
      '2026-09-27T12:34:61Z',
      '2026-09-27T12:34:56+24:00',
      '2026-09-27T12:34:56',
      '2026-09-27T12:34:56.Z',
      '2026-09-27',
    ];
    const isTaken = (read: () => unknown) => {
      try {
        read();
        return true;
      } catch {
        return false;
      }
    };
    for (const started_at of times) {
      const text = JSON.stringify({ ...sessionOf(), started_at });
      expect(
        isTaken(() => parseSession(text)),
        started_at,
      ).toBe(isTaken(() => throughVictauri(text, version)));
    }
  });
}

type Command =
  | { do: 'start'; id: string }
  | { do: 'record'; event: AppEvent }
  | { do: 'checkpoint'; id: string; label: string | null; state: unknown }
  | { do: 'import'; session: RecordedSession }
  | { do: 'eventsSince'; index: number }
  | { do: 'eventsBetween' | 'eventsBetweenCheckpoints'; from: string; to: string }
  | {
      do: 'stop' | 'isRecording' | 'eventCount' | 'checkpointCount' | 'getCheckpoints' | 'export' | 'ipcReplaySequence';
    };

/** What each command gives on our recorder. */
function runOurs(maxEvents: number, commands: readonly Command[]): unknown[] {
  const recorder = new EventRecorder({ maxEvents });
  return commands.map((command) => {
    try {
      return comparable(apply(recorder, command));
    } catch (error) {
      return { error: (error as Error).message };
    }
  });
}

function apply(recorder: EventRecorder, command: Command): unknown {
  switch (command.do) {
    case 'start':
      return recorder.start(command.id);
    case 'record':
      recorder.recordEvent(command.event);
      return null;
    case 'checkpoint':
      recorder.checkpoint(command.id, command.label, command.state);
      return null;
    case 'import':
      return recorder.import(command.session);
    case 'eventsSince':
      return recorder.eventsSince(command.index);
    case 'eventsBetween':
      return recorder.eventsBetween(command.from, command.to);
    case 'eventsBetweenCheckpoints':
      return recorder.eventsBetweenCheckpoints(command.from, command.to);
    default:
      return recorder[command.do]();
  }
}

/** What each command gives on Victauri's recorder. */
function runVictauri(version: Version, maxEvents: number, commands: readonly Command[]): unknown[] {
  const { stdout, stderr, status } = spawnSync(DRIVER, [version, 'run'], {
    input: JSON.stringify({ max_events: maxEvents, commands }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as unknown[]).map(comparable);
}

/** Without what must differ: the time of day of the two runs, the keys we add, and the tag that Victauri leaves off its replay sequence. */
function comparable(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  return JSON.parse(JSON.stringify(value), function (this: unknown, key, item) {
    if (key === 'started_at' || key === 'format' || key === 'version' || key === 'dropped') return undefined;
    if (key === 'timestamp' && typeof this === 'object' && this !== null && 'event_index' in this) return undefined;
    if (key === 'type' && item === 'Ipc') return undefined;
    return item;
  });
}

/** The version whose behaviour ours has. */
const NEWEST = '0.10.3';

/** It refuses a second checkpoint of one id, and nothing changes by that; ours keeps both. */
const REPEATED = 'already exists in this recording';

/** Both recorders give the same; our error messages contain theirs. */
function expectSame(maxEvents: number, commands: readonly Command[]): void {
  const given = runVictauri(NEWEST, maxEvents, commands).map((theirs, at) => ({ command: commands[at], theirs }));
  const common = given.filter(({ theirs }) => !errorOf(theirs)?.includes(REPEATED));
  const ours = runOurs(
    maxEvents,
    common.flatMap(({ command }) => command ?? []),
  );
  for (const [at, { command, theirs }] of common.entries()) {
    const sentence = errorOf(theirs);
    if (sentence === undefined) expect(ours[at], JSON.stringify(command)).toEqual(theirs);
    else expect(errorOf(ours[at]), JSON.stringify(command)).toContain(sentence);
  }
}

const errorOf = (answer: unknown) => (answer as { error?: string } | null)?.error;

test('gives the same answers as Victauri in the cases that are easily got wrong', { tag: '@rust' }, () => {
  const record: Command = { do: 'record', event: ipcCall() };
  const checkpoint = (id: string): Command => ({ do: 'checkpoint', id, label: null, state: 1 });
  const between = (from: string, to: string): Command => ({ do: 'eventsBetweenCheckpoints', from, to });
  const imported = (...indices: number[]): Command => ({
    do: 'import',
    session: { ...sessionOf(), events: indices.map((index) => ({ index, timestamp: TIME, event: ipcCall() })) },
  });
  const all: Command[] = [
    { do: 'eventsSince', index: 0 },
    { do: 'eventCount' },
    { do: 'checkpointCount' },
    { do: 'export' },
    { do: 'isRecording' },
  ];
  const start: Command = { do: 'start', id: 's' };
  const stop: Command = { do: 'stop' };

  expectSame(0, [start, record, ...all, record, ...all, imported(4), ...all, record, ...all]);
  expectSame(2, [
    start,
    checkpoint('a'),
    record,
    record,
    record,
    record,
    record,
    checkpoint('a'),
    checkpoint('b'),
    between('a', 'b'),
    between('b', 'a'),
    between('b', 'b'),
    ...all,
    stop,
    ...all,
    { do: 'getCheckpoints' },
    { do: 'ipcReplaySequence' },
    { do: 'start', id: 'new' },
    ...all,
    between('a', 'b'),
  ]);
  expectSame(9, [
    record,
    stop,
    ...all,
    checkpoint('x'),
    between('x', 'y'),
    start,
    start,
    stop,
    stop,
    imported(),
    { do: 'export' },
    stop,
    { do: 'export' },
    stop,
    { do: 'export' },
  ]);
  expectSame(9, [imported(9, 3), record, ...all, { do: 'eventsSince', index: 4 }]);
  expectSame(9, [
    start,
    ...Array.from({ length: 1001 }, (_, at) => checkpoint(`c${at}`)),
    { do: 'checkpointCount' },
    { do: 'getCheckpoints' },
    between('c0', 'c1000'),
    between('c1000', 'nope'),
  ]);
  expectSame(9, [{ do: 'start', id: '' }, { do: 'export' }]);
});

test('gives the same answers as Victauri, whatever is done', { tag: ['@rust', '@slow'] }, () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const timestamp = fc
    .nat(9)
    .map((nanos) => (nanos === 0 ? '2026-09-27T12:34:56Z' : `2026-09-27T12:34:56.00000000${nanos}Z`));
  const event: fc.Arbitrary<AppEvent> = fc.oneof(
    timestamp.map((time): AppEvent => ipcCall({ timestamp: time })),
    timestamp.map((time): AppEvent => ({ type: 'Console', level: 'warn', message: 'm', timestamp: time })),
  );
  const index = fc.nat(12);
  const session = fc
    .record({
      events: fc.array(fc.tuple(index, event), { maxLength: 6 }),
      checkpoints: fc.array(fc.tuple(id, index), { maxLength: 3 }),
    })
    .map(({ events, checkpoints }) => ({
      ...sessionOf(),
      events: events.map(([at, inner]) => ({ index: at, timestamp: inner.timestamp, event: inner })),
      checkpoints: checkpoints.map(([name, at]) => ({
        id: name,
        label: null,
        timestamp: TIME,
        state: at,
        event_index: at,
      })),
    }));
  const command: fc.Arbitrary<Command> = fc.oneof(
    { weight: 12, arbitrary: event.map((inner): Command => ({ do: 'record', event: inner })) },
    {
      weight: 4,
      arbitrary: id.map(
        (name): Command => ({ do: 'checkpoint', id: name, label: name === 'a' ? null : name, state: { n: 1 } }),
      ),
    },
    { weight: 2, arbitrary: id.map((name): Command => ({ do: 'start', id: name })) },
    session.map((imported): Command => ({ do: 'import', session: imported })),
    index.map((from): Command => ({ do: 'eventsSince', index: from })),
    fc.tuple(timestamp, timestamp).map(([from, to]): Command => ({ do: 'eventsBetween', from, to })),
    {
      weight: 3,
      arbitrary: fc.tuple(id, id).map(([from, to]): Command => ({ do: 'eventsBetweenCheckpoints', from, to })),
    },
    fc
      .constantFrom(
        'stop',
        'isRecording',
        'eventCount',
        'checkpointCount',
        'getCheckpoints',
        'export',
        'ipcReplaySequence',
      )
      .map((name) => ({ do: name }) as Command),
  );
  fc.assert(
    fc.property(fc.nat(5), fc.array(command, { minLength: 10, maxLength: 80 }), (maxEvents, commands) => {
      expectSame(maxEvents, commands);
    }),
    { numRuns: 150 },
  );
});
