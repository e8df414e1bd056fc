import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import stringify from 'fast-json-stable-stringify';
import { IpcError } from '../../errors.ts';
import { isSoundEvent } from './is-sound-event.ts';
import { parseSession } from './parse-session.ts';
import { appEventSchema, type RecordedSession, recordedEventSchema } from './schema.ts';
import { serializeSession } from './serialize-session.ts';

const TIME = '2026-09-27T12:34:56.000000005Z';
const CALL = {
  type: 'Ipc',
  id: 'c1',
  command: 'greet',
  timestamp: TIME,
  duration_ms: 5,
  result: { Ok: 'Hello' },
  arg_size_bytes: 12,
  webview_label: 'main',
} as const;

/** A session with one call, and `changes` to the call. */
function withCall(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 's',
    started_at: '2026-09-27T12:34:56Z',
    version: 1,
    events: [{ index: 0, timestamp: TIME, event: { ...CALL, ...changes } }],
    checkpoints: [],
  };
}

/** The message of the error that reading `input` gives. */
function faultOf(input: unknown): string {
  try {
    parseSession(input);
  } catch (error) {
    expect(error).toBeInstanceOf(IpcError);
    expect((error as IpcError).code).toBe('INVALID_SESSION');
    return (error as IpcError).message;
  }
  throw new Error('it was taken');
}

const time = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const count = fc.oneof(fc.nat(1000), fc.constant(Number.MAX_SAFE_INTEGER));
const payload = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' });

const call = fc.record({
  type: fc.constant('Ipc'),
  id: text,
  command: text,
  timestamp: time,
  duration_ms: fc.option(count),
  result: fc.oneof(
    fc.constant('Pending'),
    payload.map((Ok) => ({ Ok })),
    text.map((Err) => ({ Err })),
  ),
  arg_size_bytes: count,
  webview_label: text,
});
const extras = fc.record(
  {
    mocked: fc.boolean(),
    args: payload,
    error: payload,
    kind: fc.constantFrom('invoke', 'send', 'push'),
    source: text,
    duration_us: count,
    newer_key: payload,
  },
  { requiredKeys: [] },
);
const event = fc.oneof(
  fc.tuple(call, extras).map(([required, more]) => ({ ...required, ...more })),
  fc.record({ type: fc.constant('StateChange'), key: text, timestamp: time, caused_by: fc.option(text) }),
  fc.record({ type: fc.constant('DomMutation'), webview_label: text, timestamp: time, mutation_count: fc.nat() }),
  fc.record({
    type: fc.constant('DomInteraction'),
    action: fc.constantFrom('Click', 'DoubleClick', 'Fill', 'KeyPress', 'Select', 'Navigate', 'Scroll'),
    selector: text,
    value: fc.option(text),
    timestamp: time,
    webview_label: text,
  }),
  fc.record({ type: fc.constant('WindowEvent'), label: text, event: text, timestamp: time }),
  fc.record({ type: fc.constant('Console'), level: text, message: text, timestamp: time }),
  fc.record({ type: fc.constant('Telepathy'), strength: count }),
);
const session = fc.record({
  id: text,
  started_at: time,
  version: fc.constant(1),
  events: fc.array(fc.record({ index: count, timestamp: time, event }), { maxLength: 5 }),
  checkpoints: fc.array(
    fc.record({ id: text, label: fc.option(text), timestamp: time, state: payload, event_index: count }),
    { maxLength: 3 },
  ),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<RecordedSession>;

test('reads what it wrote, and writes the same bytes again', () => {
  fc.assert(
    fc.property(session, (original) => {
      const written = serializeSession(original);
      const read = parseSession(written);
      expect(read).toEqual(JSON.parse(written));
      expect(serializeSession(read)).toBe(written);
    }),
  );
});

test('writes byte for byte what fast-json-stable-stringify writes', () => {
  fc.assert(
    fc.property(session, (original) => {
      expect(serializeSession(original)).toBe(stringify(original));
    }),
    { numRuns: 300 },
  );
});

test('writes keys that are numbers, __proto__ and values with toJSON as the reference does', () => {
  for (const args of [
    JSON.parse('{"10":1,"9":2,"a":{"2":0,"1":0},"__proto__":{"x":1},"":0," ":0}'),
    { at: new Date(0), list: [undefined, () => 1, new Date(0)], gone: undefined, nan: Number.NaN },
    Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`key ${at}`, at])),
  ]) {
    const original = withCall({ args }) as unknown as RecordedSession;
    expect(serializeSession(original)).toBe(stringify(original));
  }
});

