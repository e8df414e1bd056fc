import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createRedactor } from '../redact/redactor.ts';
import { type FakeCall, fakeSession } from './fake-session.test.support.ts';
import { StubBackend } from './stub-backend.ts';

const load = (value: unknown, rest: Partial<FakeCall> = {}): FakeCall => ({
  command: 'load',
  result: { Ok: value as object },
  ...rest,
});

test('answers equal calls in the recorded order, and then the last answer again', () => {
  const backend = new StubBackend(fakeSession([load(1), load(2)]));
  const answers = [1, 2, 3].map(() => backend.answer({ command: 'load', args: {} }));
  expect(answers).toMatchObject([
    { kind: 'ok', value: 1, repeated: false },
    { kind: 'ok', value: 2, repeated: false },
    { kind: 'ok', value: 2, repeated: true },
  ]);
  expect(backend.report()).toEqual({ answered: 3, repeated: 1, shifted: 0, pending: 0, missed: [], unused: [] });
});

test('repeats the last answer there was, not a call the end of the recording cut off', () => {
  const backend = new StubBackend(fakeSession([load(1), load(2, { took: null, result: 'Pending' })]));
  const kinds = [1, 2, 3].map(() => backend.answer({ command: 'load', args: {} }).kind);
  expect(kinds).toEqual(['ok', 'pending', 'ok']);
  expect(backend.report()).toMatchObject({ pending: 1, repeated: 1 });
});

test('gives the recorded error, its text and its structure', () => {
  const error = { code: 'ENOSPC' };
  const backend = new StubBackend(fakeSession([{ command: 'save', result: { Err: 'disk full' }, error }]));
  expect(backend.answer({ command: 'save', args: {} })).toMatchObject({ kind: 'err', text: 'disk full', error });
});

test('answers and pushes nothing from messages that were only observed', () => {
  const backend = new StubBackend(
    fakeSession([
      { command: 'progress', kind: 'push', source: 'workers' },
      load('of the worker', { source: 'workers' }),
      load('of the backend', { source: 'neutralino' }),
    ]),
  );
  expect(backend.sources()).toEqual(['neutralino']);
  expect(backend.started()).toEqual([]);
  expect(backend.answer({ command: 'load', args: {} })).toMatchObject({ value: 'of the backend' });
  expect(backend.report().unused).toEqual([]);
});

test('prefers the answer recorded in the window that asks', () => {
  const session = fakeSession([load('a', { webview_label: 'main' }), load('b', { webview_label: 'settings' })]);
  const backend = new StubBackend(session);
  expect(backend.answer({ command: 'load', args: {}, window: 'settings' })).toMatchObject({ value: 'b' });
  expect(backend.answer({ command: 'load', args: {}, window: 'settings' })).toMatchObject({ value: 'a' });
});

test('of two pages of one label it prefers the answer recorded in the page that asks', () => {
  const backend = new StubBackend(fakeSession([load('a', { page: 'page-1' }), load('b', { page: 'page-2' })]));
  const ask = (page: string) => backend.answer({ command: 'load', args: {}, window: 'main', page });
  expect(ask('page-2')).toMatchObject({ value: 'b' });
  expect(ask('page-1')).toMatchObject({ value: 'a' });
});

test('matches by the command alone where the session has no arguments, as in those of Victauri', () => {
  const backend = new StubBackend(fakeSession([load(1, { args: undefined })]));
  expect(backend.answer({ command: 'load', args: { id: 1 } })).toMatchObject({ value: 1 });
});

