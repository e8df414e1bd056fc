import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { recordedCalls } from '../../../calls/recorded-call.ts';
import { type FakeCall, fakeSession, fakeStep } from '../../../replay/fake-session.test.support.ts';
import { transplant } from '../../../replay/transplant/transplant.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import type { StubReplay } from '../judge/judge-result.ts';
import type { ExperimentOptions, KnownExperiments, Timing } from './experiments.ts';
import { explainFailure } from './explain-failure.ts';
import { findDeviations } from './find-deviations.ts';

/** A test that needs no browser: it fails where its backend, the session, gives it a reason to. */
type FailsOn = (session: RecordedSession, timing: Timing) => boolean | 'otherwise' | 'not-run';

const VERDICTS = { true: 'reproduced', false: 'passed', otherwise: 'different-failure', 'not-run': 'not-run' } as const;

function options(failsOn: FailsOn, more: Partial<ExperimentOptions> = {}): ExperimentOptions & { runs: string[] } {
  const runs: string[] = [];
  return {
    runs,
    known: new Map() as KnownExperiments,
    onRun: (what) => runs.push(what),
    stop: new AbortController().signal,
    isOver: () => false,
    replay: async (session, timing) =>
      ({
        verdict: VERDICTS[String(failsOn(session, timing)) as keyof typeof VERDICTS],
        stub: { missed: [] },
        replayed: { status: 'failed', error: 'Error: other' },
      }) as unknown as StubReplay,
    ...more,
  };
}

const callOf = (session: RecordedSession, command: string) =>
  recordedCalls(session).find(({ call }) => call.command === command);
const answerOf = (session: RecordedSession, command: string) => {
  const result = callOf(session, command)?.call.result;
  return typeof result === 'object' && 'Ok' in result ? result.Ok : undefined;
};
const commandsOf = (causes: { command: string }[]) => causes.map(({ command }) => command);

test('finds the answers that decide among any number of others, and proves them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat(59)), async (count, numbers) => {
      const names = Array.from({ length: count }, (_item, nth) => `read_${nth}`);
      const decisive = new Set([...numbers.take(2)].map((nth) => names[nth % count] as string));
      const session = (answer: string) => fakeSession(names.map((command) => ({ command, result: { Ok: answer } })));
      const given = options((one) => [...decisive].some((command) => answerOf(one, command) === 'wrong'));
      const { confidence, where, causes } = await explainFailure(session('wrong'), session('right'), given);
      expect({ confidence, where, causes: new Set(commandsOf(causes)) }).toEqual({
        ...{ confidence: 'proved', where: 'backend', causes: decisive },
      });
      if (decisive.size === 1) expect(given.runs.length).toBeLessThanOrEqual(10 + 2 * Math.ceil(Math.log2(count + 1)));
    }),
    { numRuns: 60 },
  );
});

test('what is brought over from a pass is as in the pass', () => {
  const call = fc.record({
    command: fc.constantFrom('read', 'list', 'save'),
    took: fc.option(fc.integer({ min: 1, max: 35 })),
    result: fc.constantFrom({ Ok: 1 }, { Ok: { a: [1, 2] } }, { Ok: { a: [1], b: 'x' } }, { Err: 'no' }),
  });
  const push = fc.record({
    command: fc.constantFrom('changed', 'done'),
    kind: fc.constant('push' as const),
    args: fc.nat(2),
  });
  const item = fc.oneof({ weight: 3, arbitrary: call }, push);
  fc.assert(
    fc.property(fc.array(fc.tuple(item, item, fc.boolean()), { maxLength: 12 }), (items) => {
      const session = (side: 0 | 1) => {
        const calls = items.flatMap(([one, other, isSame], nth): FakeCall[] => {
          const shown =
            side === 0 || isSame || 'kind' in one !== 'kind' in other ? one : { ...other, command: one.command };
          // The frontend asks for the same, and for each thing once.
          const made = 'kind' in shown ? shown : { ...shown, args: { nth } };
          const { took, result, ...rest } = { took: undefined, result: undefined, ...made };
          const answered =
            'kind' in rest ? {} : took === null ? { took } : { took: took ?? 5, ...(result && { result }) };
          return [{ ...rest, id: `doc${side}-${nth + 1}`, ...answered }];
        });
        return fakeSession(calls);
      };
      const [failed, passed] = [session(0), session(1)];
      const compared = findDeviations(failed, passed, false);
      const answers = compared.deviations.filter(({ kind }) => kind !== 'order');
      const left = findDeviations(transplant(compared, 'failed', answers), passed, false).deviations;
      expect(left.filter(({ kind }) => kind === 'answer')).toEqual([]);
      const injected = findDeviations(failed, transplant(compared, 'passed', answers), false).deviations;
      expect(injected.filter(({ kind }) => kind === 'answer')).toEqual([]);
    }),
  );
});

