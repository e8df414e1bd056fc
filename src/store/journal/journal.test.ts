import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createLeakFinder } from '../../redact/find-leak.ts';
import { Guard } from '../../redact/guard.ts';
import type { IpcCall, RecordedEvent, SessionTest } from '../../session/format/schema.ts';
import type { JournalHeader } from './journal-format.ts';
import { JournalWriter } from './journal-writer.ts';
import { readJournal } from './read-journal.ts';
import { rewriteJournal } from './rewrite-journal.ts';

const TIME = '2026-11-23T09:30:00Z';
const TEST: SessionTest = { title_path: ['saves'], file: 'a.spec.ts', line: 3, project: 'app', attempt: 0 };
const HEADER: JournalHeader = { id: 's', started_at: TIME, kind: 'test', mode: 'on', test: TEST };

function call(index: number, changes: Partial<IpcCall> = {}): RecordedEvent {
  const event: IpcCall = {
    type: 'Ipc',
    id: `c${index}`,
    command: 'greet',
    timestamp: TIME,
    duration_ms: null,
    result: 'Pending',
    arg_size_bytes: 0,
    webview_label: 'main',
    ...changes,
  };
  return { index, timestamp: TIME, event };
}

const checkpoint = (id: string) => ({ id, label: null, timestamp: TIME, state: null, event_index: 0 });
const indices = (events: readonly RecordedEvent[]) => events.map(({ index }) => index);

test('reads back what was written, also while it is written', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  journal.event(call(0));
  journal.event(call(1, { args: 'two\u2028lines\n' }));
  journal.settle(0, { result: { Ok: 1 }, duration_ms: 2, duration_us: 2100 });
  journal.checkpoint(checkpoint('a'));
  journal.flush();
  const half = readJournal(outputDir);
  expect([half.ended, half.kind, half.mode]).toEqual([false, 'test', 'on']);
  expect(half.session).toEqual({
    format: 'playwright-ipc-recorder',
    version: 1,
    id: 's',
    started_at: TIME,
    events: [call(0, { result: { Ok: 1 }, duration_ms: 2, duration_us: 2100 }), call(1, { args: 'two\u2028lines\n' })],
    checkpoints: [checkpoint('a')],
    test: TEST,
  });

  journal.test({ status: 'failed', errors: ['no'] });
  journal.end({ test: { duration_ms: 7 }, redactions: 3, dropped: { settles: 1 } });
  journal.close();
  const whole = readJournal(outputDir);
  expect(whole.ended).toBe(true);
  expect(whole.session).toMatchObject({
    test: { ...TEST, status: 'failed', errors: ['no'], duration_ms: 7 },
    redactions: 3,
    dropped: { settles: 1 },
  });
});

test('writes nothing before it is flushed, unless there is much', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  const size = () => statSync(join(outputDir, 'journal.ndjson')).size;
  const before = size();
  journal.event(call(0));
  expect(size()).toBe(before);
  journal.event(call(1, { args: 'x'.repeat(70_000) }));
  expect(size()).toBeGreaterThan(before + 70_000);
  journal.close();
});

test('drops and counts lines that are torn or no lines of a journal', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  journal.event(call(0));
  journal.close();
  const file = join(outputDir, 'journal.ndjson');
  appendFileSync(
    file,
    '{"event":{"index":-1}}\nnull\n[]\n{"other":1}\n{"settle":[0,{"result":5}]}\n{"checkpoint":3}\n',
  );
  appendFileSync(
    file,
    `${JSON.stringify({ event: call(1) })}\n${JSON.stringify({ event: call(2, { args: 'ä' }) })}`.slice(0, -20),
  );
  const { session, ended } = readJournal(outputDir);
  expect([indices(session.events), ended, session.dropped]).toEqual([[0, 1], false, { lines: 7 }]);
});