test('says of a miss which recorded calls come near, where they differ and what to do', () => {
  const session = fakeSession([
    { command: 'save_note', args: { title: 'Bread', tags: ['a'] } },
    { command: 'save_note', args: { title: 'Milk', tags: ['a'], pinned: true } },
  ]);
  const answer = new StubBackend(session).answer({ command: 'save_note', args: { title: 'Milk', tags: ['a'] } });
  expect(answer).toMatchObject({ kind: 'miss', nearest: [{ index: 0 }, { index: 1 }] });
  expect(answer).toHaveProperty(
    'message',
    [
      'The recording has no answer for save_note {"title":"Milk","tags":["a"]}.',
      'Recorded calls of save_note nearest to it:',
      '  #0 differs: title was "Bread", is "Milk"',
      '  #1 differs: pinned was recorded as true and is absent',
      'If that may differ, replay with --ignore save_note:title, or with the option ignore: { "save_note": ["title"] }.',
      'Record the session again, or answer it in the test: ipc.route("save_note", …).',
    ].join('\n'),
  );
});

test('names the nearest commands when the recording has none of that name', () => {
  const backend = new StubBackend(fakeSession([{ command: 'save_note' }, { command: 'quit' }]));
  expect(backend.answer({ command: 'safe_note', args: {} })).toHaveProperty(
    'message',
    [
      'The recording has no answer for safe_note {}.',
      'It has no call of safe_note; the nearest commands are save_note.',
      'Record the session again, or answer it in the test: ipc.route("safe_note", …).',
    ].join('\n'),
  );
  expect(backend.report().missed).toMatchObject([{ command: 'safe_note', args: {} }]);
});

test('in strict order refuses a call whose turn it is not', () => {
  const backend = new StubBackend(fakeSession([{ command: 'open' }, { command: 'read' }]), { match: 'strict' });
  const early = backend.answer({ command: 'read', args: {} });
  expect(early).toHaveProperty('message', expect.stringContaining('With --match strict #0 open {} was due.'));
  expect(backend.answer({ command: 'open', args: {} })).toMatchObject({ kind: 'ok' });
  expect(backend.answer({ command: 'read', args: {} })).toMatchObject({ kind: 'ok' });
  expect(backend.answer({ command: 'read', args: {} })).toMatchObject({ kind: 'miss' });
});

test('in strict order lets calls that overlapped change places', () => {
  const session = fakeSession([
    { command: 'a', at: 0, took: 20 },
    { command: 'b', at: 10, took: 20 },
    { command: 'c', at: 40 },
  ]);
  const backend = new StubBackend(session, { match: 'strict' });
  const kinds = ['b', 'c', 'a', 'c'].map((command) => backend.answer({ command, args: {} }).kind);
  expect(kinds).toEqual(['ok', 'miss', 'ok', 'ok']);
});

test('in any order gives the last answer each time', () => {
  const backend = new StubBackend(fakeSession([load(1), load(2)]), { match: 'any' });
  expect(backend.answer({ command: 'load', args: {} })).toMatchObject({ value: 2, repeated: false });
  expect(backend.report().unused).toEqual([]);
});

test('releases a push with the last call that started or was answered before it', () => {
  const session = fakeSession([
    { command: 'ready', kind: 'push', at: 0 },
    { command: 'save', at: 10, took: 20 },
    { command: 'saving', kind: 'push', at: 15 },
    { command: 'saved', kind: 'push', at: 30 },
    { command: 'quit', at: 40 },
  ]);
  const backend = new StubBackend(session);
  expect(backend.started().map(({ command }) => command)).toEqual(['ready']);
  expect(backend.answer({ command: 'save', args: {} })).toMatchObject({
    before: [{ command: 'saving' }],
    after: [{ command: 'saved' }],
  });
  expect(backend.answer({ command: 'save', args: {} })).toMatchObject({ repeated: true, before: [], after: [] });
});

test('gives a push to the call that the answer before it led to, though both fall on one tick of the clock', () => {
  const session = fakeSession([
    { command: 'first', at: 0, took: 10 },
    { command: 'second', at: 10, took: 10 },
    { command: 'said', kind: 'push', at: 12 },
  ]);
  const backend = new StubBackend(session);
  expect(backend.answer({ command: 'first', args: {} })).toMatchObject({ before: [], after: [] });
  expect(backend.answer({ command: 'second', args: {} })).toMatchObject({ before: [{ command: 'said' }], after: [] });
});