test('writes equal sessions as equal texts, whatever the order of their keys', () => {
  const turned = (value: unknown): unknown =>
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? Array.isArray(value)
        ? value.map(turned)
        : value
      : Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, item]) => [key, turned(item)]),
        );
  fc.assert(
    fc.property(session, (original) => {
      expect(serializeSession(turned(original) as RecordedSession)).toBe(serializeSession(original));
    }),
  );
});

test('replaces lone surrogates: by a marker in payloads, by U+FFFD elsewhere', () => {
  const original = withCall({
    command: 'a\ud800',
    args: { 'k\udc00': ['x\udfff\\', '\\ud800', '😀'] },
    error: 'e\ud800',
  });
  const written = serializeSession(original as unknown as RecordedSession);
  const [read] = parseSession(written).events;
  expect(written).not.toMatch(/[^\\]\\ud/);
  expect(read?.event).toMatchObject({
    command: 'a\uFFFD',
    args: { 'k\uFFFD': [{ $text: 'x\\udfff\\\\' }, '\\ud800', '😀'] },
    error: { $text: 'e\\ud800' },
  });
});

test('does not change the value it is given', () => {
  fc.assert(
    fc.property(session, (original) => {
      const before = structuredClone(original);
      parseSession(original);
      serializeSession(original);
      expect(original).toEqual(before);
    }),
  );
});

test('takes an event the short way only when the schema takes it as it is', () => {
  const damaged = fc.tuple(
    event,
    fc.constantFrom('id', 'timestamp', 'duration_ms', 'result', 'kind', 'mocked', 'type', 'message'),
    fc.oneof(payload, fc.constant(undefined)),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        event,
        damaged.map(([whole, key, value]) => ({ ...whole, [key]: value })),
      ),
      (inner) => {
        const recorded = { index: 0, timestamp: TIME, event: inner };
        const { success, data } = recordedEventSchema.safeParse(recorded);
        if (isSoundEvent(recorded)) expect(success && data).toEqual(recorded);
      },
    ),
    { numRuns: 1000 },
  );
  expect(isSoundEvent({ index: 0, timestamp: TIME, event: CALL })).toBe(true);
  // And whatever field the schema has a word about.
  const ipc = appEventSchema.options.find(({ shape }) => shape.type.value === 'Ipc');
  for (const key of Object.keys(ipc?.shape ?? {})) {
    const recorded = { index: 0, timestamp: TIME, event: { ...CALL, [key]: {} } };
    const { success } = recordedEventSchema.safeParse(recorded);
    expect(isSoundEvent(recorded) && !success, key).toBe(false);
  }
});

test("keeps Victauri's own session as it is, and says which version it is now", () => {
  const { version: _, ...victauri } = withCall();
  expect(parseSession(JSON.stringify(victauri))).toEqual({ ...victauri, version: 1 });
});

test('reads what Victauri may leave out as null', () => {
  const read = parseSession({
    ...withCall({ duration_ms: undefined, result: { Pending: null } }),
    checkpoints: [{ id: 'a', timestamp: TIME, state: 0, event_index: 0 }],
  });
  expect(read.events[0]?.event).toMatchObject({ duration_ms: null, result: 'Pending' });
  expect(read.checkpoints[0]?.label).toBeNull();
});

test('keeps events of kinds that are newer than this package', () => {
  const newer = { type: 'Telepathy', strength: { of: 'mind' } };
  const input = { ...withCall(), events: [{ index: 7, timestamp: TIME, event: newer, extra: 1 }] };
  expect(parseSession(input).events).toEqual([{ index: 7, timestamp: TIME, event: newer, extra: 1 }]);
});

test('names the known kinds when a kind differs only in case', () => {
  expect(faultOf(withCall({ type: 'ipc' }))).toBe(
    'Invalid session: events[0].event.type: expected one of Ipc, StateChange, DomMutation, DomInteraction, WindowEvent, Console, found "ipc"',
  );
});

