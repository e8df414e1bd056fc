import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { TestResult } from '@playwright/test/reporter';
import { inlineAttachments } from '../fixtures/attachments/write-attachments.ts';
import { parseSession } from '../src/session/format/parse-session.ts';
import { countFileCalls } from '../src/std/count-file-calls.test.support.ts';
import { fakeResult, fakeTestCase, recordInto } from './fake-run.test.support.ts';
import { compareWithPass, discardRecording, judgeAttempt } from './judge-attempt.ts';

const KEPT = ['ipc-session', 'ipc-timeline', 'ipc-summary'];

/** An attempt of a test whose recordings are below the folder of this unit test. */
function attempt(result: Partial<TestResult> = {}, use: { ipcRecorder?: unknown } = {}) {
  const { outputDir } = test.info();
  const given = { testCase: fakeTestCase(outputDir, use), result: fakeResult(result) };
  const folder = join(outputDir, 'ipc', `id-r${given.result.retry}`);
  const judge = (isCompared = false) =>
    judgeAttempt(given.testCase, given.result, given.result.status, { configFile: undefined, isCompared });
  const names = () => given.result.attachments.map(({ name }) => name);
  return { ...given, outputDir, folder, judge, names };
}

test('an attempt without a recording is not judged', () => {
  const { judge, names } = attempt({ status: 'failed' });
  expect(judge()).toBeUndefined();
  expect(names()).toEqual([]);
});

test('a failed attempt is kept, with session, timeline and summary, and without its journal', () => {
  const { outputDir, folder, judge, names } = attempt({ status: 'failed' });
  recordInto(outputDir, 'id-r0').end();
  expect(judge()?.kept).toMatchObject({ folder });
  expect(names()).toEqual(KEPT);
  expect(readdirSync(folder).sort()).toEqual(['ipc-session.json', 'ipc-timeline.html']);
});

test('the recording of an attempt that passed can go, and is read for a failed one alone', () => {
  const { outputDir, folder, judge, names, testCase, result } = attempt();
  recordInto(outputDir, 'id-r0').end();
  expect(judge()).toEqual({ mode: 'retain-on-failure', calls: 1 });
  const judged = judge(true);
  expect(judged).toMatchObject({ mode: 'retain-on-failure', calls: 1 });
  expect(judged?.kept).toBeUndefined();
  expect(judged?.session?.events).toHaveLength(1);
  expect(names()).toEqual([]);
  discardRecording(testCase, result);
  expect(existsSync(folder)).toBe(false);
});

test('of an attempt that passed one file is opened and read once, and none is written', () => {
  const { outputDir, judge, testCase, result } = attempt();
  recordInto(outputDir, 'id-r0').end();
  const calls = countFileCalls(() => {
    judge();
    discardRecording(testCase, result);
  });
  expect(calls).toMatchObject({ openSync: 1, readSync: 1, readFileSync: 0, writeFileSync: 0, writeSync: 0 });
});

test('an attempt that passed is kept where the mode says so', () => {
  const { outputDir, judge, names } = attempt();
  recordInto(outputDir, 'id-r0', { mode: 'on' }).end();
  expect(judge()?.kept).toBeDefined();
  expect(names()).toEqual(KEPT);
});

test('the session of a killed worker has the status and the errors that the runner knows', () => {
  const { outputDir, folder, judge } = attempt({ status: 'timedOut', errors: [{ message: '\u001b[31mtoo slow' }] });
  recordInto(outputDir, 'id-r0').batched();
  judge();
  expect(parseSession(readFileSync(join(folder, 'ipc-session.json'))).test).toMatchObject({
    ...{ status: 'timedOut', expected_status: 'passed', duration_ms: 20, errors: ['too slow'] },
  });
});

test('attachments of the worker are replaced by name, and those of the suite are left', () => {
  const body = Buffer.from('# IPC of this test\n');
  const { outputDir, folder, judge, result } = attempt({ status: 'failed' });
  const own = { name: 'ipc-summary', contentType: 'text/markdown', body };
  const workers = { name: 'ipc-summary', contentType: 'text/markdown; by=playwright-ipc-recorder', body };
  const timeline = { name: 'ipc-timeline', contentType: 'text/html', path: join(folder, 'ipc-timeline.html') };
  const elsewhere = { name: 'ipc-session', contentType: 'application/json', path: `${folder}-other/ipc-session.json` };
  result.attachments.push({ ...own }, { ...workers }, { ...timeline }, { ...elsewhere });
  recordInto(outputDir, 'id-r0').end();
  judge();
  const [first, second, third, fourth, ...rest] = result.attachments;
  expect([first, third, fourth]).toEqual([own, timeline, elsewhere]);
  expect(second?.name).toBe('ipc-summary');
  expect(String(second?.body)).not.toBe(String(body));
  expect(rest.map(({ name, path }) => [name, path])).toEqual([['ipc-session', join(folder, 'ipc-session.json')]]);
});

