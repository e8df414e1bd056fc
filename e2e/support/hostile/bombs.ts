import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { hostileSession } from '../sessions/hostile-session.ts';

/** Files of a folder, by their paths; the session is the one that is named first. */
export type BombFiles = Record<string, Buffer | string>;

/** Where a text stands, in this order. */
export const PLACES = [' in a call', ' in an event', ' in an error and a title', ' in the title of the test'] as const;

/** Sessions that somebody has made to hang, to fill the memory or to lead astray whoever reads them, by what they do. */
export const BOMBS: Record<string, () => BombFiles> = {
  'arrays in arguments, as deep as a session may be': () =>
    calls([{ args: nested(110) }, { result: { Ok: nested(110) } }]),
  'a million levels in JSON text in an argument': () => calls([{ args: { body: '['.repeat(1e6) + ']'.repeat(1e6) } }]),
  'a million levels': () => raw({ args: 'HERE' }, '['.repeat(1e6) + ']'.repeat(1e6)),
  'JSON in JSON in JSON': () => calls([{ args: { body: jsonInJson(18) } }]),
  ...everywhere('one megabyte', () => 'x'.repeat(1_500_000)),
  '24 megabytes of a name': () => calls([{ command: 'x'.repeat(24_000_000) }]),
  '24 megabytes of an argument, and one letter that is not Latin': () =>
    calls([{ args: [`${'x'.repeat(24_000_000)}密`] }]),
  '24 megabytes of digits': () => calls([{ args: { $bigint: '9'.repeat(24_000_000) } }]),
  '24 megabytes of a key': () => calls([{ result: { Ok: { ['x-'.repeat(12_000_000)]: 1 } } }]),
  '24 megabytes of an error': () => session({ events: [call(0)], test: { errors: ['1'.repeat(24_000_000)] } }),
  '24 megabytes of a title': () => session({ events: [call(0)], test: { title_path: ['a.'.repeat(12_000_000)] } }),
  '24 megabytes on the console': () =>
    session({
      events: [
        {
          index: 0,
          timestamp: TIME,
          event: { type: 'Console', level: 'error', message: ' x'.repeat(12_000_000), timestamp: TIME },
        },
      ],
    }),
  ...everywhere('400,000 newlines', () => '\n'.repeat(400_000)),
  ...everywhere('blanks, and then none', () => `${' '.repeat(300_000)}x`.repeat(3)),
  ...everywhere('25 tokens in a row', () => TOKENS),
  ...everywhere('tokens without end', () => TOKENS.repeat(2_000)),
  ...everywhere('tokens that never end', () => '‹token:h:'.repeat(200_000)),
  ...everywhere(
    'a text that expressions go back in',
    () => `${'a'.repeat(50_000)}!${'(a+)+$'.repeat(5_000)}${'='.repeat(50_000)}`,
  ),
  ...everywhere('escapes of a terminal', () => '\u001b[2J\u001b]0;pwned\u0007'.repeat(100_000)),
  ...everywhere('begins of what has no end', () => '\u001b]'.repeat(300_000)),
  ...everywhere('control characters', () => '\u0001'.repeat(400_000)),
  ...everywhere('lone surrogates', () => '\ud800'.repeat(400_000)),
  ...everywhere('ideographs', () => '密'.repeat(1_000_000)),
  ...everywhere('commands of CI systems', () => '::error::x\n##vso[task]\n##[group]'.repeat(50_000)),
  ...everywhere('a percent code again and again', () => '%25'.repeat(500_000)),
  ...everywhere('an address without end', () => `https://a/${'?a=b&'.repeat(200_000)}#${'/'.repeat(300_000)}`),
  ...everywhere('base64 without end', () => Buffer.alloc(1_500_000, 'secret=').toString('base64')),
  '80,000 events': () => session({ events: many(80_000, (at) => call(at)) }),
  '50,000 events that all overlap': () =>
    session({ events: many(50_000, (at) => call(at, { duration_ms: 100_000 - at })) }),
  '50,000 events that differ in nothing': () => session({ events: many(50_000, () => call(0)) }),
  '30,000 calls that are never answered': () =>
    session({ events: many(30_000, (at) => call(at, { result: 'Pending' })) }),
  '20,000 commands with arguments of their own': () =>
    session({
      events: many(20_000, (at) => call(at, { command: `c${at}`, args: { [`k${at}`]: { [`l${at}`]: at } } })),
    }),
  '80,000 checkpoints': () => session({ events: [call(0)], checkpoints: many(80_000, (at) => checkpoint(at, 0)) }),
  '900 steps in each other, 3,000 times': () =>
    session({
      events: [call(0)],
      checkpoints: many(3_000, (at) => checkpoint(at, 0, { title_path: many(Math.min(at + 1, 900), () => 's') })),
    }),
  '60,000 documents': () =>
    session({
      events: many(100_000, (at) =>
        call(at, { page: `page-${at}`, frame: `https://f${at}/`, webview_label: `w${at}` }),
      ),
    }),
  '20,000 steps, each an end without a begin': () =>
    session({
      checkpoints: many(20_000, (at) => checkpoint(at, at, { phase: 'end', id: `s${at}`, error: 'x'.repeat(500) })),
    }),
  'states that differ in each checkpoint': () =>
    session({
      checkpoints: many(1_000, (at) => ({
        ...checkpoint(at, 0),
        state: Object.fromEntries(many(500, (key) => [`k${key}`, at])),
      })),
    }),
  'states of 350 values that have nothing in common': () =>
    session({
      checkpoints: many(5_500, (at) => ({
        ...checkpoint(at, 0),
        state: {
          texts: Object.fromEntries(many(200, (key) => [`k${(key * 13 + at) % 777}`, String((at * key) % 97)])),
          numbers: many(150, (key) => (key * 31 + at * 7) % 91),
        },
      })),
    }),
  'long lists below a hundred levels': () => {
    let value: unknown = many(9_500, () => 1);
    for (let level = 0; level < 100; level += 1) value = [value];
    return calls(many(130, () => ({ args: value, result: { Ok: value } })));
  },
  'objects of 300,000 keys': () => calls([{ args: wide(300_000) }, { result: { Ok: wide(300_000) } }]),
  'a list of two million numbers': () => calls([{ args: { list: many(2_000_000, (at) => at % 256) } }]),
  'lists of bytes': () => calls(many(200, (at) => ({ args: { bytes: many(10_000, (byte) => (byte * at) % 256) } }))),
  'a million empty objects': () => calls([{ args: { list: many(1_000_000, () => ({})) } }]),
  'nine million values': () => raw({ args: ['HERE'] }, `[${'{},'.repeat(9_000_000)}0]`),
  'as many values as are read': () => raw({ args: ['HERE'] }, `[${'{},'.repeat(690_000)}0]`),
  '200 megabytes of text': () => raw({ args: ['HERE'] }, `"${'x'.repeat(200_000_000)}"`),
  '100 megabytes of ideographs': () => raw({ args: ['HERE'] }, `"${'密'.repeat(33_000_000)}"`),
  'events that call back each other': () =>
    session({
      events: many(2_000, (at) =>
        call(at, {
          id: `c${at}`,
          retry_of: `c${(at + 1) % 2_000}`,
          channel: `c${(at + 7) % 2_000}`,
          kind: at % 2 ? 'push' : 'send',
        }),
      ),
    }),
  'one id for all': () =>
    session({
      events: many(5_000, (at) =>
        call(at, { id: 'c0', retry_of: 'c0', channel: 'c0', kind: ['invoke', 'push', 'send'][at % 3] }),
      ),
      checkpoints: many(5_000, (at) => ({ ...checkpoint(at, at), id: 'k' })),
    }),
  'tests that stand on themselves': () =>
    session({ test: { after: many(10_000, () => ({ id: 'hostile', title_path: ['fails'] })) } }),
  'numbers of events out of range': () =>
    session({
      events: [call(0), call(2 ** 53 - 1), call(5), call(5)],
      checkpoints: [0, 2 ** 53 - 1, 7, 1e12].map((index, at) => checkpoint(at, index)),
      actions: many(50, (at) => ({
        name: 'Click',
        category: 'pw:api',
        location: 'a.spec.ts:1:1',
        timestamp: TIME,
        event_index: 2 ** 53 - 1 - at,
        end: { timestamp: TIME, event_index: 0 },
      })),
    }),
  'numbers of events below zero': () => session({ events: [call(-1)] }),
  'the same number for all events': () =>
    session({
      events: many(20_000, () => ({ ...call(0), index: 7 })),
      checkpoints: many(1_000, (at) => checkpoint(at, 7)),
    }),
  'numbers of events that run backwards': () =>
    session({ events: many(20_000, (at) => ({ ...call(at), index: 20_000 - at })) }),
  '10,000 actions and no step': () =>
    session({
      events: many(2_000, (at) => call(at)),
      actions: many(10_000, (at) => ({
        name: 'Click',
        category: 'pw:api',
        location: `a.spec.ts:${at}:1`,
        timestamp: TIME,
        event_index: at % 2_000,
      })),
    }),
  'names that objects have': () => protoKeys(),
  'texts for a terminal, a page, a shell and a source': () => ({
    'hostile.json': JSON.stringify({
      ...hostileSession(),
      test: { ...hostileSession().test, file: 'a.spec.ts', title_path: ['fails'] },
    }),
  }),
  'times that are none': () => raw({ timestamp: 'HERE' }, '"+275760-09-13T00:00:00.001Z"'),
  'times at the ends of time': () =>
    session({
      events: ['0000-01-01T00:00:00Z', '9999-12-31T23:59:60Z', `2026-01-01T00:00:00.${'9'.repeat(1_000_000)}Z`].map(
        (timestamp, at) => ({ ...call(at, { timestamp }), timestamp }),
      ),
    }),
  'a time that is no number': () => raw({ duration_ms: 'HERE' }, 'NaN'),
  'a time of 1e999': () => raw({ duration_ms: 'HERE' }, '1e999'),
  'durations of ages': () =>
    session({
      events: many(50, (at) => call(at, { duration_ms: 2 ** 53 - 1, duration_us: 2 ** 53 - 1 })),
      test: { duration_ms: 1e308 },
    }),
  'a time zone that is none': () =>
    session({
      test: {
        timezone: '../../../etc/passwd',
        seed: '\u0000',
        clock: TIME,
        base_url: '///evil.example/x',
        browser: 'x'.repeat(100_000),
      },
    }),
  'a time zone of ten megabytes': () =>
    session({
      test: {
        timezone: 'Europe/'.repeat(1_500_000),
        project: '../../x',
        config_file: '/etc/passwd',
        file: 'a.spec.ts',
      },
    }),
  'values beside it that lead out of the folder': () => ({
    'hostile.json': JSON.stringify(
      sessionOf({
        events: [
          fileCall('../../../../etc/passwd'),
          fileCall('a'.repeat(64)),
          fileCall('__proto__'),
          fileCall('A'.repeat(64)),
          fileCall(`${'a'.repeat(63)}/`),
        ],
      }),
    ),
    [`values/${'a'.repeat(64)}`]: 'not what was recorded',
  }),
  '20,000 values that are not there': () =>
    session({ events: many(20_000, (at) => call(at, { args: fileMark(sha(String(at)), 1_000_000) })) }),
  'one value of sixteen megabytes, 2,000 times': () => bigValue(2_000),
  'values that inflate to all the memory': () => valueBomb(),
  'gzip that inflates to four gigabytes': () => ({
    'hostile.json': Buffer.concat(many(64, () => gzipSync(Buffer.alloc(67_108_864, ' ')))),
  }),
  'gzip of a session that inflates to 200 megabytes': () => ({
    'hostile.json': gzipSync(Buffer.from(rawText({ args: ['HERE'] }, `"${'x'.repeat(200_000_000)}"`))),
  }),
  'a journal of nothing but torn lines': () => journal('{"event":\n'.repeat(1_000_000)),
  'a journal of one line of 100 megabytes': () => journal(`{"event":{"x":"${'x'.repeat(100_000_000)}"}}\n`),
  'a journal of 60,000 events': () =>
    journal(many(60_000, (at) => `${JSON.stringify({ event: call(at) })}\n`).join('')),
  'a journal of 100,000 answers to calls that are not there': () =>
    journal(
      many(100_000, (at) => `${JSON.stringify({ settle: [at + 7, { result: { Ok: at }, duration_ms: 1 }] })}\n`).join(
        '',
      ),
    ),
  'expressions as values': () =>
    calls(
      many(100, () => ({
        args: { pattern: { $regexp: { source: '(a+)+$', flags: 'g' } }, text: `${'a'.repeat(40)}!` },
      })),
    ),
  'markers within markers': () =>
    calls([
      { args: markers(50) },
      { args: { $cut: { $cut: { $cut: 1 } }, $binary: { $binary: {} } } },
      { args: { $binary: { type: 'Uint8Array', size: 1e15, base64: '!!!!' } } },
      { args: { $file: { $file: {} } } },
    ]),
  'counts with names of their own': () =>
    session({
      withheld: Object.fromEntries(many(100_000, (at) => [`rule ${at}\u001b[2J`, 1])),
      excluded: { libraries: Object.fromEntries(many(100_000, (at) => [`lib ${at}\n`, 1])) },
      gaps: many(50_000, (at) => ({ reason: `reason ${at}\n`, global: 'x', page: 'y' })),
    }),
};

