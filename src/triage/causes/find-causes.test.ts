import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession, fakeStep } from '../../replay/fake-session.test.support.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { findCauses } from './find-causes.ts';

const textError = (expected: string, received: string) =>
  `Error: expect(locator).toHaveText(expected) failed\n\nLocator:  getByTestId('name')\nExpected: "${expected}"\nReceived: "${received}"\nTimeout:  5000ms\n`;

/** A test that failed at its end by an error. */
function failed(calls: FakeCall[], error = 'Error: nothing is known'): RecordedSession {
  const step = [
    fakeStep('begin', ['look'], 0, { id: 'look' }),
    { ...fakeStep('end', ['look'], calls.length, { id: 'look', error }), timestamp: '2026-11-23T09:30:09.000Z' },
  ];
  return fakeSession(calls, {
    checkpoints: step,
    test: { title_path: ['a'], file: 'a.spec.ts', line: 1, project: '', attempt: 0, status: 'failed', errors: [error] },
  });
}

function passed(calls: FakeCall[]): RecordedSession {
  return fakeSession(calls, { checkpoints: [fakeStep('begin', ['look'], 0), fakeStep('end', ['look'], calls.length)] });
}

const ok = (command: string, value: unknown, rest: Partial<FakeCall> = {}): FakeCall => ({
  command,
  result: { Ok: value as object },
  ...rest,
});

function firstCause(session: RecordedSession, ...baselines: RecordedSession[]) {
  const { where, confidence, causes } = findCauses(session, { baselines });
  return { where, confidence, kind: causes[0]?.kind, calls: causes[0]?.calls, text: causes[0]?.text };
}

test('a call that was never answered is the cause, and not the push that did not follow from it', () => {
  const listen = {
    command: 'plugin:event|listen',
    args: { event: 'done', handler: 1 },
    source: 'tauri',
    result: { Ok: 1 },
  };
  const pass = passed([listen, ok('start', null), { command: 'done', kind: 'push', source: 'tauri' }]);
  const session = failed([listen, { command: 'start', result: 'Pending', took: null }]);
  expect(firstCause(session, pass)).toEqual({
    where: 'backend',
    confidence: 'likely',
    kind: 'never-answered',
    calls: [1],
    text: 'start was not answered: it was pending for 9.0 s when the test failed.',
  });
});

/** The same without a step: of it the actions are known, at these milliseconds. */
function withoutSteps(session: RecordedSession, ...acts: [name: string, at: number][]): RecordedSession {
  const actions = acts.map(([name, at]) => ({
    ...{ name, category: name.startsWith('to') ? 'expect' : 'pw:api', location: 'a.spec.ts:1:1', event_index: 0 },
    timestamp: new Date(Date.parse(session.started_at) + at).toISOString(),
  }));
  const events = session.events.at(-1);
  const end = { ...fakeStep('end', [], 0), step: undefined, timestamp: '2026-11-23T09:30:09.000Z' };
  return { ...session, actions, checkpoints: events === undefined ? [] : [end as never] };
}

test('a call that waits since the app began, or failed then, is a lead: in a test without steps it counts after an action on the page', () => {
  for (const call of [
    { command: 'wait_for_update', result: 'Pending' as const, took: null },
    { command: 'check_update', result: { Err: 'offline' } },
  ]) {
    const session = failed([{ ...call, at: 100 }], textError('Nodes', 'Notes'));
    const opened = withoutSteps(session, ['Navigate', 0], ['toHaveText', 200]);
    expect(findCauses(opened)).toMatchObject({ confidence: 'cannot tell', causes: [{ command: call.command }] });
    const notThere = withoutSteps(session, ['Navigate', 0], ['Click', 50]);
    expect(findCauses(notThere).confidence).toBe('cannot tell');
    const clicked = withoutSteps(session, ['Navigate', 0], ['Click', 50], ['toHaveText', 200]);
    expect(findCauses(clicked)).toMatchObject({ confidence: 'likely', causes: [{ command: call.command }] });
    const before = withoutSteps(session, ['Navigate', 0], ['Click', 150], ['toHaveText', 200]);
    expect(findCauses(before).confidence).toBe('cannot tell');
  }
});

test('of all leads an event that never came tells least', () => {
  const listen = {
    command: 'plugin:event|listen',
    args: { event: 'saved', handler: 1 },
    source: 'tauri',
    result: { Ok: 1 },
  };
  const session = failed([{ command: 'check_update', result: { Err: 'offline' } }, listen]);
  const { confidence, causes } = findCauses(withoutSteps(session, ['Navigate', 0]));
  expect([confidence, ...causes.map(({ kind }) => kind)]).toEqual(['cannot tell', 'swallowed-error', 'push-missing']);
});