test('keeps two segments at most, and counts what went with the others', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER, { segmentBytes: 1_000 });
  journal.test({ status: 'failed' });
  journal.checkpoint(checkpoint('first'));
  for (let i = 0; i < 40; i++) {
    journal.event(call(i));
    journal.flush();
  }
  journal.settle(0, { result: { Ok: 0 }, duration_ms: 1 });
  journal.close();
  expect(readdirSync(outputDir).sort()).toEqual(['journal.1.ndjson', 'journal.ndjson']);
  for (const name of readdirSync(outputDir)) expect(statSync(join(outputDir, name)).size).toBeLessThan(1_500);
  const { session } = readJournal(outputDir);
  const [first = 0] = indices(session.events);
  expect(indices(session.events)).toEqual(Array.from({ length: 40 - first }, (_, i) => first + i));
  expect(first).toBeGreaterThan(20);
  expect(session.dropped).toEqual({ events: first, checkpoints: 1, settles: 1 });
  expect(session.test?.status).toBe('failed');
});

test('keeps the newest events when there are more than are asked for', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  for (let i = 0; i < 5; i++) journal.event(call(i));
  for (const id of ['a', 'b']) journal.checkpoint(checkpoint(id));
  journal.end({ dropped: { events: 1 } });
  const { session } = readJournal(outputDir, { maxEvents: 2, maxCheckpoints: 1 });
  expect([indices(session.events), session.checkpoints.map(({ id }) => id), session.dropped]).toEqual([
    [3, 4],
    ['b'],
    { events: 3, checkpoints: 1 },
  ]);
});

test('replaces what an earlier run left in the folder', () => {
  const { outputDir } = test.info();
  mkdirSync(outputDir, { recursive: true });
  writeFileSync(join(outputDir, 'journal.1.ndjson'), 'old\n');
  writeFileSync(join(outputDir, 'journal.ndjson'), 'old\n');
  new JournalWriter(outputDir, HEADER).close();
  expect(readdirSync(outputDir)).toEqual(['journal.ndjson']);
  expect(readFileSync(join(outputDir, 'journal.ndjson'), 'utf8')).toBe(
    `${JSON.stringify({ format: 'playwright-ipc-journal', version: 1, ...HEADER })}\n`,
  );
});

test('deletes its files, and can be closed twice', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  journal.close();
  journal.close();
  journal.remove();
  journal.event(call(0));
  journal.flush();
  expect(readdirSync(outputDir)).toEqual([]);
});

test('never throws, and says when its file was deleted or could not be written', () => {
  const { outputDir } = test.info();
  const options = { segmentBytes: 100 };
  const journal = new JournalWriter(outputDir, HEADER, options);
  expect(journal.state()).toBe('whole');
  rmSync(outputDir, { recursive: true });
  expect(journal.state()).toBe('gone');
  for (let i = 0; i < 3; i++) {
    journal.event(call(i));
    journal.flush();
  }
  journal.end();
  journal.close();
  journal.remove();
  expect(journal.state()).toBe('failed');

  const replaced = new JournalWriter(outputDir, HEADER, options);
  rmSync(outputDir, { recursive: true });
  writeFileSync(outputDir, 'a file where the folder should be');
  expect(replaced.state()).toBe('gone');
  replaced.close();
  const other = new JournalWriter(outputDir, HEADER, options);
  other.event(call(0));
  expect(other.state()).toBe('failed');
  other.close();
});

test('refuses a folder without a journal, and a journal of a newer version', () => {
  const { outputDir } = test.info();
  mkdirSync(outputDir, { recursive: true });
  expect(() => readJournal(outputDir)).toThrow(
    `Failed to read the journal in "${outputDir}": there is no journal.ndjson.`,
  );
  const file = join(outputDir, 'journal.ndjson');
  writeFileSync(file, '');
  expect(() => readJournal(outputDir)).toThrow(
    `Failed to read "${file}": it has no journal header. It is not a journal, or was cut short at once.`,
  );
  writeFileSync(file, JSON.stringify({ format: 'playwright-ipc-journal', version: 2 }));
  expect(() => readJournal(outputDir)).toThrow(expect.objectContaining({ code: 'SESSION_TOO_NEW' }));
});

function line(index: number, length = 100): RecordedEvent {
  const event = { type: 'Console', level: 'log', message: 'x'.repeat(length), timestamp: TIME } as const;
  return { index, timestamp: TIME, event };
}

