import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type FakeCall, fakeSession, fakeStep } from '../replay/fake-session.test.support.ts';
import { cpuMs } from '../std/cpu-time.test.support.ts';
import { diffSessions } from './diff-sessions.ts';
import { attemptNames, REPLAY, type SideNames } from './side-names.ts';

const kindsOf = (first: FakeCall[], second: FakeCall[]) =>
  diffSessions(fakeSession(first), fakeSession(second)).divergences.map(({ kind, command }) => [kind, command]);

test('says which answer became an error', () => {
  const before = fakeSession([{ command: 'load' }, { command: 'save', result: { Ok: 7 } }]);
  const after = fakeSession([{ command: 'load' }, { command: 'save', result: { Err: 'disk full' } }]);
  const diff = diffSessions(before, after);
  expect(diff).toMatchObject({ same: false, compared: { first: 2, second: 2 }, incomplete: false });
  expect(diff.divergences).toHaveLength(1);
  expect(diff.first).toMatchObject({
    kind: 'result-changed',
    first: 1,
    second: 1,
    text: 'save was answered 7 in the first session and failed with "disk full" in the second.',
  });
});

test('lists the paths of an answer that changed', () => {
  const diff = diffSessions(
    fakeSession([{ command: 'a', result: { Ok: { n: 1 } } }]),
    fakeSession([{ command: 'a', result: { Ok: { n: 2 } } }]),
  );
  expect(diff.first?.changes).toEqual([{ type: 'changed', path: 'result.Ok.n', before: 1, after: 2 }]);
  expect(diff.first?.text).toBe('a was answered otherwise: result.Ok.n 1 → 2.');
});

test('tells a call that is missing, one too many, one with other arguments and one without an answer', () => {
  expect(kindsOf([{ command: 'a' }, { command: 'b' }], [{ command: 'a' }])).toEqual([['missing', 'b']]);
  expect(kindsOf([{ command: 'a' }], [{ command: 'b' }, { command: 'a' }])).toEqual([['extra', 'b']]);
  expect(kindsOf([{ command: 'a', args: { id: 1 } }], [{ command: 'a', args: { id: 2 } }])).toEqual([
    ['args-changed', 'a'],
  ]);
  expect(kindsOf([{ command: 'a' }], [{ command: 'a', took: null }])).toEqual([['never-answered', 'a']]);
  expect(kindsOf([{ command: 'a', took: null }], [{ command: 'a' }])).toEqual([['never-answered', 'a']]);
});

test('whether an answer came before its document went is no difference', () => {
  const abandoned: FakeCall = { command: 'a', took: null, abandoned: 'navigated' };
  expect(kindsOf([{ command: 'a' }], [abandoned])).toEqual([]);
  expect(kindsOf([abandoned], [{ command: 'a' }])).toEqual([]);
});

test.describe('ids and times that are new in every run', () => {
  const [A, B] = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', 'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd'];
  const keep = (id: unknown): FakeCall => ({ command: 'keep', args: { id }, result: { Ok: { id } } });

  test('are no differences, whatever they look like, in names of commands too', () => {
    for (const [one, other] of [
      [`note-${A}`, `note-${B}`],
      ['draft-k3j9x2p0q1', 'draft-7zq0b4m8w2c'],
      ['draft-dinnzium6', 'draft-k3j9x2p0q'],
      ['507f1f77bcf86cd799439011', '61a0c9e2d3b4f58a7e6d5c4b'],
      [`/tmp/a1/${A}-thumb`, `/tmp/b2/${B}-thumb`],
      [1034.3000000715256, 977.5],
    ])
      expect(kindsOf([keep(one)], [keep(other)]), String(one)).toEqual([]);
    expect(kindsOf([{ command: `reply-${A}`, kind: 'push' }], [{ command: `reply-${B}`, kind: 'push' }])).toEqual([]);
  });

  test('are differences where both sessions know them, and so is what only looks like one', () => {
    const list: FakeCall = { command: 'list', result: { Ok: [A, B] } };
    expect(kindsOf([list, keep(A)], [list, keep(B)])).toEqual([['args-changed', 'keep']]);
    for (const [one, other] of [
      ['file-20240101', 'file-20240102'],
      ['ORD-2024-00017', 'ORD-2024-00018'],
      ['milk', 'eggs'],
      [12.5, 13.75],
    ])
      expect(kindsOf([keep(one)], [keep(other)]), String(one)).toEqual([['args-changed', 'keep']]);
  });
});

