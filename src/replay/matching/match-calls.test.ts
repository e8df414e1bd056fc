import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { NormalizeCall } from '../../calls/same-call/call-rules.ts';
import type { CheckpointStep, RecordedEvent } from '../../session/format/schema.ts';
import { cpuMs } from '../../std/cpu-time.test.support.ts';
import { type FakeCall, fakeSession, fakeStep, timestampAt } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';

const ask = (backend: StubBackend, command: string, args: unknown = {}) => {
  const answer = backend.answer({ command, args });
  return answer.kind === 'ok' ? answer.value : answer.kind;
};
const pass = (backend: StubBackend, phase: 'begin' | 'end', ...titlePath: string[]) =>
  backend.boundaryReached({ step: fakeStep(phase, titlePath, 0).step as CheckpointStep });

const poll = (value: number): FakeCall => ({ command: 'poll', result: { Ok: value } });

test.describe('steps', () => {
  /** Two polls in the first step, two in the second. */
  const session = () =>
    fakeSession([poll(1), poll(2), poll(3), poll(4)], {
      checkpoints: [
        fakeStep('begin', ['one'], 0),
        fakeStep('end', ['one'], 2),
        fakeStep('begin', ['two'], 2),
        fakeStep('end', ['two'], 4),
      ],
    });

  test('one call more in a step shifts nothing in the next', () => {
    const backend = new StubBackend(session());
    pass(backend, 'begin', 'one');
    expect([1, 2].map(() => ask(backend, 'poll'))).toEqual([1, 2]);
    pass(backend, 'end', 'one');
    pass(backend, 'begin', 'two');
    expect([1, 2, 3].map(() => ask(backend, 'poll'))).toEqual([3, 4, 4]);
    expect(backend.report()).toMatchObject({ answered: 5, repeated: 1, shifted: 0, unused: [] });
  });

  test('one call less in a step shifts nothing in the next', () => {
    const backend = new StubBackend(session());
    pass(backend, 'begin', 'one');
    expect(ask(backend, 'poll')).toBe(1);
    pass(backend, 'end', 'one');
    pass(backend, 'begin', 'two');
    expect([1, 2].map(() => ask(backend, 'poll'))).toEqual([3, 4]);
  });

  test('one call more in a step takes nothing from the next, but for what came right after its end', () => {
    const far = (step: ReturnType<typeof fakeStep>, ms: number) => ({ ...step, timestamp: timestampAt(ms) });
    const spaced = (third: number) =>
      new StubBackend(
        fakeSession(
          [
            { ...poll(1), at: 0 },
            { ...poll(2), at: 10 },
            { ...poll(3), at: third },
            { ...poll(4), at: 2_000 },
          ],
          {
            checkpoints: [
              far(fakeStep('begin', ['one'], 0), 0),
              far(fakeStep('end', ['one'], 2), 20),
              far(fakeStep('begin', ['two'], 2), 20),
              far(fakeStep('end', ['two'], 4), 3_000),
            ],
          },
        ),
      );
    const played = (backend: StubBackend) => {
      pass(backend, 'begin', 'one');
      const first = [1, 2, 3].map(() => ask(backend, 'poll'));
      pass(backend, 'end', 'one');
      pass(backend, 'begin', 'two');
      return [...first, ...[1, 2].map(() => ask(backend, 'poll'))];
    };
    expect(played(spaced(1_000))).toEqual([1, 2, 2, 3, 4]);
    // A call that the last action of a step causes may fall on either side of its end.
    expect(played(spaced(25))).toEqual([1, 2, 3, 4, 4]);
  });

  test('a call that comes late is answered from the step before, and counted', () => {
    const backend = new StubBackend(
      fakeSession([{ command: 'save', result: { Ok: 'saved' } }, poll(1)], {
        checkpoints: [fakeStep('begin', ['one'], 0), fakeStep('end', ['one'], 1)],
      }),
    );
    pass(backend, 'begin', 'one');
    pass(backend, 'end', 'one');
    expect(ask(backend, 'save')).toBe('saved');
    expect(backend.report()).toMatchObject({ shifted: 1, unused: [{ command: 'poll' }] });
  });

  test('a step that the recording has not changes nothing', () => {
    const backend = new StubBackend(session());
    pass(backend, 'begin', 'new');
    expect(ask(backend, 'poll')).toBe(1);
  });

  test('a step of one title that comes twice has two places', () => {
    const again = fakeSession([poll(1), poll(2)], {
      checkpoints: [
        fakeStep('begin', ['save'], 0),
        fakeStep('end', ['save'], 1),
        fakeStep('begin', ['save'], 1),
        fakeStep('end', ['save'], 2),
      ],
    });
    const backend = new StubBackend(again);
    pass(backend, 'begin', 'save');
    pass(backend, 'end', 'save');
    pass(backend, 'begin', 'save');
    expect(ask(backend, 'poll')).toBe(2);
  });
});

