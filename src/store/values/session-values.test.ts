import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { createLeakFinder } from '../../redact/find-leak.ts';
import { Guard } from '../../redact/guard.ts';
import { createRedactor } from '../../redact/redactor.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { type ValueFile, valueFileOf } from '../../session/codec/value-files.ts';
import { RECORDED_VALUES } from '../../session/codec/values.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { digestOf } from './describe-part.ts';
import { markLarge } from './mark-large.ts';
import { packSession, packSmallValues, pruneValues, unpackSession } from './pack-session.ts';
import { SessionValues } from './session-values.ts';
import { MAX_READABLE_BYTES, type ValueLimits } from './value-limits.ts';
import { valueWarnings } from './value-warnings.ts';
import { ValueWriter } from './value-writer.ts';

const SECRET = 'correct-horse-battery-9';
const TEXT = 'line of a log\n'.repeat(10_000);
const NOISE = new Uint8Array(randomBytes(20_000));
const encoded = (value: unknown) => encodeValue(value, { limits: RECORDED_VALUES, transport: 'clone' });

const newGuard = () => new Guard(createLeakFinder([{ value: SECRET, from: 'redact.values[0]' }]));

function newWriter(limits?: ValueLimits, guard = newGuard()) {
  const folder = test.info().outputPath('recording');
  return { folder, writer: new ValueWriter(folder, guard, limits), names: () => readdirSync(join(folder, 'values')) };
}

function sessionOf(...answers: unknown[]): RecordedSession {
  return {
    id: 's',
    started_at: '2026-11-23T09:30:00Z',
    checkpoints: [],
    events: answers.map((Ok, index) => ({
      index,
      timestamp: '2026-11-23T09:30:00Z',
      event: {
        ...{ type: 'Ipc', id: `c${index}`, command: 'read', timestamp: '2026-11-23T09:30:00Z', duration_ms: 1 },
        ...{ arg_size_bytes: 0, webview_label: 'main', result: { Ok } },
      } as never,
    })),
  };
}

const fileIn = (value: unknown): ValueFile => valueFileOf(value) as ValueFile;

test('a large value is on the disk when it is kept, equal ones once, compressed where that pays', () => {
  const { writer, names, folder } = newWriter();
  const kept = writer.keep({ a: TEXT, b: [TEXT], c: encoded(NOISE) }) as { a: unknown; b: unknown[]; c: unknown };
  const [text, noise] = [fileIn(kept.a), fileIn(kept.c)];
  expect(kept.b[0]).toEqual(kept.a);
  expect(names().sort()).toEqual([`${text.sha256}.gz`, noise.sha256].sort());
  expect(readFileSync(join(folder, 'values', noise.sha256))).toEqual(Buffer.from(NOISE));
  expect(text).toMatchObject({ as: 'text', type: 'string', size: TEXT.length, head: TEXT.slice(0, 160) });
});

test('what is over the budget of a value, or of all, is cut and counted', () => {
  const { writer, names } = newWriter({ maxValueBytes: 150_000, maxValuesBytes: 200_000 });
  const [first, second, again, larger] = writer.keep([
    TEXT,
    TEXT.replace('line', 'LINE'),
    TEXT,
    'x'.repeat(150_001),
  ]) as unknown[];
  expect(fileIn(first)).toBeDefined();
  expect(again).toEqual(first);
  expect(second).toMatchObject({ $cut: { type: 'string', size: TEXT.length } });
  expect(larger).toMatchObject({ $cut: { type: 'string', size: 150_001 } });
  expect([names().length, writer.cut]).toEqual([1, 2]);
});

test('a folder that cannot be written fails nothing: the value is cut and counted', () => {
  const folder = test.info().outputPath('file');
  writeFileSync(folder, '');
  const writer = new ValueWriter(folder, newGuard());
  expect(writer.keep(TEXT)).toMatchObject({ $cut: { type: 'string', size: TEXT.length } });
  expect(writer.cut).toBe(1);
});