test('of an answer the part that decides is told', async () => {
  const session = (theme: string, more: object) =>
    fakeSession([{ command: 'get_settings', result: { Ok: { ui: { theme, size: Math.random() }, ...more } } }]);
  const isDark: FailsOn = (one) => (answerOf(one, 'get_settings') as { ui: { theme: string } }).ui.theme === 'dark';
  const { confidence, causes } = await explainFailure(
    session('dark', { a: 1 }),
    session('light', { b: 2 }),
    options(isDark),
  );
  expect({ confidence, texts: causes.map(({ text }) => text) }).toEqual({
    ...{ confidence: 'proved', texts: ['get_settings was answered with ui.theme "dark", in the pass "light"'] },
  });
});

test('an answer that came too late is proved by its time, a hang by its answer', async () => {
  const session = (took: number | null) =>
    fakeSession([{ command: 'a' }, { command: 'load', took, ...(took === null ? {} : { result: { Ok: 1 } }) }]);
  const slow: FailsOn = (one, timing) => timing === 'recorded' && (callOf(one, 'load')?.call.duration_ms ?? 0) > 1_000;
  const late = await explainFailure(session(3_000), session(20), options(slow));
  expect([late.confidence, late.causes.map(({ text }) => text)]).toEqual([
    'proved',
    ['load was answered after 3.00 s, in the pass after 20 ms'],
  ]);
  const hang = await explainFailure(
    session(null),
    session(20),
    options((one) => answerOf(one, 'load') === undefined),
  );
  expect([hang.confidence, hang.causes[0]?.calls]).toEqual(['proved', [1]]);
});

const SEARCHES = (first: number): FakeCall[] => [
  { command: 'search', args: { query: 'A' }, at: 0, took: first, result: { Ok: 'a' } },
  { command: 'search', args: { query: 'Ad' }, at: 20, took: 30, result: { Ok: 'ad' } },
  { command: 'search', args: { query: 'Ada' }, at: 40, took: 20, result: { Ok: 'ada' } },
];
const lastAnswer = (session: RecordedSession) => {
  const [last] = recordedCalls(session).sort((one, other) => other.endUs - one.endUs);
  return (last?.call.args as { query: string } | undefined)?.query;
};

test('a race is proved by a pass, and without one; of two stragglers both are found', async () => {
  const isWrong: FailsOn = (one) => lastAnswer(one) !== 'Ada';
  for (const passed of [fakeSession(SEARCHES(10)), undefined]) {
    const { confidence, where, causes } = await explainFailure(fakeSession(SEARCHES(90)), passed, options(isWrong));
    expect([confidence, where, causes.map(({ calls }) => calls)]).toEqual(['proved', 'frontend', [[0, 1, 2]]]);
  }
  const [a, ad, ada] = SEARCHES(90) as [FakeCall, FakeCall, FakeCall];
  const two = fakeSession([a, { ...ad, took: 80 }, ada]);
  const { confidence, causes } = await explainFailure(two, undefined, options(isWrong));
  expect([confidence, causes.map(({ calls }) => calls)]).toEqual([
    'proved',
    [
      [0, 2],
      [1, 2],
    ],
  ]);
});

test('a push that never came, one that came early, and another payload are proved', async () => {
  const pushes = (session: RecordedSession) => recordedCalls(session).filter(({ call }) => call.kind === 'push');
  const done = { command: 'done', kind: 'push' as const, args: 7 };
  const passed = fakeSession([{ command: 'start' }, { command: 'ask' }, done]);
  const cases: [FakeCall[], FailsOn, RegExp][] = [
    [[{ command: 'start' }, { command: 'ask' }], (one) => pushes(one).length === 0, /^done 7 was not pushed/],
    [
      [{ command: 'start' }, done, { command: 'ask' }],
      (one) => (pushes(one)[0]?.startUs ?? 0) < (callOf(one, 'ask')?.startUs ?? 0),
      /^done 7 was pushed at another moment/,
    ],
    [
      [{ command: 'start' }, { command: 'ask' }, { ...done, args: 8 }],
      (one) => pushes(one)[0]?.call.args !== 7,
      /^done was pushed with 8, in the pass with 7/,
    ],
  ];
  for (const [calls, failsOn, text] of cases) {
    const { confidence, where, causes } = await explainFailure(fakeSession(calls), passed, options(failsOn));
    expect([confidence, where, causes.length]).toEqual(['proved', 'backend', 1]);
    expect(causes[0]?.text).toMatch(text);
  }
});