const [A, B] = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', '1c8f1a7f-3a75-4a3d-8e1c-6b4e2d2c1b02'] as const;
const [LIVE_A, LIVE_B] = ['f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a5b', 'a0b1c2d3-e4f5-4607-9182-93a4b5c6d7e8'] as const;

test.describe('values that are new in every run', () => {
  const session = () =>
    fakeSession([
      { command: 'create', args: { id: A, title: 'Milk' }, result: { Ok: { id: A, at: '2026-11-23T09:30:00Z' } } },
      { command: 'create', args: { id: B, title: 'Bread' }, result: { Ok: { id: B } } },
      { command: 'load', args: { id: A }, result: { Ok: 'Milk' } },
      { command: 'load', args: { id: B }, result: { Ok: 'Bread' } },
    ]);

  test('an id of this run stands for the recorded one, in later calls and in answers', () => {
    const backend = new StubBackend(session());
    expect(ask(backend, 'create', { id: LIVE_A, title: 'Milk' })).toEqual({ id: LIVE_A, at: '2026-11-23T09:30:00Z' });
    expect(ask(backend, 'create', { id: LIVE_B, title: 'Bread' })).toEqual({ id: LIVE_B });
    // In the other order: by the names alone they could not be told apart.
    expect(ask(backend, 'load', { id: LIVE_B })).toBe('Bread');
    expect(ask(backend, 'load', { id: LIVE_A })).toBe('Milk');
    expect(backend.report()).toMatchObject({ missed: [], unused: [], repeated: 0 });
  });

  test('an id that stands for one recorded id does not stand for another', () => {
    const backend = new StubBackend(session());
    ask(backend, 'create', { id: LIVE_A, title: 'Milk' });
    expect(ask(backend, 'create', { id: LIVE_A, title: 'Bread' })).toBe('miss');
  });

  test('whatever else differs is a miss that names it', () => {
    const backend = new StubBackend(session());
    expect(backend.answer({ command: 'create', args: { id: LIVE_A, title: 'Beer' } })).toMatchObject({
      kind: 'miss',
      message: expect.stringContaining('title was "Milk", is "Beer"'),
    });
  });

  test('times match whatever they are', () => {
    const backend = new StubBackend(fakeSession([{ command: 'log', args: { at: 1_790_000_000_000 } }]));
    expect(ask(backend, 'log', { at: 1_790_000_123_456 })).toBe(null);
  });

  test('temporary folders, ports and ids within longer texts match, and stand for each other from then on', () => {
    const backend = new StubBackend(
      fakeSession([
        {
          command: 'open',
          args: { path: `/tmp/n-1/${A}.md`, from: 'http://localhost:5173/' },
          result: { Ok: `opened ${A}` },
        },
        { command: 'read', args: { path: `/tmp/n-1/${A}.md` }, result: { Ok: { '/tmp/n-1/a': 'in /tmp/n-1/b' } } },
      ]),
    );
    const path = `/private/tmp/n-2/${LIVE_A}.md`;
    expect(ask(backend, 'open', { path, from: 'http://localhost:3000/' })).toBe(`opened ${LIVE_A}`);
    expect(ask(backend, 'read', { path })).toEqual({ '/private/tmp/n-2/a': 'in /private/tmp/n-2/b' });
    expect(ask(backend, 'read', { path: `/tmp/other/${LIVE_A}.md` })).toBe('miss');
  });

  test('a secret is bound when it is first used, and an answer that repeats it has the secret itself', () => {
    const [one, two] = ['‹password:h:aaaaaaaaaa›', '‹password:h:bbbbbbbbbb›'];
    const [liveOne, liveTwo] = ['‹password:h:cccccccccc›', '‹password:h:dddddddddd›'];
    const backend = new StubBackend(
      fakeSession(
        [
          { command: 'login', args: { password: one }, result: { Err: 'wrong' } },
          { command: 'login', args: { password: two }, result: { Ok: { yours: two, token: '‹token:h:eeeeeeeeee›' } } },
        ],
        { checkpoints: [fakeStep('begin', ['wrong'], 0), fakeStep('begin', ['right'], 1)] },
      ),
      { secretOf: (token) => (token === liveTwo ? 'battery staple' : undefined) },
    );
    pass(backend, 'begin', 'wrong');
    expect(ask(backend, 'login', { password: liveOne })).toBe('err');
    pass(backend, 'begin', 'right');
    expect(ask(backend, 'login', { password: liveTwo })).toEqual({
      yours: 'battery staple',
      token: 'token-eeeeeeeeee',
    });
    // The first one again: not the answer that belongs to the other secret.
    expect(ask(backend, 'login', { password: liveOne })).toBe('err');
  });

  test('an id that is the same in both runs stands for itself, and for no other', () => {
    const notes = [
      { command: 'list', result: { Ok: [A, B, LIVE_B] } },
      { command: 'get', args: { id: A }, result: { Ok: 'one' } },
      { command: 'get', args: { id: B }, result: { Ok: 'two' } },
    ];
    const backend = new StubBackend(fakeSession(notes));
    expect(ask(backend, 'get', { id: A })).toBe('one');
    // Once more, with a free answer of the same form at hand.
    expect(ask(backend, 'get', { id: A })).toBe('one');
    // An id that stood for itself stands for no new one, and the recording knows the third of the list.
    const fewer = new StubBackend(fakeSession([...notes.slice(0, 2), { ...notes[1], command: 'get' }]));
    expect(ask(fewer, 'get', { id: LIVE_B })).toBe('miss');
    expect(ask(fewer, 'get', { id: A })).toBe('one');
    expect(ask(fewer, 'get', { id: LIVE_A })).toBe('miss');
  });

  test('are found after a line break', () => {
    const text = (id: string, folder: string) => ({ text: `log of\n${id}\n/tmp/${folder}` });
    const backend = new StubBackend(fakeSession([{ command: 'log', args: text(A, 'a') }]));
    expect(ask(backend, 'log', text(LIVE_A, 'b'))).toBe(null);
  });

  test('in the name of a command they stand for each other, too', () => {
    const backend = new StubBackend(
      fakeSession([
        { command: `note:${A}`, result: { Ok: `one of ${A}` } },
        { command: 'list', result: { Ok: [B] } },
        { command: `note:${B}`, result: { Ok: 'two' } },
      ]),
    );
    expect(ask(backend, `note:${LIVE_A}`)).toBe(`one of ${LIVE_A}`);
    // The backend has told this one: it is the same in this run.
    expect(ask(backend, `note:${LIVE_B}`)).toBe('miss');
    expect(ask(backend, `note:${B}`)).toBe('two');
    // And once more, by the name it has now.
    expect(ask(backend, `note:${LIVE_A}`)).toBe(`one of ${LIVE_A}`);
  });

  test('a made-up secret comes back as the recorded one, wherever the app puts it', () => {
    const token = '‹github-token:h:aaaaaaaaaa›';
    const backend = new StubBackend(
      fakeSession([
        { command: 'login', result: { Ok: { token } } },
        { command: 'use', args: { value: token }, result: { Ok: 'used' } },
      ]),
    );
    const { token: value } = ask(backend, 'login') as { token: string };
    expect(ask(backend, 'use', { value })).toBe('used');
  });

  test('in strict order they match too', () => {
    const backend = new StubBackend(session(), { match: 'strict' });
    expect(ask(backend, 'create', { id: LIVE_A, title: 'Milk' })).toMatchObject({ id: LIVE_A });
  });
});