test('names the path of a fault, what it expected and what it found', () => {
  const faults: [unknown, string][] = [
    [[], 'expected an object, found an array of 0'],
    [null, 'expected an object, found null'],
    [{}, 'id: expected a text, found nothing'],
    [{ ...withCall(), events: {} }, 'events: expected an array, found an object'],
    [{ ...withCall(), events: [3] }, 'events[0]: expected an object, found 3'],
    [{ ...withCall(), version: '1' }, 'version: expected a whole number, found "1"'],
    [
      { ...withCall(), started_at: 'now' },
      'started_at: expected an RFC 3339 timestamp, such as "2026-11-23T09:30:00.123456Z", found "now"',
    ],
    [withCall({ command: undefined }), 'events[0].event.command: expected a text, found nothing'],
    [
      withCall({ type: undefined }),
      'events[0].event.type: expected one of Ipc, StateChange, DomMutation, DomInteraction, WindowEvent, Console, found nothing',
    ],
    [withCall({ duration_ms: 1.5 }), 'events[0].event.duration_ms: expected a whole number, found 1.5'],
    [withCall({ duration_ms: -1 }), 'events[0].event.duration_ms: expected a number from 0, found -1'],
    [
      withCall({ arg_size_bytes: 2 ** 53 }),
      'events[0].event.arg_size_bytes: expected a whole number up to 9007199254740991, found 9007199254740992',
    ],
    [
      withCall({ result: { Err: {} } }),
      'events[0].event.result: expected "Pending", {"Ok": value} or {"Err": "text"}, found an object',
    ],
    [
      withCall({ result: 'Ok' }),
      'events[0].event.result: expected "Pending", {"Ok": value} or {"Err": "text"}, found "Ok"',
    ],
    [withCall({ kind: 'shout' }), 'events[0].event.kind: expected one of invoke, send, push, found "shout"'],
    [
      { ...withCall(), checkpoints: [{ id: 'a', timestamp: TIME, event_index: 0 }] },
      'checkpoints[0].state: expected a value (null when there is no state), found nothing',
    ],
    [{ ...withCall(), test: { title_path: [1] } }, 'test.title_path[0]: expected a text, found 1'],
  ];
  for (const [input, fault] of faults) expect(faultOf(input)).toBe(`Invalid session: ${fault}`);
});

test("refuses an index that only Rust's integers can hold", () => {
  const text = JSON.stringify(withCall()).replace('"index":0', '"index":18446744073709551615');
  expect(faultOf(text)).toBe(
    'Invalid session: events[0].index: expected a whole number up to 9007199254740991, found 18446744073709552000',
  );
});

test('names line and column where a text stops being JSON', () => {
  const faults: [string, string][] = [
    ['{\n  "id": "s",\n  x\n}', 'not JSON at line 3, column 3: found "x".'],
    ['{"a":1,}', 'not JSON at line 1, column 8: found "}".'],
    ['{"a":01}', 'not JSON at line 1, column 6: found "0".'],
    ['{"a":"\n"}', 'not JSON at line 1, column 7: found U+000A.'],
    ['{"a":"\\x"}', 'not JSON at line 1, column 7: found "\\\\".'],
    ['[1,2]x', 'not JSON at line 1, column 6: found "x".'],
    ['[1 2]', 'not JSON at line 1, column 4: found "2".'],
    ['{"a":[1}', 'not JSON at line 1, column 8: found "}".'],
    ['{"a" 1}', 'not JSON at line 1, column 6: found "1".'],
    ['{"a":{"b":"c', 'not JSON at line 1, column 13: found the end of the text. The text was cut short.'],
    ['[', 'not JSON at line 1, column 2: found the end of the text. The text was cut short.'],
    [' \n', 'it is empty'],
  ];
  for (const [text, fault] of faults) expect(faultOf(text), text).toBe(`Invalid session: ${fault}`);
});

test('finds a fault in whatever JSON.parse refuses', { tag: '@slow' }, () => {
  const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', 'x', '\u0001', ':'));
  fc.assert(
    fc.property(broken, ([json, at, by]) => {
      const text = `${json.slice(0, at % json.length)}${by}${json.slice((at % json.length) + 1)}`;
      try {
        JSON.parse(text);
      } catch {
        expect(faultOf(text)).toMatch(/^Invalid session: (not JSON at line 1, column \d+: found |it is empty$)/);
      }
    }),
    { numRuns: 1000 },
  );
});

test('reads bytes, with and without a byte order mark', () => {
  const bytes = new TextEncoder().encode(`\uFEFF${JSON.stringify(withCall())}`);
  expect(parseSession(bytes)).toEqual(withCall());
  expect(parseSession(bytes.subarray(3))).toEqual(withCall());
  expect(parseSession(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))).toEqual(withCall());
});