test('a flood of console lines pushes no call out of the segments, and the newest lines are there at the end', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER, { segmentBytes: 64_000 });
  journal.event(call(0));
  for (let index = 1; index <= 3_000; index += 1) {
    journal.event(line(index));
    journal.flush();
  }
  journal.event(call(3_001));
  journal.end();
  journal.close();
  const { session } = readJournal(outputDir);
  const calls = session.events.filter(({ event }) => event.type === 'Ipc');
  expect(indices(calls)).toEqual([0, 3_001]);
  expect(indices(session.events)).toContain(3_000);
  expect(indices(session.events)).toEqual(indices(session.events).toSorted((a, b) => a - b));
  expect(session.dropped?.events).toBe(3_002 - session.events.length);
});

test('lines that are held are lost with the process, and the rest can be read', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER, { segmentBytes: 64_000 });
  for (let index = 0; index < 1_000; index += 1) journal.event(line(index));
  journal.event(call(1_000));
  journal.flush();
  const read = readJournal(outputDir).session.events;
  expect(read.length).toBeLessThan(100);
  expect(read.at(-1)?.index).toBe(1_000);
  journal.close();
});

test('a kind has its share again in each segment, and calls can still fill them', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER, { segmentBytes: 16_000 });
  let index = 0;
  for (let round = 0; round < 400; round += 1) {
    journal.event(call(index++, { args: 'y'.repeat(200) }));
    for (let n = 0; n < 5; n += 1) journal.event(line(index++));
    journal.flush();
  }
  journal.end();
  journal.close();
  const { session } = readJournal(outputDir);
  const calls = session.events.filter(({ event }) => event.type === 'Ipc');
  expect(calls.length).toBeGreaterThan(40);
  expect(session.events.length - calls.length).toBeGreaterThan(10);
  expect(session.dropped?.events).toBe(index - session.events.length);
});

test('reads the newest of each kind when a journal has more than is kept', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  for (let index = 0; index < 200; index += 1) journal.event(call(index));
  for (let index = 200; index < 1_200; index += 1) journal.event(line(index, 10));
  journal.close();
  const { session } = readJournal(outputDir, { maxEvents: 100 });
  const calls = session.events.filter(({ event }) => event.type === 'Ipc');
  expect([calls.length, session.events.length]).toEqual([90, 100]);
  expect(session.dropped?.events).toBe(1_100);
});

test('leaves out lines that are no lines of a journal, whatever they hold, and counts them', () => {
  const { outputDir } = test.info();
  mkdirSync(outputDir, { recursive: true });
  const header = { format: 'playwright-ipc-journal', version: 1, ...HEADER };
  const lines = [
    { ...header, started_at: 'now' },
    { ...header, test: { title_path: 5 } },
    { event: call(0) },
    { event: { ...call(1), event: { ...call(1).event, type: 'toString' } } },
    { test: { title_path: 'x' } },
    { end: { dropped: { events: -1 } } },
    [],
    5,
  ];
  const deep = JSON.stringify({ event: call(2, { args: 0 }) }).replace(
    '"args":0',
    `"args":${'['.repeat(130)}${']'.repeat(130)}`,
  );
  const text = [...lines.map((line) => JSON.stringify(line)), deep, 'x'.repeat(70_000_000), '{"event'].join('\n');
  writeFileSync(join(outputDir, 'journal.ndjson'), text);
  const { session, ended } = readJournal(outputDir);
  expect(indices(session.events)).toEqual([0, 1]);
  expect([session.test, session.dropped, ended]).toEqual([undefined, { lines: 9 }, false]);
});

test('of a journal with more text than is held the newest events are kept, and the others counted', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  for (let index = 0; index < 10; index += 1) journal.event(call(index, { args: 'x'.repeat(1_000) }));
  // What an answer adds counts too.
  journal.settle(9, { result: { Ok: 'y'.repeat(2_000) }, duration_ms: 2, duration_us: 2100 });
  journal.settle(1, { result: { Ok: 1 }, duration_ms: 2, duration_us: 2100 });
  journal.flush();
  const { session, leftOut } = readJournal(outputDir, { maxText: 7_000 });
  expect(indices(session.events)).toEqual([7, 8, 9]);
  expect([leftOut, session.dropped]).toEqual([7, { events: 7, settles: 1 }]);
  expect(readJournal(outputDir).leftOut).toBeUndefined();
});