test('every interleaving of concurrent calls replays without a miss, each with an answer to its own question', () => {
  const command = fc.constantFrom('load', 'save', 'list');
  const calls = fc.array(fc.record({ command, id: fc.nat(3) }), { maxLength: 20 });
  fc.assert(
    fc.property(calls, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (recorded, weights) => {
      const session = fakeSession(
        recorded.map(({ command, id }, at) => ({
          command,
          args: { id },
          at: 0,
          took: at + 1,
          result: { Ok: { command, id, at } },
        })),
      );
      const backend = new StubBackend(session);
      const order = recorded
        .map((call) => ({ call, weight: weights.next().value }))
        .sort((a, b) => a.weight - b.weight);
      const given = order.map(({ call }) => [call, ask(backend, call.command, { id: call.id })] as const);
      for (const [call, value] of given) expect(value).toMatchObject(call);
      expect(new Set(given.map(([, value]) => (value as { at: number }).at)).size).toBe(recorded.length);
      expect(backend.report()).toMatchObject({ missed: [], unused: [], repeated: 0 });
    }),
  );
});

test.describe('an answer that is given again', () => {
  test('is found as quickly in a long recording as in a short one', () => {
    const backend = new StubBackend(fakeSession(Array.from({ length: 20_000 }, (_item, at) => poll(at))), {
      match: 'any',
    });
    const all = () => {
      for (let at = 0; at < 20_000; at += 1) ask(backend, 'poll');
    };
    expect(cpuMs(all)).toBeLessThan(5_000);
    expect(ask(backend, 'poll')).toBe(19_999);
  });

  test('is the last of the window that asks, up to the step it asks in', () => {
    const [a, b, c] = ['main', 'settings', 'main'].map((label, at) => ({ ...poll(at), webview_label: label }));
    const calls = [a, b, c] as FakeCall[];
    const backend = new StubBackend(fakeSession(calls, { checkpoints: [fakeStep('begin', ['late'], 2)] }), {
      match: 'any',
    });
    const asked = () =>
      ['main', 'settings', 'other'].map((window) => backend.answer({ command: 'poll', args: {}, window }));
    expect(asked()).toMatchObject([{ value: 0 }, { value: 1 }, { value: 1 }]);
    pass(backend, 'begin', 'late');
    expect(asked()).toMatchObject([{ value: 2 }, { value: 1 }, { value: 2 }]);
  });
});