const LISTEN: FakeCall = { command: 'plugin:event|listen', args: { event: 'told', handler: 1 } };
const told = (args: number): FakeCall => ({ command: 'told', kind: 'push', args });
const heard = (session: RecordedSession) => recordedCalls(session).filter(({ call }) => call.kind === 'push').length;

test('pushes that came before anybody listened are proved, and are given to nobody in a replay', async () => {
  const failed = fakeSession([{ command: 'start' }, told(1), told(2), LISTEN, { command: 'ask' }]);
  const passed = fakeSession([{ command: 'start' }, LISTEN, told(1), told(2), { command: 'ask' }]);
  const { confidence, where, causes } = await explainFailure(
    failed,
    passed,
    options((one) => heard(one) < 2),
  );
  const text = '2 pushes of told came before anybody listened for it, in the pass somebody listened before any';
  expect({ confidence, where, causes }).toEqual({
    ...{ confidence: 'proved', where: 'frontend' },
    causes: [{ kind: 'listener', command: 'told', text, calls: [1, 2, 3] }],
  });
});

test('a push that was not recorded since nobody listened, or was not sent, is not said to be of either side', async () => {
  const failed = fakeSession([{ command: 'start' }, { command: 'ask' }, LISTEN]);
  const passed = fakeSession([{ command: 'start' }, LISTEN, told(1), { command: 'ask' }]);
  const { confidence, where, causes } = await explainFailure(
    failed,
    passed,
    options((one) => heard(one) < 1),
  );
  expect([confidence, where]).toEqual(['proved', 'cannot tell']);
  expect(causes[0]?.text).toBe('told 1 did not come, in the pass it did: nobody listened for it yet when it was due');
});

test('a call that was made just before the end did not hang: what made it late is the cause', async () => {
  // The end of the test, 1.72 s after its begin.
  const checkpoints = [{ ...fakeStep('end', ['a'], 172), event_index: 2 }];
  const session = (took: number, more: FakeCall) =>
    fakeSession([{ command: 'get_chart', took }, more], { checkpoints });
  const failed = session(1_700, { command: 'get_team', at: 1_710, took: null });
  const passed = session(20, { command: 'get_team', at: 30, took: 20, result: { Ok: 1 } });
  const isLate: FailsOn = (one, timing) =>
    answerOf(one, 'get_team') === undefined ||
    (timing === 'recorded' && (callOf(one, 'get_chart')?.call.duration_ms ?? 0) > 1_000);
  const { confidence, causes } = await explainFailure(failed, passed, options(isLate));
  expect([confidence, causes.map(({ text }) => text)]).toEqual([
    'proved',
    ['get_chart was answered after 1.70 s, in the pass after 20 ms'],
  ]);
});

test('where the order of answers alone makes the test fail otherwise, the times count', async () => {
  const session = (took: number) => fakeSession([{ command: 'a' }, { command: 'load', took, result: { Ok: 1 } }]);
  const failsOn: FailsOn = (one, timing) => {
    const isSlow = (callOf(one, 'load')?.call.duration_ms ?? 0) > 1_000;
    return timing === 'recorded' ? isSlow : isSlow && 'otherwise';
  };
  const { confidence, causes } = await explainFailure(session(3_000), session(20), options(failsOn));
  expect([confidence, causes.map(({ kind }) => kind)]).toEqual(['proved', ['delay']]);
});

test('how late the answers to polls are is no order of answers', () => {
  const session = (took: number) =>
    fakeSession([
      ...Array.from({ length: 4 }, (_poll, nth): FakeCall => ({ command: 'get_status', at: nth * 100, took: 60 })),
      { command: 'save', at: 310, took },
    ]);
  expect(findDeviations(session(10), session(80), false).deviations).toEqual([]);
});