test('a session that the worker attached without a file is kept as it is, and said to be incomplete on the disk', () => {
  const { outputDir, folder, judge, result, names } = attempt({ status: 'failed' });
  const session = recordInto(outputDir, 'id-r0').end();
  result.attachments.push(...inlineAttachments(folder, session, { findLeak: () => undefined, redact: 'digest' }));
  const judged = judge();
  expect(judged?.kept?.problem).toBe(
    'the worker could not write to its folder. The session is in the report itself, compressed',
  );
  expect(judged?.session?.events).toHaveLength(1);
  expect(names()).toEqual(['ipc-session', 'ipc-summary']);
});

test('the journal is attached where session and timeline cannot be written', () => {
  const { outputDir, folder, judge, result } = attempt({ status: 'failed' });
  recordInto(outputDir, 'id-r0').end();
  mkdirSync(join(folder, 'ipc-session.json', 'in-the-way'), { recursive: true });
  expect(judge()?.kept?.problem).toContain('The journal is attached');
  expect(result.attachments.map(({ name, path }) => [name, path])).toEqual([
    ['ipc-session', join(folder, 'journal.ndjson')],
    ['ipc-summary', undefined],
  ]);
});

test('the timeline names the trace of its attempt, but not where a title in its path was redacted', () => {
  const traceIn = (titles: string[]) => {
    const path = join(process.cwd(), 'test-results', 'saves', 'trace.zip');
    const { outputDir, folder, judge, testCase } = attempt({
      status: 'failed',
      attachments: [{ name: 'trace', contentType: 'application/zip', path }],
    });
    testCase.titlePath = () => titles;
    recordInto(outputDir, 'id-r0').end();
    judge();
    const html = readFileSync(join(folder, 'ipc-timeline.html'), 'utf8');
    const [, data = ''] = /id="ipc-header">([^<]+)</.exec(html) ?? [];
    return JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()).trace;
  };
  expect(traceIn(['', 'chromium', 'a.spec.ts', 'saves'])).toBe(join('test-results', 'saves', 'trace.zip'));
  expect(traceIn(['', 'chromium', 'a.spec.ts', 'saves hunter2'])).toBeUndefined();
});

test('a secret that redaction missed withholds all three attachments', () => {
  const use = { ipcRecorder: { redact: { values: ['Sw0rdfish-4711-x9'] } } };
  const { outputDir, folder, judge, result } = attempt({ status: 'failed' }, use);
  recordInto(outputDir, 'id-r0').end();
  expect(judge()?.kept?.withheldBy).toBe('redact.values[0]');
  expect(result.attachments.map(({ contentType }) => contentType)).toEqual(
    KEPT.map(() => 'text/plain; by=playwright-ipc-recorder'),
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('a journal that cannot be read is deleted where the test passed, and told of where it failed', () => {
  for (const status of ['passed', 'failed'] as const) {
    const { folder, judge } = attempt({ status });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'journal.ndjson'), 'not a journal\n');
    if (status === 'failed') expect(judge).toThrow('journal');
    else expect(judge()).toBeUndefined();
    expect(existsSync(folder)).toBe(status === 'failed');
  }
});

test('where the attempt that passed tells why the other failed, that is its verdict, and no difference is told beside it', () => {
  const { outputDir, judge, result } = attempt({ status: 'failed' });
  recordInto(outputDir, 'id-r0', { error: 'disk full' }).end();
  const kept = judge()?.kept;
  if (kept === undefined) throw new Error('not kept');
  compareWithPass(kept, recordInto(outputDir, 'id-r1').end());
  expect(kept.verdict).toMatchObject({ confidence: 'likely', baselines: 1, causes: [{ kind: 'swallowed-error' }] });
  expect(kept.divergence).toBeUndefined();
  const summary = String(result.attachments.find(({ name }) => name === 'ipc-summary')?.body);
  expect(summary).toContain('Compared with 1 passing session.');
  expect(summary).not.toContain('Against the attempt that passed');
});

test('the first difference to the attempt that passed is in the summary of the failed one', () => {
  const { outputDir, judge, result } = attempt({ status: 'failed' });
  recordInto(outputDir, 'id-r0').end();
  const kept = judge()?.kept;
  if (kept === undefined) throw new Error('not kept');
  compareWithPass(kept, recordInto(outputDir, 'id-r1', { command: 'delete' }).end());
  expect(kept.divergence?.text).toContain('save');
  const summaries = result.attachments.filter(({ name }) => name === 'ipc-summary');
  expect(summaries.map(({ body }) => String(body))).toEqual([
    expect.stringContaining(`Against the attempt that passed\n\n    ${kept.divergence?.text}`),
  ]);
});