const TIME = '2026-11-23T09:30:00.000Z';
const TOKENS = Array.from({ length: 25 }, (_, at) => `‹token:h:${String(at).padStart(10, '0')}›`).join('');

function many<Item>(length: number, make: (at: number) => Item): Item[] {
  return Array.from({ length }, (_, at) => make(at));
}

type Fields = Record<string, unknown>;

function call(index: number, fields: Fields = {}): Fields {
  const timestamp = new Date(Date.UTC(2026, 10, 23, 9, 30) + (index % 1e9)).toISOString();
  const event = {
    type: 'Ipc',
    id: `c${index}`,
    command: 'load',
    timestamp,
    duration_ms: 1,
    result: { Ok: index },
    arg_size_bytes: 2,
    webview_label: 'main',
    args: { at: index % 7 },
    source: 'tauri',
  };
  return { index, timestamp, event: { ...event, ...fields } };
}

function checkpoint(at: number, event_index: number, step: Fields = {}): Fields {
  const own = { id: `s${at}`, phase: 'begin', title_path: ['step'], category: 'test.step', ...step };
  return { id: `k${at}`, label: null, timestamp: TIME, state: null, event_index, step: own };
}

/** A session of the failing test of the project that the corpus is run in. */
function sessionOf(fields: Fields): Fields {
  const { test = {}, ...rest } = fields as { test?: Fields };
  const own = {
    id: 'hostile',
    title_path: ['fails'],
    file: 'a.spec.ts',
    line: 3,
    project: '',
    attempt: 0,
    status: 'failed',
    errors: ['Error: as recorded'],
    ...test,
  };
  return {
    format: 'playwright-ipc-recorder',
    version: 1,
    id: 'hostile',
    started_at: TIME,
    events: [],
    checkpoints: [],
    ...rest,
    test: own,
  };
}