test.describe('arguments that may differ', () => {
  const session = () =>
    fakeSession([
      { command: 'save', args: { requestId: 'req-0001', title: 'Milk' }, result: { Ok: { requestId: 'req-0001' } } },
      { command: 'save', args: { requestId: 'req-0002', title: 'Bread' }, result: { Ok: { requestId: 'req-0002' } } },
    ]);

  test('are left out of the comparison, and answers that repeat them have those of this run', () => {
    const backend = new StubBackend(session(), { ignore: { 's*': ['requestId'] } });
    expect(ask(backend, 'save', { requestId: 'req-0002', title: 'Milk' })).toEqual({ requestId: 'req-0002' });
    expect(ask(backend, 'save', { requestId: 'req-0009', title: 'Bread' })).toEqual({ requestId: 'req-0009' });
    expect(ask(backend, 'save', { requestId: 'req-0010', title: 'Beer' })).toBe('miss');
  });

  test('may differ each time, be absent, or be all there is', () => {
    const save = (args: unknown, at: number): FakeCall => ({ command: 'save', args, result: { Ok: at } });
    const calls = [1, 2, 3].map((at) => save({ by: 'nobody at all' }, at));
    const backend = new StubBackend(fakeSession(calls), { ignore: { save: ['by'] } });
    const given = ['Ada Lovelace', 'Grace Hopper', 'Mary Shelley'].map((by) => ask(backend, 'save', { by }));
    expect(given).toEqual([1, 2, 3]);
    const one = (args: unknown, ignore: string[]) =>
      new StubBackend(fakeSession([save(args, 1)]), { ignore: { save: ignore } });
    expect(ask(one({ a: 1 }, ['by']), 'save', { a: 1, by: 'x' })).toBe(1);
    expect(ask(one({ a: [1] }, ['a[*]']), 'save', { a: [1, 2] })).toBe(1);
    expect(ask(one('text', ['*']), 'save', 'another')).toBe(1);
  });

  test('an answer that is given again has those of this run, too', () => {
    for (const match of ['key', 'any'] as const) {
      const backend = new StubBackend(session(), { match, ignore: { 's*': ['requestId'] } });
      for (const requestId of ['req-0007', 'req-0008'])
        expect(ask(backend, 'save', { requestId, title: 'Milk' })).toEqual({ requestId });
    }
  });

  test('may be taken out by a function, and answers that repeat them have those of this run', () => {
    const normalize: NormalizeCall = ({ args }) => ({ args: { ...(args as object), requestId: '<id>' } });
    const backend = new StubBackend(session(), { normalize });
    expect(ask(backend, 'save', { requestId: 'req-0009', title: 'Bread' })).toEqual({ requestId: 'req-0009' });
    expect(ask(backend, 'save', { requestId: 'req-0010', title: 'Milk' })).toEqual({ requestId: 'req-0010' });
    expect(ask(backend, 'save', { requestId: 'req-0010', title: 'Beer' })).toBe('miss');
  });

  test('a function that fails on a recorded call ends the replay before it begins, and on a call of this run makes it a miss', () => {
    const fails: NormalizeCall = ({ args }) => {
      if ((args as { title?: string }).title === 'Milk') throw new Error('no milk');
      return undefined;
    };
    expect(() => new StubBackend(session(), { normalize: fails })).toThrow(
      'normalize failed on a call of "save": no milk',
    );
    const [, second] = session().events;
    const backend = new StubBackend({ ...session(), events: [second as RecordedEvent] }, { normalize: fails });
    expect(ask(backend, 'save', { requestId: 'req-0002', title: 'Milk' })).toBe('miss');
  });

  test('are what a miss advises to ignore', () => {
    const answer = new StubBackend(session()).answer({ command: 'save', args: { requestId: 'x', title: 'Milk' } });
    expect(answer).toMatchObject({
      message: expect.stringContaining(
        'replay with --ignore save:requestId, or with the option ignore: { "save": ["requestId"] }',
      ),
    });
    // For a shell to paste to, whatever the session calls its commands.
    const odd = new StubBackend(fakeSession([{ command: 'plugin:a|`b` $(c)', args: { list: [1] } }]));
    expect(odd.answer({ command: 'plugin:a|`b` $(c)', args: { list: [2] } })).toMatchObject({
      message: expect.stringContaining("replay with --ignore 'plugin:a|`b` $(c):list[*]', or"),
    });
  });
});

