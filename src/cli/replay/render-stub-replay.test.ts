import { expect, test } from '@playwright/test';
import { renderReplayTable, renderStubReplay } from './render-stub-replay.ts';
import type { StubReplay } from './stub-session.ts';

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
  expect(renderStubReplay(replay({})).split('\n').slice(1, 3)).toEqual([
    '  recorded: Error: expect(locator).toHaveText(expected) failed … Received: "saved"',
    '  now: Error: expect(locator).toHaveText(expected) failed … Received: ""',
  ]);
  const other = { status: 'failed' as const, error: 'TypeError: no\n    at app.ts:1' };
  expect(renderStubReplay(replay({ replayed: other }))).toContain('  now: TypeError: no\n');
});

test('says which faults met no answer, and what only the app can do', () => {
  const stub = { answered: 1, repeated: 0, shifted: 0, pending: 0, leftToApp: 2, missed: [], unused: [] };
  const text = renderStubReplay(
    replay({
      stub: {
        ...stub,
        faults: { seed: 7, injected: [], unmet: [{ kind: 'error', command: 'save_*', occurrence: 2 }] },
      },
      undone: [{ what: 'opened window-2', commands: ['settings:open', 'a; rm -r'] }],
    }),
  );
  expect(text).toContain('2 calls were left to the app itself.');
  expect(text).toContain('Faults put in, by the seed 7: none\n  error:save_*#2: no answer for it');
  expect(text).toContain("opened window-2: perhaps --passthrough=settings:open or '--passthrough=a; rm -r'");
});

test('the table says why a replay has not ended as recorded: by the call without an answer, else by the first difference', () => {
  const missed = [{ command: 'load', args: {}, message: 'The recording has no answer for load {}.\nRecorded calls' }];
  const { stub } = replay({}) as { stub: NonNullable<StubReplay['stub']> };
  const divergence = { kind: 'extra', text: 'poll was called.', command: 'poll', changes: [] } as never;
  const table = renderReplayTable([
    { title: 'one', replay: replay({ stub: { ...stub, missed }, divergence }) },
    { title: 'two', replay: replay({ divergence }) },
    { title: 'three', replay: replay({}) },
    { title: 'four', replay: replay({ verdict: 'same', same: true }) },
  ]);
  expect(table.split('\n')).toEqual([
    'other failure  1 answered, 1 missed  one',
    '    The recording has no answer for load {}.',
    'other failure  1 answered, 0 missed  two',
    '    poll was called.',
    'other failure  1 answered, 0 missed  three',
    '    Error: expect(locator).toHaveText(expected) failed',
    'same           1 answered, 0 missed  four',
    '',
    '1 of 4 end as recorded.',
  ]);
});

test('a test that skips itself again is told as the same', () => {
  const skipped = {
    ...replay({ verdict: 'same', same: true }),
    recorded: { status: 'skipped' as const, error: undefined },
  };
  const { stub: _stub, ...again } = { ...skipped, replayed: { status: 'skipped' as const, error: undefined } };
  expect(renderStubReplay(again)).toContain('Same: the test is skipped, as recorded.');
  expect(renderReplayTable([{ title: 'one', replay: again }])).toMatch(/^same /);
});