test('call options that differ are another question; how headers are written is none', () => {
  const read = (headers: unknown): FakeCall => ({ command: 'read', options: { headers } });
  const diff = diffSessions(fakeSession([read({ path: '/a' })]), fakeSession([read([['Path', '/b']])]));
  expect(diff.first).toMatchObject({
    kind: 'args-changed',
    text: 'read was called with other options: options.headers.path "/a" → "/b".',
  });
  expect(kindsOf([read({ Path: '/a' })], [read([['path', '/a']])])).toEqual([]);
  expect(kindsOf([read({ Path: '/a' })], [{ command: 'read' }])).toEqual([['args-changed', 'read']]);
});

test('tells a call that moved from a legal change of order', () => {
  const [a, b, c] = [{ command: 'a' }, { command: 'b' }, { command: 'c' }];
  expect(kindsOf([a, b, c], [b, c, a])).toEqual([['moved', 'a']]);
  const overlapping = [
    { command: 'a', at: 0, took: 30 },
    { command: 'b', at: 1, took: 20 },
  ];
  expect(
    kindsOf(overlapping, [
      { command: 'b', at: 0, took: 10 },
      { command: 'a', at: 1, took: 30 },
    ]),
  ).toEqual([]);
  expect(
    kindsOf(overlapping, [
      { command: 'a', at: 0, took: 10 },
      { command: 'b', at: 1, took: 20 },
    ]),
  ).toEqual([['order', 'a']]);
});

test('is the same when only the order of overlapping calls differs, and notes it', () => {
  const diff = diffSessions(
    fakeSession([
      { command: 'a', at: 0, took: 30 },
      { command: 'b', at: 1, took: 20 },
    ]),
    fakeSession([
      { command: 'a', at: 0, took: 10 },
      { command: 'b', at: 1, took: 20 },
    ]),
  );
  expect(diff.same).toBe(true);
  expect(diff.first).toBeUndefined();
  expect(diff.divergences[0]?.text).toBe(
    'b and a overlapped: b was answered first in the first session, a in the second.',
  );
});

test('does not count ids and times that are new in every run', () => {
  const run = (id: string, at: number) =>
    fakeSession([{ command: 'save', args: { requestId: id }, result: { Ok: { id, at, channel: '__CHANNEL__:1' } } }]);
  const diff = diffSessions(
    run('0b8f1c52-6d1f-4b0e-9d2a-3f0d9f3f1a11', 1_795_426_200_000),
    run('7c0e2a40-1111-4222-8333-944445555666', 1_795_426_300_123),
  );
  expect(diff).toMatchObject({ same: true, divergences: [], volatile: 3 });
});

test('does not count the id that a listener is given', () => {
  const listen = (id: number) =>
    fakeSession([{ command: 'plugin:event|listen', args: { event: 'saved', handler: id }, result: { Ok: id } }]);
  expect(diffSessions(listen(3877528200), listen(99852311))).toMatchObject({ same: true, divergences: [] });
});

test('pairs a long run of calls that all got other arguments', () => {
  const run = (sign: number) =>
    fakeSession(Array.from({ length: 500 }, (_, at) => ({ command: 'page', args: { n: sign * (at + 1) } })));
  const kinds = diffSessions(run(1), run(-1)).divergences.map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['args-changed']));
  expect(kinds).toHaveLength(500);
});

test('sees that calls changed places even where they are too many to align one by one', () => {
  const run = (first: string, second: string) =>
    fakeSession(Array.from({ length: 4_000 }, (_, at) => ({ command: at < 2_000 ? first : second })));
  const diff = diffSessions(run('a', 'b'), run('b', 'a'));
  expect(diff.first?.kind).toBe('moved');
  expect(diff.divergences).toHaveLength(2_000);
});

test('keeps calls within their steps and names the step', () => {
  const steps = (until: number, end: number) => [
    fakeStep('begin', ['write'], 0),
    fakeStep('end', ['write'], until),
    fakeStep('begin', ['save'], until),
    fakeStep('end', ['save'], end),
  ];
  const first = fakeSession([{ command: 'a' }, { command: 'a' }, { command: 'a', result: { Ok: 3 } }], {
    checkpoints: steps(2, 3),
  });
  const second = fakeSession([{ command: 'a' }, { command: 'a', result: { Ok: 3 } }], { checkpoints: steps(1, 2) });
  expect(diffSessions(first, second).divergences).toMatchObject([{ kind: 'missing', first: 1, step: ['write'] }]);
});