test('in strict order a call that is never made costs the others nothing', () => {
  const calls = Array.from({ length: 10_000 }, (_item, at) => ({ command: 'poll', args: { at } }));
  const backend = new StubBackend(fakeSession([{ command: 'wait', took: null }, ...calls]), { match: 'strict' });
  const all = () => {
    for (const { args } of calls) ask(backend, 'poll', args);
  };
  expect(cpuMs(all)).toBeLessThan(2_500);
  expect(backend.report()).toMatchObject({ answered: 10_000, missed: [] });
});

test('a question costs no more in a recording that has many calls that could be meant', () => {
  const id = (run: string, nth: number) => `${run}${String(nth).padStart(7, '0')}-7d4a-4b5c-8e9f-0a1b2c3d4e5f`;
  const took = (times: number) => {
    const calls = Array.from({ length: times }, (_item, nth) => ({ command: 'save', args: { id: id('a', nth) } }));
    const backend = new StubBackend(fakeSession(calls));
    const began = performance.now();
    for (let nth = 0; nth < times; nth += 1) ask(backend, 'save', { id: id('b', nth) });
    return performance.now() - began;
  };
  took(200);
  expect(took(10_000)).toBeLessThan(Math.max(5, took(1_000)) * 40);
});

test('each command can have an order of its own', () => {
  const backend = new StubBackend(
    fakeSession([poll(1), { command: 'save', args: { at: 1 } }, poll(2), { command: 'save', args: { at: 2 } }]),
    { match: { poll: 'any', 's*': 'strict' } },
  );
  expect([1, 2].map(() => ask(backend, 'poll'))).toEqual([2, 2]);
  expect(ask(backend, 'save', { at: 2 })).toBe('miss');
  expect(ask(backend, 'save', { at: 1 })).toBe(null);
  expect(ask(backend, 'save', { at: 2 })).toBe(null);
});