test('says what is wrong with a journal that is too large, a folder, or none at all', () => {
  const { outputDir } = test.info();
  mkdirSync(join(outputDir, 'folder/journal.ndjson'), { recursive: true });
  const refusal = (text: string) =>
    expect.objectContaining({ code: 'SESSION_NOT_READABLE', message: expect.stringContaining(text) });
  expect(() => readJournal(join(outputDir, 'folder'))).toThrow(refusal('it is no file'));
  const file = join(outputDir, 'journal.ndjson');
  writeFileSync(file, '{}\n'.repeat(10_001));
  expect(() => readJournal(outputDir)).toThrow(refusal('more than 10000 of its lines are none of a journal'));
  expect(() => readJournal(outputDir, { maxBytes: 1_000 })).toThrow(
    refusal('more than the 1000 bytes that are allowed'),
  );
});

test('a line in which redaction has missed a secret is written without it, and one that cannot be is left out and counted', () => {
  const { outputDir: folder } = test.info();
  const guard = new Guard(createLeakFinder([{ value: 'first-Half-1","b":"second-Half-2', from: 'redact.values[0]' }]));
  const token = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;
  const journal = new JournalWriter(folder, { ...HEADER, test: { ...TEST, title_path: [token] } }, { guard });
  const event = (index: number, fields: { message: string; a?: string; b?: string }) =>
    journal.event({ index, timestamp: TIME, event: { type: 'Console', level: 'error', timestamp: TIME, ...fields } });
  event(0, { message: `got ${token}` });
  event(1, { message: 'x', a: 'first-Half-1', b: 'second-Half-2' });
  event(2, { message: 'fine' });
  journal.flush();
  const killed = readJournal(folder).session;
  expect(killed.events.map(({ event }) => event)).toMatchObject([
    { message: '‹withheld:github-token›' },
    { message: 'fine' },
  ]);
  expect(killed.withheld).toEqual({ 'github-token': 2 });
  expect(killed.test?.title_path).toEqual(['‹withheld:github-token›']);
  journal.end({ withheld: guard.withheld });
  journal.close();
  const { session } = readJournal(folder);
  expect(session.withheld).toEqual({ 'github-token': 2, 'redact.values[0]': 1 });
  expect(session.dropped).toEqual({ lines: 1 });
});

test('a header that holds a secret loses what it says of the test, and where that is not enough nothing is written', () => {
  const { outputDir: folder } = test.info();
  const secret = 'first-Half-1","b":"second-Half-2';
  const guard = () => new Guard(createLeakFinder([{ value: secret, from: 'redact.values[0]' }]));
  const halves = { a: 'first-Half-1', b: 'second-Half-2' };
  const bad = { ...TEST, halves } as SessionTest;
  new JournalWriter(folder, { ...HEADER, test: bad }, { guard: guard() }).close();
  expect(readFileSync(join(folder, 'journal.ndjson'), 'utf8')).toBe(
    `${JSON.stringify({ format: 'playwright-ipc-journal', version: 1, ...HEADER, test: undefined })}\n`,
  );
  const journal = new JournalWriter(folder, { ...HEADER, ...halves } as JournalHeader, { guard: guard() });
  expect(journal.state()).toBe('failed');
  expect(readdirSync(folder)).toEqual([]);
});

test('of a run that was killed, each token is counted where it stands in the session, however often it was written', () => {
  const { outputDir: folder } = test.info();
  const token = '‹password:h:9fQ2xK7cTz›';
  const named = { ...TEST, title_path: [token] };
  const journal = new JournalWriter(folder, { ...HEADER, test: named }, { segmentBytes: 1_000 });
  const state = { ...checkpoint('cp-1'), label: token };
  journal.reserve(state);
  journal.event(call(0, { args: [token, '‹redacted:pin›'], options: 'x'.repeat(1_000) }));
  journal.flush();
  journal.checkpoint({ ...state, state: ['‹withheld:jwt›'] });
  journal.flush();
  expect(readdirSync(folder)).toHaveLength(2);
  expect(readJournal(folder).session).toMatchObject({ redactions: 4, withheld: { jwt: 1 } });
  journal.close();
});

test('a link in the place of the older segment is not followed', () => {
  const { outputDir: folder } = test.info();
  const other = join(folder, 'elsewhere');
  new JournalWriter(other, HEADER).close();
  new JournalWriter(folder, HEADER).close();
  symlinkSync(join(other, 'journal.ndjson'), join(folder, 'journal.1.ndjson'));
  expect(() => readJournal(folder)).toThrow(`Failed to read "${join(folder, 'journal.1.ndjson')}": it is a link.`);
});