test('a secret that redaction has missed is in no file, of text or of bytes, and is named by its rule', () => {
  const guard = newGuard();
  const { writer, folder } = newWriter({}, guard);
  const bytes = Buffer.concat([Buffer.from(NOISE), Buffer.from(SECRET)]);
  const kept = writer.keep([
    `${TEXT}${SECRET}`,
    encoded(new Uint8Array(bytes)),
    encoded([TEXT, TEXT, SECRET, ...Array.from({ length: 10_000 }, () => 'x')]),
  ]);
  expect(JSON.stringify(kept)).not.toContain(SECRET);
  for (const name of existsSync(join(folder, 'values')) ? readdirSync(join(folder, 'values')) : [])
    expect(
      new SessionValues(sessionOf(kept), folder).content(fileIn((kept as unknown[])[2])).toString(),
      name,
    ).not.toContain(SECRET);
  expect(guard.withheld).toEqual({ 'redact.values[0]': 3 });
});

test('equal texts with a secret in them are alike, whichever key its token was made with', () => {
  const marked = (key: string, secret: string) => {
    const redactor = createRedactor({ key, values: [secret] });
    return fileIn(markLarge(redactor.value(`${TEXT}password: ${secret}`)));
  };
  const [one, other] = [marked('a', 'swordfish-1234'), marked('b', 'haddock-987654')];
  expect(one.sha256).not.toBe(other.sha256);
  expect(one.alike).toBe(other.alike);
  expect(one.tokens).toHaveLength(1);
});

test('an object is alike whatever the order of its keys, and is given back in its own', () => {
  const { writer, folder } = newWriter();
  const entries = Array.from({ length: 10_001 }, (_, at) => [`k${at}`, at] as const);
  const [one, other] = writer.keep([
    Object.fromEntries(entries),
    Object.fromEntries(entries.toReversed()),
  ]) as unknown[];
  expect(fileIn(one).alike ?? fileIn(one).sha256).toBe(fileIn(other).alike ?? fileIn(other).sha256);
  const source = new SessionValues(sessionOf(), folder);
  expect(Object.keys(source.read(fileIn(other)) as object)[0]).toBe('k10000');
});

test('a file that is missing, changed, a link or a bomb is not read, and is named', () => {
  const { writer, folder } = newWriter();
  const kept = writer.keep([TEXT, encoded(NOISE), `${TEXT}!`, `${TEXT}?`]) as unknown[];
  const session = sessionOf(...kept);
  const [text, noise, linked, bomb] = kept.map(fileIn) as [ValueFile, ValueFile, ValueFile, ValueFile];
  const path = ({ sha256 }: ValueFile, end = '.gz') => join(folder, 'values', `${sha256}${end}`);
  expect(new SessionValues(session, folder).missing(session)).toEqual([]);
  rmSync(path(text));
  writeFileSync(path(noise, ''), Buffer.from(NOISE).fill(0, 0, 1));
  renameSync(path(linked), join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), path(linked));
  writeFileSync(path(bomb), gzipSync(Buffer.alloc(50_000_000)));
  const source = new SessionValues(session, folder);
  expect(source.missing(session).map(({ file, why }) => [file.sha256, why])).toEqual([
    [text.sha256, 'missing'],
    [noise.sha256, 'damaged'],
    [linked.sha256, 'missing'],
    [bomb.sha256, 'damaged'],
  ]);
  expect(kept.map((one) => source.read(fileIn(one)))).toEqual([undefined, undefined, undefined, undefined]);
  expect(valueWarnings(session, folder)).toEqual([
    expect.stringContaining(
      `2 large values are not beside the session: values/${text.sha256} (string, 140.0 kB of #0 read)`,
    ),
    expect.stringContaining('2 large values are not what was recorded, and not used'),
  ]);
});

test('a digest that is a path leads nowhere', () => {
  const { folder } = newWriter();
  mkdirSync(join(folder, 'values'), { recursive: true });
  writeFileSync(join(folder, 'passwords'), 'swordfish');
  const marker = { $file: { as: 'text', type: 'string', size: 9, bytes: 9, sha256: '../passwords' } };
  const session = sessionOf(marker);
  expect(new SessionValues(session, folder).whole(session)).toEqual(session);
  expect(valueFileOf(marker)).toBeUndefined();
});

test('packed, a session has its values in it; unpacked, it has them beside it', () => {
  const { writer, folder } = newWriter();
  const session = sessionOf(...(writer.keep([TEXT, encoded(NOISE)]) as unknown[]));
  const { session: packed, missing } = packSession(session, new SessionValues(session, folder));
  expect(missing).toEqual([]);
  const alone = new SessionValues(packed);
  expect(alone.whole(packed)).toEqual(sessionOf(TEXT, encoded(NOISE)));
  const other = test.info().outputPath('other');
  expect(unpackSession(packed, other).session).toEqual(session);
  expect(readdirSync(join(other, 'values'))).toEqual(readdirSync(join(folder, 'values')));
});

