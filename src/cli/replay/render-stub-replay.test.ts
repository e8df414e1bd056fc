import { expect, test } from '@playwright/test';
import type { StubReplay } from './judge/judge-result.ts';
import { progressLine, renderReplayTable, renderStubReplay } from './render-stub-replay.ts';

const error = (received: string, timeout: number) =>
  `Error: expect(locator).toHaveText(expected) failed\n\nTimeout: ${timeout}ms\nExpected: "Saved!"\nReceived: "${received}"\n\nCall log:\n  - ${received}`;

const replay = (rest: Partial<StubReplay>): StubReplay => ({
  verdict: 'different-failure',
  same: false,
  recorded: { status: 'failed', error: error('saved', 1_000) },
  replayed: { status: 'failed', error: error('', 2_000) },
  elsewhere: [],
  stub: { answered: 1, repeated: 0, shifted: 0, pending: 0, missed: [], unused: [] },
  ...rest,
});

test('tells two failures apart that begin alike, but for what differs in every run', () => {
  expect(renderStubReplay(replay({})).split('\n').slice(4, 6)).toEqual([
    '  recorded: Error: expect(locator).toHaveText(expected) failed … Received: "saved"',
    '  now: Error: expect(locator).toHaveText(expected) failed … Received: ""',
  ]);
  const other = { status: 'failed' as const, error: 'TypeError: no\n    at app.ts:1' };
  expect(renderStubReplay(replay({ replayed: other }))).toContain('  now: TypeError: no\n');
});

test('says which faults met no answer, and what only the app can do', () => {
  const stub = {
    answered: 1,
    repeated: 0,
    shifted: 0,
    pending: 0,
    missed: [],
    unused: [],
    leftToApp: 2,
    past: [{ command: 'window|open', calls: 2 }],
  };
  const text = renderStubReplay(
    replay({
      stub: {
        ...stub,
        faults: { seed: 7, injected: [], unmet: [{ kind: 'error', command: 'save_*', occurrence: 2 }] },
      },
      undone: [{ what: 'opened window-2', commands: ['settings:open', 'a; rm -r'] }],
    }),
  );
  expect(text).toContain('\n2 calls were left to the app itself: window|open (2).\n');
  expect(text).not.toContain("suite's own backend");
  const more = { ...stub, past: [...stub.past, { command: 'load', calls: 1 }] };
  expect(renderStubReplay(replay({ stub: more }))).toContain(
    "3 calls went to the suite's own backend, 2 of them left to the app itself: window|open (2), load.",
  );
  expect(renderReplayTable([{ title: 'a', replay: replay({ stub }) }])).toContain('1 answered, 0 missed  a');
  expect(renderReplayTable([{ title: 'a', replay: replay({ stub: more }) }])).toContain(
    "1 answered, 0 missed, 1 call to the suite's own backend  a",
  );
  expect(text).toContain('Faults put in, by the seed 7: none\n  error:save_*#2: no answer for it');
  expect(text).toContain("opened window-2: perhaps --passthrough=settings:open or '--passthrough=a; rm -r'");
});

test('the table says below each row why a replay has not ended as recorded, and what ran on another backend', () => {
  const table = renderReplayTable([
    {
      title: 'one',
      replay: replay({ reason: 'poll was called.', earlier: [{ title: 'a' }, { title: 'b', session: 's' }] }),
    },
    { title: 'two', replay: replay({ verdict: 'same', same: true }) },
  ]);
  expect(table.split('\n')).toEqual([
    expect.stringMatching(/^\[recorded text \w{8} begins: replays; /),
    '',
    'other failure  1 answered, 0 missed  one',
    '    poll was called.',
    "    after 1 earlier test on the suite's own backend: no session of it is here",
    'same           1 answered, 0 missed  two',
    '',
    expect.stringMatching(/^\[recorded text \w{8} ends\]$/),
    '',
    '1 of 2 end as recorded.',
  ]);
});

test('a line of progress counts, and says how the test has ended and how long it took', () => {
  const line = progressLine({ title: 'one', replay: replay({}) }, { count: 7, of: 120, durationMs: 1_234 });
  expect(line).toBe('  7 of 120  other failure  one (1.2 s)');
});

test('says of a test that asked for nothing that it did, and of one that was not answered that it is no replay', () => {
  const empty = { answered: 0, repeated: 0, shifted: 0, pending: 0, missed: [], unused: [] };
  expect(renderStubReplay(replay({ verdict: 'same', same: true, stub: empty }))).toContain(
    'Same: the test passes, as recorded. It asked for no call.',
  );
  expect(renderStubReplay(replay({ verdict: 'unanswered', stub: empty }))).not.toContain('It asked for no call.');
  const reason = 'The recording was asked for none of its calls.';
  expect(renderStubReplay(replay({ verdict: 'not-run', stub: empty, reason }))).toContain(`Not replayed. ${reason}`);
});

test('says which tests ran before, and on which backend', () => {
  const one = replay({ earlier: [{ title: 'signs in', session: 'a' }, { title: 'opens' }] });
  expect(renderStubReplay(one).split('\n').slice(6, 8)).toEqual([
    'Ran after 2 earlier tests of its file, which it stands on.',
    "  On the suite's own backend, since no session of it lies beside: opens",
  ]);
});

test('a test that skips itself again is told as the same', () => {
  const skipped = {
    ...replay({ verdict: 'same', same: true }),
    recorded: { status: 'skipped' as const, error: undefined },
  };
  const { stub: _stub, ...again } = { ...skipped, replayed: { status: 'skipped' as const, error: undefined } };
  expect(renderStubReplay(again)).toContain('Same: the test is skipped, as recorded.');
  expect(renderReplayTable([{ title: 'one', replay: again }])).toMatch(/^same /m);
});
