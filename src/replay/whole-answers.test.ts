import { expect, test } from '@playwright/test';
import type { ValueFile } from '../session/codec/value-files.ts';
import { type FakeCall, fakeSession } from './fake-session.test.support.ts';
import { StubBackend } from './stub-backend.ts';

const FILE: ValueFile = { as: 'text', type: 'string', size: 2_000_000, bytes: 2_000_000, sha256: 'a'.repeat(64) };
const load = (value: unknown, rest: Partial<FakeCall> = {}): FakeCall => ({
  command: 'load',
  result: { Ok: value as object },
  ...rest,
});
const values = { read: ({ sha256 }: ValueFile) => (sha256 === FILE.sha256 ? 'the whole text' : undefined) };
const missedOf = (backend: StubBackend) => backend.report().missed.map(({ message }) => message);

test('an answer is given with what stands beside the session in its place', () => {
  const backend = new StubBackend(fakeSession([load({ data: { $file: FILE } })]), { values });
  expect(backend.answer({ command: 'load', args: {} })).toMatchObject({
    kind: 'ok',
    value: { data: 'the whole text' },
  });
  expect(backend.report()).not.toHaveProperty('notWhole');
});

test('an answer whose file is not there is refused, and counted', () => {
  const backend = new StubBackend(fakeSession([load({ data: { $file: { ...FILE, sha256: 'b'.repeat(64) } } })]), {
    values,
  });
  expect(backend.answer({ command: 'load', args: {} })).toMatchObject({ kind: 'miss' });
  expect(backend.report()).toMatchObject({ answered: 0, notWhole: 1 });
  expect(missedOf(backend)).toEqual([
    'The recording has the answer of load (#0) only in part: result.data is a string of 2,000,000 characters, whose file is not beside the session (folder values), or is not what was recorded. Copy it there; `ipc-recorder pack` makes one file of a session and its values.',
  ]);
});

test('an answer that was cut is refused with its true size, and never given as a marker', () => {
  const backend = new StubBackend(
    fakeSession([
      load([1, { $cut: { type: 'string', size: 20_000_000, head: 'x' } }]),
      load({ $binary: { type: 'Uint8Array', size: 20_000_000 } }),
    ]),
  );
  const kinds = [1, 2].map(() => backend.answer({ command: 'load', args: {} }).kind);
  expect(kinds).toEqual(['miss', 'miss']);
  expect(missedOf(backend)).toEqual([
    expect.stringContaining(
      '(#0) only in part: result[1] is a string of 20,000,000 characters, which was cut when it was recorded',
    ),
    expect.stringContaining('(#1) only in part: result is Uint8Array of 20.0 MB, which was cut when it was recorded'),
  ]);
  expect(missedOf(backend)[0]).toContain(
    'Record the session again with a larger ipcRecorder.maxValueBytes (16777216 by default',
  );
});

test('bytes that redaction took are told from those that were too large', () => {
  const backend = new StubBackend(fakeSession([load({ $binary: { type: 'Uint8Array', size: 40 } })]));
  backend.answer({ command: 'load', args: {} });
  expect(missedOf(backend)).toEqual([
    expect.stringContaining('of which redaction or the scan before writing took something out'),
  ]);
});

test('a push that the recording has in part only is not delivered, and is counted', () => {
  const push = { command: 'progress', kind: 'push', channel: 'c0' } as const;
  const session = fakeSession([
    load(1, { took: 50 }),
    { ...push, args: { $cut: { type: 'array', size: 2_000_000 } } },
    { ...push, args: { $file: FILE } },
  ]);
  const backend = new StubBackend(session, { values });
  const answer = backend.answer({ command: 'load', args: {} });
  expect(answer).toMatchObject({ before: [{ args: 'the whole text' }] });
  expect(backend.report()).toMatchObject({ answered: 1, notWhole: 1 });
});

test('large arguments find their call by the digest of their content, whatever the key of the tokens in it', () => {
  const asked = (file: Partial<ValueFile>) => ({ command: 'load', args: { data: { $file: { ...FILE, ...file } } } });
  const session = fakeSession([load('other', asked({ sha256: 'c'.repeat(64) })), load('same', asked({}))]);
  const backend = new StubBackend(session);
  expect(backend.answer(asked({ head: 'shown otherwise' }))).toMatchObject({ value: 'same' });
  expect(backend.answer(asked({ sha256: 'd'.repeat(64) })).kind).toBe('miss');

  const secret = (letter: string) => ({
    sha256: letter.repeat(64),
    alike: 'e'.repeat(64),
    tokens: [`‹password:h:${letter.repeat(10)}›`],
  });
  const redacted = new StubBackend(fakeSession([load('known', asked(secret('a')))]));
  expect(redacted.answer(asked(secret('b')))).toMatchObject({ value: 'known', repeated: false });
});

test('a question says why no recorded one can be compared that was cut', () => {
  const args = { text: { $cut: { type: 'string', size: 20_000_000, head: 'x' } } };
  const backend = new StubBackend(fakeSession([load(1, { args })]));
  const answer = backend.answer({ command: 'load', args: { text: 'short' } });
  expect(answer).toMatchObject({
    message: expect.stringContaining(
      '#0 cannot be compared: args.text is a string of 20,000,000 characters, which was cut',
    ),
  });
});