test('values are put into a kept session where all of them are small', () => {
  const { writer, folder } = newWriter();
  const small = sessionOf(writer.keep(TEXT));
  expect(new SessionValues(packSmallValues(small, new SessionValues(small, folder))).whole(small).events).toEqual(
    sessionOf(TEXT).events,
  );
  const noise = new Uint8Array(randomBytes(300_000));
  const large = sessionOf(writer.keep(encoded(noise)), writer.keep(TEXT));
  expect(packSmallValues(large, new SessionValues(large, folder))).toEqual(large);
});

test('the files of values that a session has no more are deleted', () => {
  const { writer, folder, names } = newWriter();
  const [first, second] = writer.keep([TEXT, encoded(NOISE)]) as unknown[];
  pruneValues(sessionOf(second), folder);
  expect(names()).toEqual([fileIn(second).sha256]);
  expect(fileIn(first)).toBeDefined();
  pruneValues(sessionOf(), folder);
  expect(existsSync(join(folder, 'values'))).toBe(false);
});

test('a secret that is known late is taken out of what has been written, and its file is deleted', () => {
  for (const folder of [test.info().outputPath('late'), undefined]) {
    const redactor = createRedactor({ key: 'k' });
    const writer = new ValueWriter(folder, new Guard(redactor.findLeak), { maxValuesBytes: 3 * TEXT.length });
    const values = [TEXT, `${TEXT} velvet-Otter-41`, [`${TEXT} velvet-Otter-41`]].map((value) => writer.keep(value));
    const bytes = writer.keep(encoded(Buffer.from(`${TEXT} velvet-Otter-41`)));
    const before = sessionOf(...values, bytes);
    redactor.typed('field', 'velvet-Otter-41');
    const after = writer.again(before, (value) => redactor.value(value));
    const whole = JSON.stringify(writer.source(after).whole(after));
    expect(whole).not.toContain('velvet-Otter-41');
    expect(whole).toContain('‹typed:');
    expect(after.events[0]).toBe(before.events[0]);
    expect(after.events[3]?.event).toMatchObject({ result: { Ok: { $binary: { redacted: true } } } });
    expect(writer.source(before).missing(before)).toHaveLength(1);
    expect(writer.cut).toBe(0);
    expect(writer.again(after, (value) => redactor.value(value))).toBe(after);
  }
});

test('a value that inflates to more than fits into memory is not read, whatever its session says', () => {
  const size = MAX_READABLE_BYTES + 1;
  const content = Buffer.alloc(size);
  const sha256 = digestOf(content);
  const file: ValueFile = { as: 'bytes', type: 'Uint8Array', size, bytes: size, sha256 };
  const values = { [sha256]: gzipSync(content, { level: 1 }).toString('base64') };
  expect(new SessionValues({ ...sessionOf({ $file: file }), values }).content(file)).toBe('damaged');
});

test('no more bytes of values are read than are allowed, and one that stands in many places counts once', () => {
  const { writer, folder } = newWriter();
  const kept = ['a', 'b', 'c'].map((letter) => writer.keep(letter.repeat(100_000)));
  const session = sessionOf(kept[0], kept[0], ...kept, kept[0]);
  const source = new SessionValues(session, folder, { maxBytes: 250_000 });
  expect(source.missing(session)).toEqual([{ file: fileIn(kept[2]), why: 'over' }]);
  const whole = JSON.stringify(new SessionValues(session, folder, { maxBytes: 250_000 }).whole(session));
  expect(['a', 'b', 'c'].map((letter) => whole.split(letter.repeat(100_000)).length - 1)).toEqual([4, 1, 0]);
});

test('a value is read from the disk once', () => {
  const { writer, folder } = newWriter();
  const kept = writer.keep(TEXT);
  const source = new SessionValues(sessionOf(kept), folder);
  expect(source.read(fileIn(kept))).toBe(TEXT);
  rmSync(join(folder, 'values'), { recursive: true });
  expect(source.read(fileIn(kept))).toBe(TEXT);
});
