import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession } from '../replay/fake-session.test.support.ts';
import type { RecordedSession, SessionTest } from '../session/format/schema.ts';
import { renderView, viewData } from '../views/render-view.ts';
import type { View } from '../views/view.ts';
import { type RunFactsOptions, RunReport } from './run-report.ts';
import { runView } from './run-view.ts';
import { writeRunPage } from './write-run-page.ts';

const GONE: FakeCall = { command: 'save', result: { Err: 'disk full' } };

function session(title: string, calls: FakeCall[], rest: Partial<SessionTest> = {}): RecordedSession {
  const test = {
    title_path: [title],
    file: 'a.spec.ts',
    line: 1,
    project: '',
    attempt: 0,
    status: 'failed' as const,
    errors: ['Error: no'],
  };
  return fakeSession(calls, { test: { ...test, ...rest } });
}

function reportOf(...sessions: RecordedSession[]): RunReport {
  const report = new RunReport();
  for (const [at, one] of sessions.entries()) report.add(one, { session: `${at}/ipc-session.json` });
  return report;
}

function viewOf(report: RunReport, options?: RunFactsOptions): View {
  return runView(report.facts(options));
}

test('tests that fail by one cause are one entry, and attempts of a test one test', () => {
  const report = reportOf(
    session('one', [GONE]),
    session('two', [GONE], { attempt: 0 }),
    session('two', [GONE], { attempt: 1 }),
    session('three', []),
  );
  expect(viewData(viewOf(report)).failed).toMatchObject([
    { tests: [{ title: 'a.spec.ts › one' }, { title: 'a.spec.ts › two', session: '2/ipc-session.json' }] },
    { text: 'the calls do not tell: Error: no', tests: [{ title: 'a.spec.ts › three' }] },
  ]);
  expect(renderView(viewOf(report))).toContain('# 3 tests: 3 failed, 0 flaky');
});

test('an event that never came makes no one cause of tests that fail in other ways', () => {
  const listen: FakeCall = {
    ...{ command: 'plugin:event|listen', args: { event: 'saved', handler: 1 }, source: 'tauri', result: { Ok: 1 } },
  };
  const report = reportOf(
    session('one', [listen], { errors: ['Error: no title'] }),
    session('two', [listen], { errors: ['Error: no such button'] }),
  );
  expect(report.facts().failed.map(({ text }) => text)).toEqual([
    'the calls do not tell: Error: no title',
    'the calls do not tell: Error: no such button',
  ]);
});

test('a test that passed after it had failed is flaky', () => {
  const report = reportOf(
    session('one', [GONE]),
    session('one', [{ command: 'save' }], { attempt: 1, status: 'passed' }),
  );
  const { failed, flaky } = viewData(viewOf(report)) as { failed: unknown[]; flaky: unknown[] };
  expect([failed.length, flaky.length]).toEqual([0, 1]);
});

test('a test that is expected to fail is red only when it passes', () => {
  const report = reportOf(
    session('one', [GONE], { expected_status: 'failed' }),
    session('two', [], { expected_status: 'failed', status: 'passed' }),
  );
  expect(viewData(viewOf(report)).failed).toMatchObject([{ tests: [{ title: 'a.spec.ts › two' }] }]);
  expect(renderView(viewOf(report))).toContain('# 2 tests: 1 failed, 0 flaky');
});

test('commands have their counts and times, and those of the app that no test has called are named', () => {
  const report = reportOf(
    session('one', [
      GONE,
      { command: 'load', took: 20 },
      { command: 'load', took: 40 },
      { command: 'wait', took: null },
    ]),
  );
  const { commands, uncalled } = viewData(viewOf(report, { known: ['load', 'export'] })) as {
    commands: unknown[];
    uncalled: unknown[];
  };
  expect(uncalled).toEqual(['export']);
  expect(commands).toMatchObject([
    { command: 'save', calls: 1, failed: 1 },
    { command: 'wait', calls: 1, pending: 1 },
    { command: 'load', calls: 2, median_ms: 40 },
  ]);
});

test('what a worker has recorded outside of tests is of no test, and its calls count', () => {
  const report = reportOf({ ...session('beforeAll', [{ command: 'load' }], { status: undefined }), id: 'worker-0-1' });
  expect(report.facts()).toMatchObject({
    counts: { tests: 0, failed: 0, sessions: 1, calls: 1 },
    commands: [{ command: 'load', tests: [] }],
  });
});

test('a test that is known to have passed in the end is flaky, though the session of its pass was not kept', () => {
  const report = new RunReport();
  report.add(session('one', [GONE]), { session: 'a' }, true);
  expect(report.facts().counts).toMatchObject({ tests: 1, failed: 0, flaky: 1 });
});

test('the tests of the run are counted where they are known, with those that left no session', () => {
  const facts = reportOf(session('one', [GONE])).facts({ totals: { tests: 1000, failed: 3, flaky: 1 } });
  expect(facts.counts).toMatchObject({ tests: 1000, failed: 3, flaky: 1, sessions: 1 });
  expect(facts.notes).toContain('2 failed tests without a session: the cause is not known here.');
});

test('it is said when no session is of a test that passed', () => {
  const passed = session('two', [], { status: 'passed' });
  expect(
    reportOf(session('one', [GONE]))
      .facts()
      .notes.join(),
  ).toContain('No session is of a test that passed');
  expect(reportOf(session('one', [GONE]), passed).facts().notes).toEqual([]);
});

test('says that no pass was kept, also where a test is known to have passed later', () => {
  const report = new RunReport();
  report.add(session('one', [GONE]), { session: '0/ipc-session.json' }, true);
  expect(report.facts().notes).toEqual([expect.stringContaining('No session is of a test that passed')]);
  report.add(session('two', [], { status: 'passed' }), { session: '1/ipc-session.json' });
  expect(report.facts().notes).toEqual([]);
});

test('takes no place of another page', () => {
  const folder = test.info().outputPath('report');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.html');
  writeFileSync(file, '<!doctype html><title>Playwright Test Report</title>');
  const facts = reportOf(session('one', [GONE])).facts();
  expect(() => writeRunPage(facts, folder)).toThrow('a page is there that is not of this report');
  rmSync(file);
  expect(writeRunPage(facts, folder)).toBe(file);
  expect(writeRunPage(facts, file)).toBe(file);
});