test('reads back lines that are longer than what is read at once', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  const events = [call(0, { args: 'é'.repeat(1_500_000) }), call(1), call(2, { args: `x${'é'.repeat(700_000)}` })];
  for (const event of events) journal.event(event);
  journal.close();
  expect(readJournal(outputDir).session.events).toEqual(events);
});

test('a journal that was too small, or whose file is gone, is written again with all that memory has', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER, { segmentBytes: 1_000 });
  const events = Array.from({ length: 40 }, (_, index) => call(index));
  for (const event of events) {
    journal.event(event);
    journal.flush();
  }
  journal.end();
  expect(journal.state()).toBe('cut');
  journal.close();
  expect(readJournal(outputDir).session.dropped?.events).toBeGreaterThan(0);

  const checkpoint = { id: 'cp-1', label: null, timestamp: TIME, state: {}, event_index: 40 };
  const session = { ...HEADER, events, checkpoints: [checkpoint] };
  const guard = new Guard(() => undefined);
  for (const lose of [() => {}, () => rmSync(outputDir, { recursive: true })]) {
    lose();
    expect(rewriteJournal(outputDir, HEADER, session, { ending: { redactions: 2 }, guard })).toBe(true);
    const { session: read, ended } = readJournal(outputDir);
    expect(ended).toBe(true);
    expect(read).toMatchObject({ events, checkpoints: [checkpoint], redactions: 2 });
    expect(read.dropped).toBe(undefined);
  }
});

test('a journal is read up to the limits that its recording has', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, { ...HEADER, limits: { maxEvents: 3, maxCheckpoints: -1 } });
  for (let at = 0; at < 5; at++) journal.event(call(at));
  journal.end();
  journal.close();
  expect(readJournal(outputDir).session.events.map(({ index }) => index)).toEqual([2, 3, 4]);
  expect(readJournal(outputDir, { maxEvents: 4 }).session.events).toHaveLength(4);
});

test('says which calls nobody waited for any more, but for those that were answered after all', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  for (const index of [0, 1]) journal.event(call(index));
  for (const index of [0, 1]) journal.abandon(index, 'closed');
  journal.settle(1, { result: { Ok: 1 }, duration_ms: 2 });
  journal.close();
  expect(readJournal(outputDir).session.events).toEqual([
    call(0, { abandoned: 'closed' }),
    call(1, { result: { Ok: 1 }, duration_ms: 2 }),
  ]);
});

test('keeps the gaps of a recording that was killed, those that its end names, and how a call came back at once', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  const gap = { reason: 'late-global', global: 'api', page: 'page-1' };
  journal.event(call(0));
  journal.settle(0, { result: { Ok: 1 }, duration_ms: 0, sync: true });
  journal.gap(gap);
  journal.flush();
  const killed = readJournal(outputDir).session;
  expect([killed.gaps, killed.events[0]?.event]).toEqual([[gap], expect.objectContaining({ sync: true })]);
  journal.end({ gaps: [gap, { reason: 'fixed-global' }] });
  journal.close();
  expect(readJournal(outputDir).session.gaps).toEqual([gap, { reason: 'fixed-global' }]);
});

test('has an action as it was when it began, and with its end once it has one', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  const began = { name: 'Click', category: 'pw:api', location: 'a.spec.ts:3:5', timestamp: TIME, event_index: 1 };
  const ended = { ...began, end: { timestamp: TIME, event_index: 2 } };
  journal.action(0, began);
  journal.action(1, began);
  journal.action(0, ended);
  journal.flush();
  expect(readJournal(outputDir).session.actions).toEqual([ended, began]);
});

test('has no actions where the first ones are lost: each is found by those before it', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  journal.action(1, { name: 'Click', category: 'pw:api', location: 'a.spec.ts:3:5', timestamp: TIME, event_index: 1 });
  journal.close();
  appendFileSync(join(outputDir, 'journal.ndjson'), `{"action":[-1,{}]}\n{"action":[1e9,{}]}\n{"action":"Click"}\n`);
  const { actions, dropped } = readJournal(outputDir).session;
  expect([actions, dropped]).toEqual([undefined, { lines: 3 }]);
});