test('a text that the frontend had sent itself is no fault of the backend, nor does anything but a pass say that one is', () => {
  const list = ok('list_notes', [{ title: 'Milk' }], { at: 20 });
  expect(firstCause(failed([list], textError('Mlk', 'Milk')))).toMatchObject({
    confidence: 'likely',
    where: 'cannot tell',
    text: 'list_notes was answered with "Milk", which the test found on the page where it expected "Mlk".',
  });
  const save = ok('save_note', null, { args: { title: 'Milk' } });
  expect(firstCause(failed([save, list], textError('Mlk', 'Milk')))).toMatchObject({
    confidence: 'cannot tell',
    kind: 'wrong-value',
  });
});

test('of lists that differ the lines count that do', () => {
  const error = `Error: expect(locator).toHaveText(expected) failed

Locator: getByRole('listitem')
Timeout: 2500ms
- Expected  - 1
+ Received  + 1

  Array [
    "Bread",
-   "Milk",
+   "Mlik",
  ]
`;
  const list = (title: string) => ok('list_notes', [{ title: 'Bread' }, { title }]);
  expect(firstCause(failed([list('Mlik')], error), passed([list('Milk')]))).toMatchObject({
    confidence: 'likely',
    where: 'backend',
    text: 'list_notes was answered with [1].title "Mlik", where the pass has "Milk".',
  });
  expect(firstCause(failed([list('Mlik')], error)).text).toContain(
    '"Mlik", which the test found on the page where it expected "Milk".',
  );
});

test('an error of which the test says nothing is named with its code, also without a pass', () => {
  const session = failed([
    { command: 'save', args: { id: 1 }, result: { Err: 'disk full' }, error: { code: 'ENOSPC' } },
  ]);
  expect(firstCause(session)).toMatchObject({
    kind: 'swallowed-error',
    text: 'save {"id":1} failed with "disk full" (code ENOSPC).',
  });
});

test('a call that fails in every pass too is no cause', () => {
  const calls = [{ command: 'update', result: { Err: 'offline' } }];
  expect(findCauses(failed(calls), { baselines: [passed(calls)] }).causes).toEqual([]);
});

test('a search that was answered after a later one is named by what both asked', () => {
  const search = (query: string, at: number, took: number) =>
    ok('search', [{ title: `${query}!` }], { args: { query }, at, took });
  const session = failed([search('Ad', 0, 300), search('Ada', 100, 20)], textError('Ada!', 'Ad!'));
  expect(firstCause(session)).toMatchObject({
    where: 'frontend',
    confidence: 'likely',
    kind: 'answer-overtook',
    calls: [0, 1],
    text: 'search {"query":"Ad"} was answered after search {"query":"Ada"}, which was asked later.',
  });
});

test('calls whose arguments are cut before they differ are named by the argument that does', () => {
  const filter = { folder: 'all', archived: false, sort: 'by the time of the last change' };
  const search = (rest: object, at: number, took: number) =>
    ok('search', [{ title: 'a' }], { args: { filter: { ...filter, ...rest } }, at, took });
  const text = (...rests: [object, object]) =>
    firstCause(failed([search(rests[0], 0, 300), search(rests[1], 100, 20)]))?.text;
  expect(text({ query: 'A' }, { query: 'Ada' })).toBe(
    'search with filter.query "A" was answered after search with filter.query "Ada", which was asked later.',
  );
  expect(text({}, { query: 'Ada' })).toBe(
    'search without filter.query was answered after search with filter.query "Ada", which was asked later.',
  );
});

test('a push that came before its listener is named with how much later that came', () => {
  const session = failed([
    { command: 'ready', kind: 'push', source: 'tauri', at: 0 },
    {
      command: 'plugin:event|listen',
      args: { event: 'ready', handler: 1 },
      source: 'tauri',
      result: { Ok: 1 },
      at: 40,
    },
  ]);
  expect(firstCause(session)).toMatchObject({
    kind: 'push-unheard',
    text: 'ready was pushed before anybody listened for it: the listener came 40 ms later.',
  });
});

test('a push that every pass has is missed', () => {
  const push = { command: 'saved', kind: 'push' as const };
  expect(firstCause(failed([ok('save', null)]), passed([ok('save', null), push]))).toMatchObject({
    kind: 'push-missing',
    text: 'saved was pushed never, and once in the pass.',
  });
});