function session(fields: Fields): BombFiles {
  return { 'hostile.json': JSON.stringify(sessionOf(fields)) };
}

function calls(events: Fields[]): BombFiles {
  return session({ events: events.map((fields, at) => call(at, fields)) });
}

/** A session with text in it that no value makes. */
function rawText(fields: Fields, text: string): string {
  return JSON.stringify(sessionOf({ events: [call(0, fields)] })).replace('"HERE"', () => text);
}

function raw(fields: Fields, text: string): BombFiles {
  return { 'hostile.json': rawText(fields, text) };
}

/** The same text in calls, in what the page said, and in what the runner says: sessions of their own, since each takes its time. */
function everywhere(what: string, text: () => string): Record<string, () => BombFiles> {
  return {
    [what + PLACES[0]]: () => {
      const it = text();
      return calls([
        { command: it },
        { args: { [it]: it } },
        { result: { Err: it }, error: { $error: { name: it, message: it } } },
        { id: it, webview_label: it, url: it },
      ]);
    },
    [what + PLACES[1]]: () => {
      const it = text();
      const events = [
        { type: 'Console', level: 'error', message: it },
        { type: 'WindowEvent', label: 'x', event: it, url: it },
        { type: 'DomInteraction', action: 'Fill', selector: it, value: it, webview_label: 'main' },
        { type: 'StateChange', key: it, caused_by: it },
      ];
      return session({
        events: events.map((event, index) => ({ index, timestamp: TIME, event: { ...event, timestamp: TIME } })),
      });
    },
    [what + PLACES[2]]: () => {
      const it = text();
      return session({
        events: [call(0)],
        checkpoints: [
          { ...checkpoint(0, 1, { phase: 'end', title_path: [it], error: it }), label: it, state: { it }, note: it },
        ],
        test: { errors: [it, it], git_sha: it, browser: it, base_url: it },
        gaps: [{ reason: it }],
      });
    },
    [what + PLACES[3]]: () => session({ events: [call(0)], test: { title_path: [text()], file: text() } }),
  };
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let left = levels; left > 0; left -= 1) value = left % 2 ? [value] : { x: value };
  return value;
}