test('tells which calls were left unasked, which of them change something, and which came at the very end', () => {
  const end = { id: 'end', label: 'end of the test', timestamp: timestampAt(1_000), state: null, event_index: 3 };
  const backend = new StubBackend(
    fakeSession(
      [
        { command: 'save_note', at: 0 },
        { command: 'list_notes', at: 100 },
        { command: 'save_all', at: 900 },
      ],
      { checkpoints: [end] },
    ),
  );
  expect(backend.report().unused).toMatchObject([
    { command: 'save_note', write: true, late: false },
    { command: 'list_notes', write: false, late: false },
    { command: 'save_all', write: true, late: true },
  ]);
});

test.describe('what says which call is meant', () => {
  const [tokenA, tokenB] = ['‹session-id:h:aaaaaaaaaa›', '‹session-id:h:bbbbbbbbbb›'];
  const [liveA, liveB] = ['‹session-id:h:cccccccccc›', '‹session-id:h:dddddddddd›'];
  const room = (sessionId: string, topic: string): FakeCall => ({
    command: 'room_state',
    args: { sessionId },
    result: { Ok: { topic } },
  });

  test('a secret is not bound by the order of asking: the call is a miss that names the rule', () => {
    const backend = new StubBackend(fakeSession([room(tokenA, 'milk'), room(tokenB, 'bread')]));
    const answer = backend.answer({ command: 'room_state', args: { sessionId: liveB } });
    expect(answer).toMatchObject({
      kind: 'miss',
      message: [
        `The recording has no answer for room_state {"sessionId":"${liveB}"}.`,
        '#0 and #1 could be meant, with other answers: redaction has put a token in the place of sessionId (rule session-id), and the session does not say which of them this one is.',
        'If it is no secret, record again with redact: { allow: ["sessionId"] }; or answer the calls in the test: ipc.route("room_state", …).',
      ].join('\n'),
    });
  });

  test('a secret is bound where only one value can be meant, or where the answers are the same', () => {
    const one = new StubBackend(fakeSession([room(tokenA, 'milk'), room(tokenA, 'bread')]));
    expect([liveA, liveA].map((sessionId) => ask(one, 'room_state', { sessionId }))).toEqual([
      { topic: 'milk' },
      { topic: 'bread' },
    ]);
    const equal = new StubBackend(fakeSession([room(tokenA, 'milk'), room(tokenB, 'milk')]));
    expect(ask(equal, 'room_state', { sessionId: liveB })).toEqual({ topic: 'milk' });
    const told = new StubBackend(
      fakeSession([{ ...room(tokenB, 'bread'), command: 'open' }, room(tokenA, 'milk'), room(tokenB, 'bread')]),
    );
    ask(told, 'open', { sessionId: liveB });
    expect(ask(told, 'room_state', { sessionId: liveB })).toEqual({ topic: 'bread' });
    expect(ask(told, 'room_state', { sessionId: liveA })).toEqual({ topic: 'milk' });
  });

  test('a token without a hash stands for several secrets: no answer is given by order', () => {
    const pin = (ok: unknown): FakeCall => ({ command: 'verify', args: { pin: '‹redacted:pin›' }, result: { Ok: ok } });
    const askPin = (backend: StubBackend, token: string) => ask(backend, 'verify', { pin: token });
    const other = new StubBackend(fakeSession([pin(false), pin(true)]));
    expect(['‹redacted:pin›', '‹pin:h:aaaaaaaaaa›'].map((token) => askPin(other, token))).toEqual(['miss', 'miss']);
    const same = new StubBackend(fakeSession([pin(true), pin(true)]));
    expect(['‹redacted:pin›', '‹pin:h:aaaaaaaaaa›'].map((token) => askPin(same, token))).toEqual([true, true]);
  });

  test('a digest is not bound by the order of asking either', () => {
    const [one, two] = ['d41d8cd98f00b204e9800998ecf8427e', '0cc175b9c0f1b6a831c399e269772661'];
    const live = '900150983cd24fb0d6963f7d28e17f72';
    const blob = (hash: string, ok: unknown): FakeCall => ({ command: 'blob', args: { hash }, result: { Ok: ok } });
    const answer = new StubBackend(fakeSession([blob(one, 'a'), blob(two, 'b')])).answer({
      command: 'blob',
      args: { hash: live },
    });
    expect(answer).toMatchObject({ kind: 'miss', message: expect.stringContaining("random: 'seeded'") });
    expect(ask(new StubBackend(fakeSession([blob(one, 'a')])), 'blob', { hash: live })).toBe('a');
    // An answer that only repeats it says nothing of it.
    const echoed = new StubBackend(fakeSession([blob(one, { kept: one }), blob(two, { kept: two })]));
    expect(ask(echoed, 'blob', { hash: live })).toEqual({ kept: live });
  });

  test('call options do: a header in any form and case', () => {
    const read = (path: string): FakeCall => ({
      command: 'read',
      args: { $binary: { type: 'Uint8Array', size: 0 } },
      options: { headers: [['Path', path]] },
      result: { Ok: path },
    });
    const backend = new StubBackend(fakeSession([read('/home/a.txt'), read('/home/b.txt')]));
    const askFor = (options: unknown) => {
      const { args } = read('');
      const answer = backend.answer({ command: 'read', args, options });
      return answer.kind === 'ok' ? answer.value : answer;
    };
    expect(askFor({ headers: { path: '/home/b.txt' } })).toBe('/home/b.txt');
    expect(askFor({ headers: { $map: [['PATH', '/home/a.txt']] } })).toBe('/home/a.txt');
    expect(askFor({ headers: { path: '/etc/WRONG' } })).toMatchObject({
      kind: 'miss',
      message: expect.stringContaining('options.headers.path was "/home/a.txt", is "/etc/WRONG"'),
    });
    expect(askFor(undefined)).toMatchObject({ kind: 'miss' });
  });

  test('call options may be ignored, and have values of their own in each run', () => {
    const load = (headers: unknown): FakeCall => ({ command: 'load', options: { headers }, result: { Ok: headers } });
    const session = fakeSession([load({ 'x-request': A, trace: 'abc' })]);
    const backend = new StubBackend(session, { ignore: { load: ['options.headers.trace'] } });
    const answer = backend.answer({
      command: 'load',
      args: {},
      options: { headers: { 'X-Request': LIVE_A, trace: 'something else' } },
    });
    expect(answer).toMatchObject({ kind: 'ok', value: { 'x-request': LIVE_A } });
  });
});