test('is only likely where the pass does not fail alike with the cause', async () => {
  const session = (answer: string, more: FakeCall[]) =>
    fakeSession([{ command: 'load', result: { Ok: answer } }, ...more]);
  const failed = session('wrong', [{ command: 'other', result: { Ok: 'bad' } }]);
  const passed = session('right', [{ command: 'other', result: { Ok: 'good' } }]);
  const both: FailsOn = (one) => answerOf(one, 'load') === 'wrong' && answerOf(one, 'other') === 'bad';
  const { confidence, causes, reason } = await explainFailure(failed, passed, options(both));
  expect([confidence, causes.length]).toEqual(['likely', 1]);
  expect(reason).toContain('the pass does not fail alike');
});

test('says that it cannot tell, and why', async () => {
  const [failed, passed] = ['wrong', 'right'].map((Ok) => fakeSession([{ command: 'load', result: { Ok } }])) as [
    RecordedSession,
    RecordedSession,
  ];
  const isWrong: FailsOn = (one) => answerOf(one, 'load') === 'wrong';
  const reasons: [FailsOn, RegExp, RecordedSession | undefined][] = [
    [() => false, /passes on what was recorded when it failed/, passed],
    [() => 'otherwise', /fails otherwise than recorded: Error: other/, passed],
    [() => 'not-run', /could not be replayed/, passed],
    [(one) => isWrong(one, 'in-order') || 'otherwise', /The pass does not pass/, passed],
    [(one) => one.id === 'failed', /The backend behaved as in the pass/, { ...failed, id: 'pass' }],
    [(one) => one.id === 'failed', /still fails when all of that is as in the pass/, { ...passed, id: 'pass' }],
    [isWrong, /has nothing that could be repaired without a pass/, undefined],
  ];
  for (const [failsOn, text, pass] of reasons) {
    const { confidence, reason, causes } = await explainFailure({ ...failed, id: 'failed' }, pass, options(failsOn));
    expect({ confidence, causes }).toEqual({ confidence: 'cannot tell', causes: [] });
    expect(reason).toMatch(text);
  }
  const alike = await explainFailure(
    failed,
    passed,
    options(() => true),
  );
  expect([alike.confidence, alike.where]).toEqual(['likely', 'frontend']);
});

test('goes on where it was stopped', async () => {
  const [failed, passed] = ['wrong', 'right'].map((Ok) =>
    fakeSession(Array.from({ length: 8 }, (_item, nth) => ({ command: `read_${nth}`, result: { Ok } }))),
  ) as [RecordedSession, RecordedSession];
  const isWrong: FailsOn = (one) => answerOf(one, 'read_3') === 'wrong';
  const known: KnownExperiments = new Map();
  const first = options(isWrong, { known, isOver: () => first.runs.length >= 3 });
  expect(await explainFailure(failed, passed, first)).toMatchObject({ confidence: 'cannot tell', isUnfinished: true });
  const second = options(isWrong, { known });
  const { confidence, replays } = await explainFailure(failed, passed, second);
  expect(confidence).toBe('proved');
  expect(replays.length - second.runs.length).toBe(3);
});

test('of a test that is flaky whatever it is answered nothing is proved', async () => {
  const session = (Ok: string) =>
    fakeSession(Array.from({ length: 8 }, (_item, nth) => ({ command: `read_${nth}`, result: { Ok } })));
  let state = 7;
  const isUnlucky = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state < 0x3fffffff;
  };
  let [proved, likely] = [0, 0];
  for (let times = 0; times < 300; times += 1) {
    const { confidence } = await explainFailure(session('wrong'), session('right'), options(isUnlucky));
    if (confidence === 'proved') proved += 1;
    if (confidence === 'likely') likely += 1;
  }
  // Each of four replays that were run before may end so again by chance: one in sixteen of the one in five that come that far.
  expect(proved).toBeLessThan(12);
  expect(likely).toBeLessThan(90);
});

test('what the failure alone has asked for is not blamed on the frontend', async () => {
  const passed = fakeSession([{ command: 'load', result: { Ok: 1 } }]);
  const failed = fakeSession([
    { command: 'load', result: { Ok: 1 } },
    { command: 'sync', result: { Err: 'offline' } },
  ]);
  const onSync: FailsOn = (one) => {
    const sync = callOf(one, 'sync');
    if (sync === undefined) return 'otherwise';
    return typeof sync.call.result === 'object' && 'Err' in sync.call.result;
  };
  const { confidence, where, reason } = await explainFailure(failed, passed, options(onSync));
  expect([confidence, where]).toEqual(['cannot tell', 'cannot tell']);
  expect(reason).toMatch(/as soon as what the failure alone has asked for is answered as it was there: sync\.$/);
});