test('of a chain of reads the first wrong answer is the cause', () => {
  const chain = (group: number, name: string) => [
    ok('get_user', { id: 1, group }, { args: { id: 1 } }),
    ok('get_group', { id: group, name }, { args: { id: group } }),
  ];
  const session = failed(chain(77, 'Guests'), textError('Admins', 'Guests'));
  expect(firstCause(session, passed(chain(12, 'Admins')))).toMatchObject({
    kind: 'wrong-value',
    calls: [0],
    text: 'get_user {"id":1} was answered with group 77, where the pass has 12.',
  });
});

test('a value that is new in every pass says nothing', () => {
  const load = (memory: number) => passed([ok('load', { memory })]);
  const session = failed([ok('load', { memory: 4 })], textError('4', '5'));
  expect(findCauses(session, { baselines: [load(1), load(2)] }).causes).toEqual([]);
});

test('an answer without a field that all others have is a break of the contract, without a pass', () => {
  const load = (id: number, value: object) => ok('load', value, { args: { id } });
  const session = failed([load(1, { name: 'a' }), load(2, { name: 'b' }), load(3, {})]);
  expect(firstCause(session)).toMatchObject({ where: 'contract', kind: 'missing-field', calls: [2] });
});

test('two changes in another order than in the pass are named', () => {
  const add = (at: number) => ok('add_item', null, { args: { price: 10 }, at, took: 10 });
  const apply = (at: number) => ok('apply_coupon', null, { args: { off: 5 }, at, took: 10 });
  expect(firstCause(failed([apply(0), add(10)]), passed([add(0), apply(10)]))).toMatchObject({
    kind: 'calls-reordered',
    calls: [0, 1],
    text: 'apply_coupon {"off":5} was called before add_item {"price":10}: in every pass it is called after it.',
  });
});

test('another argument of the frontend is the cause, and not the answer to it', () => {
  const save = (title: string) => [ok('save', null, { args: { title } }), ok('load', { title })];
  const session = failed(save('Mil'), textError('Milk', 'Mil'));
  expect(firstCause(session, passed(save('Milk')))).toMatchObject({
    where: 'frontend',
    kind: 'wrong-argument',
    calls: [0],
  });
});

test('polls are told once, and are no cause', () => {
  const polls = Array.from({ length: 21 }, (_, at) => ok('get_status', 'busy', { at: at * 100 }));
  const { causes, polls: found } = findCauses(failed(polls));
  expect(causes).toEqual([]);
  expect(found).toEqual([{ command: 'get_status', first: 0, last: 20, times: 21, answers: 1 }]);
});

test('a change whose document went before it was answered is a cause where passes have it answered', () => {
  const save = (rest: Partial<FakeCall>): FakeCall => ({ command: 'save_note', args: { id: 1 }, ...rest });
  const gone = save({ result: 'Pending', took: null, abandoned: 'navigated' });
  expect(firstCause(failed([gone]), passed([save({})]))).toEqual({
    where: 'cannot tell',
    confidence: 'likely',
    kind: 'abandoned-call',
    calls: [0],
    text: 'save_note {"id":1} was abandoned: its document was navigated away before the answer came.',
  });
  expect(findCauses(failed([gone]), { baselines: [passed([gone])] }).causes).toEqual([]);
  for (const [session, pass] of [
    [failed([gone]), undefined],
    [failed([gone, save({})]), passed([save({}), save({})])],
    [failed([{ ...gone, command: 'get_note' }]), passed([save({ command: 'get_note' })])],
  ] as const)
    expect(findCauses(session, { baselines: pass ? [pass] : [] })).toMatchObject({
      confidence: 'cannot tell',
      causes: [{ kind: 'abandoned-call' }],
    });
});

test('what a recording lost is said', () => {
  const { limits } = findCauses({ ...failed([]), dropped: { events: 3 } });
  expect(limits).toEqual(['3 events were lost: the cause may be among them.']);
});

