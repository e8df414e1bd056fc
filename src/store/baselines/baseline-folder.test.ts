import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import type { RecordedSession, SessionTest } from '../../session/format/schema.ts';
import { readSession } from '../read-session.ts';
import { baselineText } from './baseline-file.ts';
import { BaselineFolder } from './baseline-folder.ts';
import { readBaselines } from './read-baselines.ts';

const TEST: SessionTest = {
  ...{ title_path: ['saves'], file: 'a.spec.ts', line: 1, project: 'chromium', attempt: 0, status: 'passed' },
};

/** The session of a pass; `answer` tells it from others. */
function pass(answer: unknown, rest: Partial<RecordedSession> = {}): RecordedSession {
  return fakeSession([{ command: 'save', result: { Ok: answer } }], { test: TEST, ...rest });
}

const folderOf = () => join(test.info().outputDir, 'baseline');

/** Adds passes that began a minute after one another; the first of them at `from` minutes. */
function add(folder: BaselineFolder, sessions: RecordedSession[], from = 0): void {
  for (const [at, session] of sessions.entries())
    folder.add(session.test ?? TEST, new Date(Date.UTC(2026, 0, 1, 0, from + at)).toISOString(), baselineText(session));
}

/** Results of calls, by their answers. */
const results = (...answers: unknown[]) => answers.map((Ok) => ({ Ok }));

/** The results of a test's stored passes. */
function resultsIn(folder: BaselineFolder, of = TEST): unknown[] {
  const { passes, faults } = readBaselines(
    folder.of(of).map(({ path }) => path),
    of,
  );
  expect(faults).toEqual([]);
  return passes.flatMap(({ session }) => session.events.map(({ event }) => event.type === 'Ipc' && event.result));
}

test('keeps the newest three passes of each test, and a later run finds them', () => {
  const first = new BaselineFolder(folderOf());
  const other = { ...TEST, title_path: ['saves', 'twice'] };
  add(first, [pass('a'), pass('other', { test: other }), pass('b'), pass('c'), pass('d')]);
  expect(resultsIn(first)).toEqual(results('d', 'c', 'b'));
  expect(first.of(TEST).every(({ isNew }) => isNew)).toBe(true);

  const second = new BaselineFolder(folderOf());
  expect(resultsIn(second)).toEqual(results('d', 'c', 'b'));
  add(second, [pass('e')], 10);
  expect(resultsIn(second)).toEqual(results('e', 'd', 'c'));
  expect(second.of(TEST).map(({ isNew }) => isNew)).toEqual([true, false, false]);
  expect(resultsIn(second, other)).toEqual(results('other'));
  expect(readdirSync(folderOf())).toHaveLength(4);
});

test('names no file by a title, and keeps nothing of a test whose title holds a secret', () => {
  const titled = (title: string) => ({ ...TEST, title_path: [title] });
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('a', { test: titled('../../etc') })]);
  expect(readdirSync(folderOf())).toEqual([expect.stringMatching(/^[0-9a-f]{32}-20260101T000000000Z\.json\.gz$/)]);
  const secret = titled('logs in as ‹email:h:0123456789›');
  add(folder, [pass('b', { test: secret })], 10);
  expect(readdirSync(folderOf())).toHaveLength(1);
  expect(resultsIn(folder, secret)).toEqual([]);
});

test('stores neither states nor large values', () => {
  const checkpoint = { id: 'c', label: null, timestamp: '2026-01-01T00:00:00Z', event_index: 1 };
  const text = baselineText(
    pass('a', { checkpoints: [{ ...checkpoint, state: { big: 'state' } }], values: { abc: 'AAAA' } }),
  );
  const session = JSON.parse(text);
  expect(session.checkpoints).toMatchObject([{ state: null, note: 'a stored baseline has no states' }]);
  expect(session.values).toBeUndefined();
});

test('has no more bytes than it may, and lets the oldest go first', () => {
  const tests = ['a', 'b', 'c', 'd'].map((title) => ({ ...TEST, title_path: [title] }));
  const size = gzipSync(baselineText(pass('x', { test: tests[0] as SessionTest }))).length;
  const maxBytes = size * 3 + 10;
  const sizes = () => readdirSync(folderOf()).map((name) => statSync(join(folderOf(), name)).size);
  const folder = new BaselineFolder(folderOf(), { maxBytes });
  add(
    folder,
    tests.map((one) => pass('x', { test: one })),
  );
  expect(tests.map((one) => folder.of(one).length)).toEqual([0, 1, 1, 1]);
  expect(sizes().reduce((sum, one) => sum + one)).toBeLessThanOrEqual(maxBytes);

  // Those of earlier runs count as well.
  add(new BaselineFolder(folderOf(), { maxBytes: size + 10 }), [pass('x')], 9);
  expect(sizes()).toHaveLength(1);
});

