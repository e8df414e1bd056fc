import { expect, test } from '@playwright/test';
import { fakeResult, fakeTestCase } from './fake-run.test.support.ts';
import type { Judgement } from './judge-attempt.ts';
import { RecordingTally } from './recording-tally.ts';

test('the session of a test that was interrupted is named, although no test has ended', () => {
  const report = new RecordingTally();
  const judged = { calls: 2, mode: 'on', kept: { sessionFile: 'out/ipc/a-r0/ipc-session.json' } } as Judgement;
  report.add(fakeTestCase('out'), fakeResult({ status: 'interrupted', steps: [] }), false, judged);
  expect(report.ending()).toBe(
    '1 test recorded, with 2 calls. 1 session kept in out/ipc (mode on). Look at it: npx ipc-recorder show out/ipc/a-r0',
  );
});

test('nothing was recorded where no test ran, and none has a session', () => {
  const report = new RecordingTally();
  report.add(fakeTestCase('out'), fakeResult({ status: 'interrupted', steps: [] }), false, undefined);
  expect(report.ending()).toBe('Nothing was recorded: no test ran.');
});