test("keeps a channel's pushes with the call the channel was passed to", () => {
  const session = fakeSession([
    { command: 'download', at: 0, took: 30 },
    { command: 'other', at: 5, took: 1 },
    { command: 'progress', kind: 'push', channel: 'c0', at: 20 },
    { command: 'progress', kind: 'push', channel: 'c0', at: 50 },
  ]);
  const backend = new StubBackend(session);
  expect(backend.answer({ command: 'other', args: {} })).toMatchObject({ before: [], after: [] });
  expect(backend.answer({ command: 'download', args: {} })).toMatchObject({
    before: [{ id: 'c2' }],
    after: [{ id: 'c3' }],
  });
});

test('never asks for what the page or a mock answers', () => {
  const session = fakeSession([
    { command: 'plugin:event|listen', args: { event: 'saved', handler: 1 } },
    { command: 'load', mocked: true },
    { command: 'log', kind: 'send' },
  ]);
  expect(new StubBackend(session).report().unused).toEqual([]);
  expect(new StubBackend(session, { match: 'strict' }).report().unused).toEqual([]);
});

test('answers a whole session as recorded, in the recorded order, in every mode but any', () => {
  const call = fc.record({
    command: fc.constantFrom('a', 'b', 'c'),
    args: fc.constantFrom({}, { id: 1 }),
    took: fc.constantFrom(1, 25, null),
  });
  fc.assert(
    fc.property(fc.array(call), fc.constantFrom('key' as const, 'strict' as const), (calls, match) => {
      const session = fakeSession(
        calls.map((one, at) => ({ ...one, ...(one.took === null ? {} : { result: { Ok: at } }) })),
      );
      const backend = new StubBackend(session, { match });
      for (const [at, { command, args, took }] of calls.entries()) {
        const answer = backend.answer({ command, args });
        expect(answer).toMatchObject(
          took === null ? { kind: 'pending', call: { id: `c${at}` } } : { kind: 'ok', value: at },
        );
      }
      expect(backend.report()).toMatchObject({ answered: calls.length, repeated: 0, missed: [], unused: [] });
    }),
  );
});

const electron = (call: FakeCall): FakeCall => ({ source: 'electron', url: 'file:///app.html', args: [], ...call });

test("is asked for Electron's one-way messages, for the pushes they brought about", () => {
  const backend = new StubBackend(
    fakeSession([
      electron({ command: 'open', kind: 'send' }),
      electron({ command: 'opened', kind: 'push' }),
      electron({ command: 'open:port', kind: 'send', channel: 'c0' }),
      electron({ command: 'open:port', kind: 'push', channel: 'c0' }),
    ]),
  );
  const commands = (answer: ReturnType<StubBackend['answer']>) =>
    answer.kind === 'pending' ? answer.after.map(({ command }) => command) : answer.kind;
  expect(commands(backend.answer({ command: 'open', args: [] }))).toEqual(['opened']);
  expect(commands(backend.answer({ command: 'open:port', args: [] }))).toEqual(['open:port']);
  expect(backend.report()).toEqual({ answered: 2, repeated: 0, shifted: 0, pending: 0, missed: [], unused: [] });
});

test('leaves out what passed between an Electron app and its utility processes', () => {
  const utility = (call: FakeCall): FakeCall => ({ ...call, source: 'electron-utility' });
  const backend = new StubBackend(
    fakeSession([
      electron({ command: 'count' }),
      utility({ command: 'utility:counter', kind: 'send' }),
      utility({ command: 'utility:counter', kind: 'push' }),
    ]),
  );
  expect(backend.answer({ command: 'count', args: [] })).toMatchObject({ kind: 'ok', before: [], after: [] });
  expect(backend.report().unused).toEqual([]);
});