test('refuses bytes that are not UTF-8, and knows gzip when it sees it', () => {
  expect(faultOf(new Uint8Array([0x7b, 0xff, 0x7d]))).toBe('Invalid session: not UTF-8 text.');
  expect(faultOf(new Uint8Array([0x1f, 0x8b, 8]))).toBe(
    'Invalid session: not UTF-8 text. It is gzip: inflate it first, or use readSession.',
  );
});

test('refuses what is nested deeper than Victauri reads, and no less', () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  expect(parseSession(withCall({ args: nested(123) })).events).toHaveLength(1);
  expect(faultOf(withCall({ args: nested(124) }))).toBe(
    'Invalid session: events[0].event.args[0][0]: nested more than 127 levels deep',
  );
  expect(() => serializeSession(withCall({ args: nested(124) }) as unknown as RecordedSession)).toThrow(
    'Failed to write the session: events[0].event.args[0][0]: nested more than 127 levels deep',
  );
});

test('survives texts of many megabytes, whole and torn', () => {
  const args = `${'\\'.repeat(8e6)}ud800${'x'.repeat(8e6)}`;
  const written = serializeSession(withCall({ args }) as unknown as RecordedSession);
  expect(parseSession(written).events[0]?.event).toMatchObject({ args });
  expect(faultOf(written.slice(0, -100))).toContain('The text was cut short.');
  expect(faultOf(withCall({ timestamp: `2026-09-27T12:34:56.${'1'.repeat(8e6)}` }))).toContain('RFC 3339');
});

test('survives a million levels of nesting', () => {
  const text = JSON.stringify(withCall({ args: 0 })).replace('"args":0', `"args":${'['.repeat(1e6)}${']'.repeat(1e6)}`);
  expect(faultOf(text)).toContain('nested more than 127 levels deep');
});

test('refuses more values and levels than memory may hold before it makes any, and says where', () => {
  const start = '{"id":"s","started_at":"2026-09-27T12:34:56Z","checkpoints":[],"note":"[[[,,,\\"{{{",\n"events":[';
  expect(faultOf(`${start}${'{},'.repeat(5e6)}{}]}`)).toBe(
    'Invalid session: line 2, column 5000003: more than 10000000 values',
  );
  expect(faultOf(`${start}${'['.repeat(2e5)}`)).toBe(
    'Invalid session: line 2, column 100009: nested more than 127 levels deep',
  );
  // Brackets in strings do not count.
  expect(parseSession(`${start}],"more":"${'[{,\\"'.repeat(3e6)}"}`).events).toEqual([]);
});

test('names the first fault of millions', () => {
  const many = (item: string) => `[${`${item},`.repeat(2e6)}${item}]`;
  const text = (events: string, checkpoints: string) =>
    `{"id":"s","started_at":"2026-09-27T12:34:56Z","events":${events},"checkpoints":${checkpoints}}`;
  expect(faultOf(text(many('1'), '[]'))).toBe('Invalid session: events[0]: expected an object, found 1');
  expect(faultOf(text('[]', many('1')))).toBe('Invalid session: checkpoints[0]: expected an object, found 1');
  const test = (fields: string) => text('[]', `[],"test":{"file":"","line":1,"project":"","attempt":0,${fields}}`);
  expect(faultOf(test(`"title_path":${many('1')}`))).toBe(
    'Invalid session: test.title_path: expected at most 1000 items, found an array of 2000001',
  );
  expect(faultOf(`${'\n'.repeat(5e7)}x`)).toBe('Invalid session: not JSON at line 50000001, column 1: found "x".');
});

test('cuts the keys of a path and the text that it found', () => {
  const args = { ['k'.repeat(1e6)]: JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) };
  expect(faultOf(withCall({ args })).length).toBeLessThan(250);
  expect(faultOf(withCall({ timestamp: 'x'.repeat(1e6) })).length).toBeLessThan(250);
});

test('takes names that every object has for kinds it does not know', () => {
  for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
    expect(parseSession(withCall({ type })).events).toHaveLength(1);
  expect(faultOf(withCall({ type: ['Ipc'] }))).toContain('events[0].event.type: expected one of');
  expect(faultOf(withCall({ url: 5 }))).toBe('Invalid session: events[0].event.url: expected a text, found 5');
});

test('refuses a session of a newer version, with advice', () => {
  const read = () => parseSession({ ...withCall(), version: 2 });
  expect(read).toThrow(expect.objectContaining({ code: 'SESSION_TOO_NEW' }));
  expect(read).toThrow(
    "The session's format 2 is newer than 1. Update playwright-ipc-recorder, or record the session again.",
  );
});