function jsonInJson(levels: number): string {
  let text = '"x"';
  for (let left = levels; left > 0; left -= 1) text = JSON.stringify({ body: text });
  return text;
}

function wide(keys: number): Fields {
  return Object.fromEntries(many(keys, (at) => [`key${at}`, at]));
}

function markers(levels: number): unknown {
  let value: unknown = 1;
  for (let left = levels; left > 0; left -= 1)
    value = { [['$map', '$set', '$error', '$date', '$undefined', '$text'][left % 6] as string]: [value] };
  return value;
}

function protoKeys(): BombFiles {
  const text = JSON.stringify(
    sessionOf({
      events: [
        call(0, { command: '__proto__', args: 'HERE' }),
        call(1, { command: 'constructor' }),
        call(2, { command: 'toString', id: '__proto__' }),
      ],
      withheld: 'HERE',
      values: 'HERE',
      excluded: { libraries: 'HERE' },
      dropped: 'HERE',
    }),
  );
  const keys = '{"__proto__":1,"constructor":1,"hasOwnProperty":1,"toString":1,"valueOf":1}';
  return {
    'hostile.json': text
      .replaceAll('"HERE"', () => keys)
      .replace(/"values":\{[^}]*\}/, '"values":{"__proto__":"x","constructor":"y"}'),
  };
}