test('uses no recorded answer up for a window that shows no document yet, and counts on none that one was given', () => {
  const backend = new StubBackend(
    fakeSession([
      electron({ command: 'settings', result: { Ok: 'blank' }, url: undefined }),
      electron({ command: 'settings', result: { Ok: 'first' } }),
      electron({ command: 'settings', result: { Ok: 'second' } }),
    ]),
  );
  const ask = (blank: boolean) => backend.answer({ command: 'settings', args: [], blank });
  expect([ask(true), ask(true), ask(false), ask(false)]).toMatchObject(
    ['first', 'first', 'first', 'second'].map((value) => ({ value })),
  );
});

test('a call that the app itself answers uses up the recorded one, with its pushes, and no answer waits for its', async () => {
  for (const source of ['tauri', 'electron']) {
    const app = { source, url: 'file:///app.html' };
    const backend = new StubBackend(
      fakeSession([
        load(1, { took: 100, ...app }),
        { command: 'open', at: 5, took: 15, ...app },
        { command: 'opened', kind: 'push', at: 25, ...app },
      ]),
    );
    const answer = backend.answerWhenDue({ command: 'load', args: {} });
    // In Electron what the app itself pushes goes nowhere then.
    expect(await backend.leaveToApp({ command: 'open', args: {} })).toMatchObject({
      call: { command: 'open' },
      after: source === 'electron' ? [{ command: 'opened' }] : [],
    });
    // The answer to `open` came first, and would be waited for.
    const given = answer.then((one) => (one.kind === 'ok' ? one.before : one.kind));
    expect(await Promise.race([given, new Promise((resolve) => setTimeout(resolve, 100, 'later'))])).toEqual([]);
    expect(await backend.leaveToApp({ command: 'close', args: {} })).toBeUndefined();
    expect(backend.report()).toMatchObject({ answered: 1, leftToApp: 2, missed: [], unused: [] });
  }
});

test('a copy that follows binds a question to the call that the page has found, and to no other', () => {
  const [ONE, TWO, LIVE] = [1, 2, 3].map((n) => `${n}b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a0${n}`);
  const session = fakeSession([ONE, TWO].map((id) => load(id, { args: { id } })));
  const stub = new StubBackend(session, {}, { isFollower: true });
  const question = { id: 'live-1', command: 'load', args: { id: LIVE }, window: 'main' };
  const asked = { did: 'asked', question, by: 'recording', index: 1, repeated: false, shifted: true } as const;
  stub.happened(asked, undefined, () => {});
  stub.happened({ did: 'given', id: 'live-1' }, undefined, () => {});
  expect(stub.toRecorded(LIVE)).toBe(TWO);
  expect(stub.report()).toMatchObject({ answered: 1, shifted: 1, unused: [{ index: 0 }] });
});

test('a secret that was made up is known again when it comes back redacted, in whatever order', () => {
  const tokens = ['‹github-token:h:aaaaaaaaaa›', '‹github-token:h:bbbbbbbbbb›'];
  const { value, secretOf } = createRedactor();
  for (const key of ['account', 'token']) {
    // A recording has the class that its place gives it.
    const placed = JSON.stringify(value({ [key]: `ghp_${'a1b2c3'.repeat(6)}` }));
    const opened = (hash: string, answer: string) => ({
      command: 'open',
      args: JSON.parse(placed.replace(/:h:[^›]+/, `:h:${hash}`)) as object,
      result: { Ok: answer },
    });
    const calls = [
      { command: 'list', result: { Ok: tokens } },
      opened('aaaaaaaaaa', 'first'),
      opened('bbbbbbbbbb', 'second'),
    ];
    const backend = new StubBackend(fakeSession(calls), { secretOf });
    const listed = backend.answer({ command: 'list', args: {} });
    const [first, second] = listed.kind === 'ok' ? (listed.value as string[]) : [];
    const open = (secret: string | undefined) => backend.answer({ command: 'open', args: value({ [key]: secret }) });
    expect(open(second), key).toMatchObject({ kind: 'ok', value: 'second' });
    expect(open(first), key).toMatchObject({ kind: 'ok', value: 'first' });
  }
});