test('a wrong argument of the frontend is no fault of the backend, though it answers what follows from it', async () => {
  const session = (title: string): RecordedSession =>
    fakeSession([
      { command: 'save_note', args: { title } },
      { command: 'read_note', result: { Ok: title } },
    ]);
  const isWrong: FailsOn = (one) => answerOf(one, 'read_note') === 'Mil';
  const { confidence, where, reason } = await explainFailure(session('Mil'), session('Milk'), options(isWrong));
  expect([confidence, where]).toEqual(['likely', 'frontend']);
  expect(reason).toContain(
    'asked for something else than in the pass, from which it may follow: save_note {"title":"Mil"} (#0)',
  );
});

test('what does not happen again is not proved', async () => {
  for (const [what, outcome] of [
    ['repaired', 'otherwise'],
    ['repaired', 'not-run'],
    ['as recorded', false],
  ] as const) {
    const given = options((one) => {
      const isAgain = given.runs.at(-1)?.endsWith(', once more') && given.runs.at(-1)?.includes(what);
      return isAgain ? outcome : lastAnswer(one) !== 'Ada';
    });
    const { confidence, reason } = await explainFailure(fakeSession(SEARCHES(90)), undefined, given);
    expect([confidence, reason]).toEqual(['cannot tell', expect.stringContaining('flaky')]);
  }
});

test('where the repaired test fails later, at what the failed run had not come to, the pass tells', async () => {
  const session = (Ok: string): RecordedSession =>
    fakeSession(
      Array.from({ length: 9 }, (_item, nth) => ({ command: `read_${nth}`, result: { Ok } })),
      { id: Ok },
    );
  const failsOn: FailsOn = (one) => answerOf(one, 'read_4') === 'wrong' || (one.id === 'wrong' && 'otherwise');
  const { confidence, causes, reason } = await explainFailure(session('wrong'), session('right'), options(failsOn));
  expect([confidence, commandsOf(causes)]).toEqual(['proved', ['read_4']]);
  expect(reason).toContain('no longer fails alike when that alone is as in the pass (it fails otherwise');
});

test('what the failure alone has asked for is kept out of the pass where it would bring the fault along', async () => {
  const passed = fakeSession([{ command: 'load', result: { Ok: 'right' } }]);
  const failed = fakeSession([
    { command: 'load', result: { Ok: 'wrong' } },
    { command: 'sync', result: { Err: 'offline' } },
  ]);
  // The page calls `sync` after a wrong answer alone, and shows either.
  const failsOn: FailsOn = (one) => answerOf(one, 'load') === 'wrong' || (one.events.length > 1 && one.id === 'pass');
  const { confidence, causes } = await explainFailure(failed, { ...passed, id: 'pass' }, options(failsOn));
  expect([confidence, commandsOf(causes)]).toEqual(['proved', ['load']]);
});

test('a call that is in neither session counts where the proof rests on it, and not in the search', async () => {
  const session = (Ok: string): RecordedSession =>
    fakeSession(Array.from({ length: 6 }, (_item, nth) => ({ command: `read_${nth}`, result: { Ok } })));
  const isWrong: FailsOn = (one) => answerOf(one, 'read_1') === 'wrong';
  const others = (one: RecordedSession) => new Set([0, 2, 3, 4, 5].map((nth) => answerOf(one, `read_${nth}`)));
  const inSearch = (one: RecordedSession) => others(one).size > 1;
  const inProof = (one: RecordedSession) => answerOf(one, 'read_1') === 'right' && others(one).has('wrong');
  for (const [isMissed, confidence] of [
    [inSearch, 'proved'],
    [inProof, 'likely'],
  ] as const) {
    const given = options(isWrong);
    const { replay } = given;
    let misses = 0;
    given.replay = async (one, timing) => {
      misses += isMissed(one) ? 1 : 0;
      return { ...(await replay(one, timing)), stub: { missed: isMissed(one) ? [{}] : [] } } as unknown as StubReplay;
    };
    expect((await explainFailure(session('wrong'), session('right'), given)).confidence).toBe(confidence);
    expect(misses).toBeGreaterThan(0);
  }
});