const sha = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

function fileMark(sha256: string, bytes: number): unknown {
  return { $file: { as: 'text', type: 'string', size: bytes, bytes, sha256 } };
}

function fileCall(sha256: string): Fields {
  return call(0, { args: fileMark(sha256, 21) });
}

function bigValue(times: number): BombFiles {
  const content = Buffer.alloc(16_000_000, 'x');
  const mark = fileMark(sha(content), content.length);
  return {
    'hostile.json': JSON.stringify(
      sessionOf({ events: many(times, (at) => call(at, { args: { mark }, result: { Ok: mark } })) }),
    ),
    [`values/${sha(content)}.gz`]: gzipSync(content),
  };
}

function valueBomb(): BombFiles {
  const files: BombFiles = { 'hostile.json': '' };
  const marks = many(12, (at) => {
    const content = Buffer.alloc(200_000_000, String.fromCharCode(97 + at));
    const name = sha(content);
    files[`values/${name}.gz`] = gzipSync(content, { level: 1 });
    return fileMark(name, content.length);
  });
  files['hostile.json'] = JSON.stringify(sessionOf({ events: marks.map((args, at) => call(at, { args })) }));
  return files;
}

function journal(lines: string): BombFiles {
  const header = {
    format: 'playwright-ipc-journal',
    version: 1,
    kind: 'test',
    id: 'hostile',
    started_at: TIME,
    mode: 'on',
    test: sessionOf({}).test,
  };
  return { 'journal.ndjson': `${JSON.stringify(header)}\n${lines}` };
}