test('compares pushes by themselves: where they fall between calls is chance', () => {
  const push = { command: 'saved', kind: 'push' as const, args: { id: 1 } };
  expect(kindsOf([{ command: 'a' }, push, { command: 'b' }], [{ command: 'a' }, { command: 'b' }, push])).toEqual([]);
  expect(kindsOf([{ command: 'a' }, push], [{ command: 'a' }])).toEqual([['missing', 'saved']]);
});

test('says when events were lost, so that nobody believes in a first divergence', () => {
  const session = fakeSession([{ command: 'a' }], { dropped: { events: 1 } });
  expect(diffSessions(session, fakeSession([{ command: 'a' }])).incomplete).toBe(true);
});

test.describe('the order of overlapping answers is a difference where something depends on it', () => {
  const status = (value: 'passed' | 'failed', error?: string) => ({
    test: {
      title_path: ['a'],
      file: 'a.spec.ts',
      line: 1,
      project: '',
      attempt: 0,
      status: value,
      ...(error !== undefined && { errors: [error] }),
    },
  });
  const search = (query: string, at: number, took: number): FakeCall => ({
    command: 'search',
    args: { query },
    result: { Ok: [`${query}!`] },
    at,
    took,
  });
  const inTurn = [search('Ad', 0, 50), search('Ada', 100, 20)];
  const overtaken = [search('Ad', 0, 300), search('Ada', 100, 20)];
  const atOnce = (one: number, other: number) => [search('Ad', 0, one), search('Ada', 1, other)];
  const open = (title: string): FakeCall => ({ command: 'open', args: { title }, at: 500 });

  test('for the test, which found what the late answer said, in whichever session it failed', () => {
    const error = 'Error: …\nExpected: "Ada!"\nReceived: "Ad!"\n';
    const [passes, fails] = [fakeSession(inTurn, status('passed')), fakeSession(overtaken, status('failed', error))];
    expect(diffSessions(passes, fails)).toMatchObject({
      same: false,
      first: {
        kind: 'answer-order',
        text: 'search: #1 of the first session was answered last there, and before #0 in the second (there #1), and what came of it differs.',
      },
    });
    expect(diffSessions(fails, passes).first?.kind).toBe('answer-order');
    const unrelated = fakeSession(overtaken, status('failed', 'Error: …\nExpected: "a"\nReceived: "b"\n'));
    expect(diffSessions(passes, unrelated).same).toBe(true);
  });

  test('for the test, whose error does not tell: only where the newest question was overtaken', () => {
    const diff = (one: FakeCall[], other: FakeCall[]) =>
      diffSessions(fakeSession(one, status('passed')), fakeSession(other, status('failed', 'Error: timed out')));
    expect(diff(inTurn, overtaken).first?.kind).toBe('answer-order');
    expect(diff(atOnce(10, 20), atOnce(20, 10)).same).toBe(true);
    const again = search('Adam', 400, 10);
    expect(diff([...inTurn, again], [...overtaken, again]).same).toBe(true);
  });

  test('for a later call, which asks for what the last answer said', () => {
    const { first, divergences } = diffSessions(
      fakeSession([...atOnce(10, 20), open('Ada!')]),
      fakeSession([...atOnce(20, 10), open('Ad!')]),
    );
    expect(first?.kind).toBe('answer-order');
    expect(divergences.map(({ kind }) => kind)).toEqual(['answer-order', 'args-changed']);
    const other = diffSessions(
      fakeSession([...atOnce(10, 20), open('x')]),
      fakeSession([...atOnce(20, 10), open('Ad!')]),
    );
    expect(other.divergences.map(({ kind }) => kind)).toEqual(['order', 'args-changed']);
  });

  test('and not where both tests passed', () => {
    const [one, other] = [inTurn, overtaken].map((calls) => fakeSession(calls, status('passed')));
    expect(diffSessions(one as never, other as never).same).toBe(true);
  });
});

const anyCall = fc.record({
  command: fc.constantFrom('load', 'save', 'list', 'quit'),
  args: fc.constantFrom({}, { id: 1 }, { id: 2 }),
  result: fc.constantFrom({ Ok: 1 }, { Ok: { a: [1] } }, { Err: 'no' }),
  took: fc.constantFrom(1, 5, 45),
});

test('finds a session equal to itself', () => {
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 60 }), (calls) => {
      expect(diffSessions(fakeSession(calls), fakeSession(calls))).toMatchObject({ same: true, divergences: [] });
    }),
  );
});