test('a file that is broken, hostile, newer or of another test is left out, with a sentence that names it', () => {
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('good')]);
  const [good] = folder.of(TEST);
  const write = (name: string, bytes: Uint8Array | string) => {
    const path = join(folderOf(), name);
    writeFileSync(path, bytes);
    return path;
  };
  const text = baselineText(pass('x'));
  const ofOther = baselineText(pass('x', { test: { ...TEST, project: 'webkit' } }));
  const ofFailed = baselineText(pass('x', { test: { ...TEST, status: 'failed' } }));
  const link = join(folderOf(), 'link');
  symlinkSync(good?.path ?? '', link);
  mkdirSync(join(folderOf(), 'folder'));
  const files: Record<string, string> = {
    [write('torn', gzipSync(text).subarray(0, 50))]: 'unexpected end of file',
    [write('plain', text)]: 'incorrect header check',
    [write('bomb', gzipSync(Buffer.alloc(20_000_000, 32)))]: 'larger than 8388608 bytes',
    [write('large', Buffer.alloc(9_000_000))]: 'it has more than 8388608 bytes',
    [write('deep', gzipSync('['.repeat(5_000_000)))]: 'nested more than',
    [write('newer', gzipSync(text.replace('"version":1', '"version":99')))]: 'is newer than',
    [write('other', gzipSync(ofOther))]: 'it is not of the test that its name says',
    [write('failed', gzipSync(ofFailed))]: 'it is of an attempt that did not pass',
    [link]: 'it is no file',
    [join(folderOf(), 'folder')]: 'it is no file',
    [join(folderOf(), 'gone')]: 'no such file',
  };
  const { passes, faults } = readBaselines([...Object.keys(files), good?.path ?? ''], TEST);
  expect(passes.map(({ file }) => file)).toEqual([good?.path]);
  for (const [at, [file, why]] of Object.entries(files).entries()) {
    expect(faults[at]).toContain(`Failed to read "${file}": `);
    expect(faults[at]).toContain(why);
  }
});

test('files of a time to come do not keep new passes out', () => {
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('old')]);
  const [id = ''] = readdirSync(folderOf())[0]?.split('-') ?? [];
  for (const hour of [1, 2, 3]) writeFileSync(join(folderOf(), `${id}-2999010${hour}T000000000Z.json.gz`), 'broken');
  const later = new BaselineFolder(folderOf());
  for (const answer of ['a', 'b', 'c']) {
    const startedAt = new Date(Date.now() + 60_000 + answer.charCodeAt(0)).toISOString();
    later.add(TEST, startedAt, baselineText(pass(answer)));
  }
  expect(resultsIn(later)).toEqual(results('c', 'b', 'a'));
});

test('a write that fails leaves no half of a file and all others', () => {
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('a'), pass('b'), pass('c')]);
  const before = readdirSync(folderOf());
  // A folder in the place of the file: it cannot be renamed to it.
  const [id = ''] = before[0]?.split('-') ?? [];
  mkdirSync(join(folderOf(), `${id}-20260101T003000000Z.json.gz`, 'in-the-way'), { recursive: true });
  expect(() => add(folder, [pass('d')], 30)).toThrow();
  expect(readdirSync(folderOf()).filter((name) => !name.includes('T003'))).toEqual(before);
  expect(resultsIn(folder)).toEqual(results('c', 'b', 'a'));
});

test('a file is replaced as a whole: whoever reads it sees the old or the new one', () => {
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('a')]);
  const reader = openSync(folder.of(TEST)[0]?.path ?? '', 'r');
  add(folder, [pass('of the same moment')]);
  expect(String(gunzipSync(readFileSync(reader)))).toBe(baselineText(pass('a')));
  closeSync(reader);
  expect(resultsIn(folder)).toEqual(results('of the same moment'));
});

test('what a run that was killed has left half written is removed, and what else lies there is not', () => {
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('a')]);
  const [name = ''] = readdirSync(folderOf());
  const [old, young, foreign] = [`${name}.7-1.tmp`, `${name}.8-1.tmp`, 'notes.tmp'].map((one) =>
    join(folderOf(), one),
  ) as [string, string, string];
  for (const one of [old, young, foreign]) writeFileSync(one, 'half');
  for (const one of [old, foreign]) utimesSync(one, 1, 1);
  expect(resultsIn(new BaselineFolder(folderOf()))).toEqual(results('a'));
  expect([old, young, foreign].map((one) => existsSync(one))).toEqual([false, true, true]);
});

test('a stored baseline is a session that any command reads', async () => {
  const folder = new BaselineFolder(folderOf());
  add(folder, [pass('a')]);
  expect(await readSession(folder.of(TEST)[0]?.path ?? '')).toEqual(pass('a'));
});