test.describe('nothing negative is claimed from a recording with gaps', () => {
  const LOST = { dropped: { events: 3 } };
  const listen: FakeCall = {
    command: 'plugin:event|listen',
    args: { event: 'done', handler: 1 },
    source: 'tauri',
    result: { Ok: 1 },
  };
  const push: FakeCall = { command: 'done', kind: 'push', source: 'tauri' };
  const pending: FakeCall = { command: 'start', result: 'Pending', took: null };
  const hung = failed([listen, pending]);
  const shown = ok('find', [{ title: 'Milk' }]);
  const wanting = textError('Milk', 'none');

  const CASES: Record<string, { kind: string; session: RecordedSession; passes: RecordedSession[] }> = {
    'a call that was not answered': { kind: 'never-answered', session: hung, passes: [] },
    'a push that never came': { kind: 'push-missing', session: failed([listen]), passes: [passed([listen, push])] },
    'a push before its listener': { kind: 'push-unheard', session: failed([push, { ...listen, at: 40 }]), passes: [] },
    'a call that was not made': { kind: 'missing-call', session: failed([], wanting), passes: [passed([shown])] },
  };
  for (const [name, { kind, session, passes }] of Object.entries(CASES)) {
    const causeIn = (one: RecordedSession) =>
      findCauses(one, { baselines: passes }).causes.find((cause) => cause.kind === kind);

    test(`${name} is a lead, and says for which limit`, () => {
      expect(causeIn(session)?.confidence).toBe('likely');
      for (const [lack, limit] of [
        [LOST, '3 events were lost'],
        [{ dropped: { tampered: 1 } }, '1 message of pages could not be trusted'],
        [{ gaps: [{ reason: 'late-global', global: 'api' }] }, 'window.api was made by a script of the page'],
      ] as const)
        expect(causeIn({ ...session, ...lack } as RecordedSession)).toMatchObject({
          confidence: 'cannot tell',
          text: expect.stringContaining(`That cannot be told for sure: ${limit}`),
        });
    });
  }

  test('a call that no pass has is a lead where a pass has lost some, and sure where another pass has not', () => {
    const session = failed([ok('find', [{ title: 'none at all' }])], textError('Milk', 'none at all'));
    const lossy = { ...passed([]), ...LOST };
    expect(findCauses(session, { baselines: [passed([])] }).causes[0]?.confidence).toBe('likely');
    expect(findCauses(session, { baselines: [lossy] }).causes[0]).toMatchObject({
      kind: 'extra-call',
      confidence: 'cannot tell',
      text: expect.stringMatching(
        /in no pass\. That cannot be told for sure: in a passing session, 3 events were lost/,
      ),
    });
    expect(findCauses(session, { baselines: [lossy, passed([])] })).toMatchObject({ confidence: 'likely', limits: [] });
  });

  test('answers that came to no recorded call may be those that are missing, and say nothing of calls', () => {
    const settles = { dropped: { settles: 1 } };
    expect(findCauses({ ...hung, ...settles }).confidence).toBe('cannot tell');
    const session = { ...failed([], wanting), ...settles };
    expect(findCauses(session, { baselines: [passed([shown])] }).confidence).toBe('likely');
  });

  test('a push that a filter may have left out is a lead, but for one that passes of the same filter have', () => {
    const session = { ...failed([listen]), excluded: { filtered: 2 } };
    const pass = passed([listen, push]);
    expect(findCauses(session, { baselines: [pass] }).confidence).toBe('cannot tell');
    expect(findCauses(session, { baselines: [{ ...pass, excluded: { filtered: 1 } }] }).confidence).toBe('likely');
  });

  test('an answer that was cut lacks no field', () => {
    const load = (id: number, value: object) => ok('load', value, { args: { id } });
    const whole = [load(1, { name: 'a' }), load(2, { name: 'b' })];
    const cut = load(3, { name: { $cut: { type: 'string', size: 1e6 } } });
    const long = load(4, { items: Array.from({ length: 600 }, (_, at) => at), name: 'c' });
    for (const one of [cut, long]) expect(findCauses(failed([...whole, one])).causes).toEqual([]);
  });

  test('that nobody made the call that follows an answer is no evidence', () => {
    const chain = (flag: string) => [ok('check', { flag }), ...(flag === 'on' ? [ok('sync', null, { at: 6 })] : [])];
    const [session, pass] = [failed(chain('no')), passed(chain('on'))];
    expect(findCauses(session, { baselines: [pass] })).toMatchObject({ confidence: 'likely' });
    expect(findCauses({ ...session, ...LOST }, { baselines: [pass] })).toMatchObject({
      confidence: 'cannot tell',
      causes: expect.arrayContaining([expect.objectContaining({ kind: 'wrong-value', evidence: [] })]),
    });
  });

  test('an error and a wrong value stay causes', () => {
    const error = failed([{ command: 'save', result: { Err: 'disk full' } }]);
    expect(findCauses({ ...error, ...LOST }).confidence).toBe('likely');
    const wrong = failed([ok('load', { name: 'Guests' })], textError('Admins', 'Guests'));
    expect(
      findCauses({ ...wrong, ...LOST }, { baselines: [passed([ok('load', { name: 'Admins' })])] }).causes[0],
    ).toMatchObject({ kind: 'wrong-value', confidence: 'likely' });
  });
});