test('finds one edit in a sequence of different calls exactly', () => {
  const edit = fc.constantFrom('missing', 'extra', 'args-changed', 'result-changed', 'never-answered');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), edit, (length, position, kind) => {
      const calls: FakeCall[] = Array.from({ length }, (_, at) => ({ command: `c${at}`, args: { n: at } }));
      const at = position % length;
      const edited = [...calls];
      const call = calls[at] as FakeCall;
      if (kind === 'missing') edited.splice(at, 1);
      else if (kind === 'extra') edited.splice(at, 0, { command: 'new' });
      else if (kind === 'args-changed') edited[at] = { ...call, args: { n: -1 } };
      else if (kind === 'result-changed') edited[at] = { ...call, result: { Err: 'no' } };
      else edited[at] = { ...call, took: null };
      const command = kind === 'extra' ? 'new' : call.command;
      expect(kindsOf(calls, edited)).toEqual([[kind, command]]);
    }),
  );
});

test('finds nothing but order in calls that overlapped and started in another order', () => {
  const group = fc.array(anyCall, { minLength: 1, maxLength: 6 });
  const orders = fc.array(fc.nat(), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 8 }), orders, (groups, order) => {
      const place = (calls: FakeCall[], number: number) =>
        calls.map((call, at) => ({ ...call, at: number * 1000 + at, took: 100 + (call.took ?? 0) }));
      const shuffle = (calls: FakeCall[]) =>
        calls
          .map((call, at) => ({ call, by: order[at] ?? 0 }))
          .sort((a, b) => a.by - b.by)
          .map(({ call }) => call);
      // Equal calls with different answers may not change places among themselves.
      const groupsOfOne = groups.map((calls) =>
        calls.map((call, at) => ({ ...call, command: `${call.command}${at}` })),
      );
      const first = fakeSession(groupsOfOne.flatMap(place));
      const second = fakeSession(groupsOfOne.map(shuffle).flatMap(place));
      const diff = diffSessions(first, second);
      expect(diff.divergences.filter(({ kind }) => kind !== 'order')).toEqual([]);
      expect(diff.same).toBe(true);
    }),
  );
});

test('compares sessions of 50,000 calls in seconds, alike or not', { tag: '@slow' }, () => {
  const long = (seed: number) =>
    fakeSession(
      Array.from({ length: 50_000 }, (_, at) => ({ command: `c${(at * seed) % 97}`, args: { n: (at * seed) % 1013 } })),
    );
  for (const other of [long(7), long(11)]) {
    const same = long(7);
    expect(cpuMs(() => diffSessions(same, other))).toBeLessThan(10_000);
  }
});

test('an answer that our own runtime gives in a replay is no divergence, and one of the backend is', () => {
  const calls = (result: NonNullable<FakeCall['result']>, id: string): FakeCall[] => [
    { command: 'plugin:event|listen', source: 'tauri', args: { event: 'x', handler: 7 }, result },
    { command: 'keep', source: 'tauri', args: { id } },
  ];
  const recorded = fakeSession(calls({ Err: 'no events here' }, 'draft-1'));
  const test = { title_path: ['a'], file: 'a.spec.ts', line: 1, project: '', attempt: 0 };
  const replayed = fakeSession(calls({ Ok: 1 }, 'draft-2'), { test: { ...test, backend: 'session' } });
  expect(diffSessions(recorded, replayed).first).toMatchObject({ kind: 'args-changed', command: 'keep' });
  expect(diffSessions(recorded, { ...replayed, test }).first?.command).toBe('plugin:event|listen');
});

test('shows long texts where they differ', () => {
  const long = 'x'.repeat(300);
  const diff = diffSessions(
    fakeSession([{ command: 'a', args: { text: `${long}north` } }]),
    fakeSession([{ command: 'a', args: { text: `${long}south` } }]),
  );
  expect(diff.first?.text).toMatch(/args\.text …"x+north" → …"x+south"\.$/);
});

test('calls the sessions what they are', () => {
  const [one, other] = [fakeSession([{ command: 'save' }]), fakeSession([])];
  const textWith = (names?: SideNames) => diffSessions(one, other, names).first?.text;
  expect(textWith()).toBe('save was called in the first session and not in the second.');
  expect(textWith(REPLAY)).toBe('save was called in the recording and not in the replay.');
  expect(textWith(attemptNames(0, 1))).toBe('save was called in attempt 1 and not in attempt 2.');
  expect(textWith(attemptNames(0, 0))).toBe('save was called in the run that failed and not in the run that passed.');
});