test.describe('ids that the frontend makes up', () => {
  const keep = (id: string, more: Partial<FakeCall> = {}): FakeCall => ({
    command: 'keep_draft',
    args: { id },
    result: { Ok: { stored: id } },
    ...more,
  });
  const LIVE = 'draft-7zq0b4m8w2c';

  test('are bound by comparing, and stand for the recorded ones from then on', () => {
    const load: FakeCall = { command: 'load', args: { path: 'k3j9x2p0q1.json' }, result: { Ok: 'k3j9x2p0q1 again' } };
    const backend = new StubBackend(fakeSession([keep('draft-k3j9x2p0q1'), load]));
    expect(ask(backend, 'keep_draft', { id: LIVE })).toEqual({ stored: LIVE });
    expect(ask(backend, 'load', { path: '7zq0b4m8w2c.json' })).toBe('7zq0b4m8w2c again');
    expect(ask(backend, 'keep_draft', { id: 'draft-4f8g1h6j2k' })).toBe('miss');
  });

  test('are not those that the backend told before, nor those that the recording has elsewhere', () => {
    const list: FakeCall = { command: 'list', result: { Ok: ['draft-k3j9x2p0q1'] } };
    expect(ask(new StubBackend(fakeSession([list, keep('draft-k3j9x2p0q1')])), 'keep_draft', { id: LIVE })).toBe(
      'miss',
    );
    const other: FakeCall = { command: 'list', result: { Ok: [LIVE] } };
    expect(ask(new StubBackend(fakeSession([keep('draft-k3j9x2p0q1'), other])), 'keep_draft', { id: LIVE })).toBe(
      'miss',
    );
  });

  test('are not bound where two calls that overlapped could be meant', () => {
    const calls = [keep('draft-k3j9x2p0q1', { at: 0, took: 50 }), keep('draft-2b6n8r4t1y', { at: 10, took: 50 })];
    expect(ask(new StubBackend(fakeSession(calls)), 'keep_draft', { id: LIVE })).toBe('miss');
    const [first, second] = calls as [FakeCall, FakeCall];
    const inTurn = new StubBackend(fakeSession([first, { ...second, at: 100 }]));
    expect(ask(inTurn, 'keep_draft', { id: LIVE })).toEqual({ stored: LIVE });
  });

  test('are not those that stand alone and that the backend told before', () => {
    const [told, unknown] = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', 'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd'];
    const calls: FakeCall[] = [
      { command: 'list', result: { Ok: [told] } },
      { command: 'get', args: { id: told }, result: { Ok: 'one' } },
    ];
    expect(ask(new StubBackend(fakeSession(calls)), 'get', { id: unknown })).toBe('miss');
    // A mock of the test makes another one in each run.
    const [list, get] = calls as [FakeCall, FakeCall];
    const mocked = new StubBackend(fakeSession([{ ...list, mocked: true }, get]));
    expect(ask(mocked, 'get', { id: unknown })).toBe('one');
  });

  test('what the app itself answered is not what the session tells', async () => {
    const [told, unknown] = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', 'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd'];
    const backend = new StubBackend(
      fakeSession([
        { command: 'open_window', result: { Ok: told } },
        { command: 'show', args: { id: told }, result: { Ok: 'shown' } },
      ]),
    );
    await backend.leaveToApp({ command: 'open_window', args: {} });
    expect(ask(backend, 'show', { id: unknown })).toBe('shown');
  });

  test('beside a temporary folder, within longer texts, and as readings of the clock', () => {
    const file = (folder: string, id: string) => `/tmp/${folder}/note-${id}.md`;
    const backend = new StubBackend(
      fakeSession([
        {
          command: 'save',
          args: { path: file('a1', 'k3j9x2p0q1'), at: 1034.3000000715256 },
          result: { Ok: file('a1', 'k3j9x2p0q1') },
        },
      ]),
    );
    expect(ask(backend, 'save', { path: file('b2', '7zq0b4m8w2c'), at: 977.5 })).toBe(file('b2', '7zq0b4m8w2c'));
  });
});
