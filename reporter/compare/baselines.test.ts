import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession } from '../../src/replay/fake-session.test.support.ts';
import type { RecordedSession, SessionTest } from '../../src/session/format/schema.ts';
import { fakeTestCase } from '../fake-run.test.support.ts';
import { Baselines } from './baselines.ts';

const NO_LEAK = () => undefined;

/** A session of one test; each begins a second after the one before. */
function sessionOf(group: number, status: SessionTest['status'] = 'passed', call: Partial<FakeCall> = {}) {
  const error = `Error: expect(locator).toHaveText(expected) failed\n\nExpected: "group 12"\nReceived: "group ${group}"\n`;
  return fakeSession([{ command: 'get_user', result: { Ok: { group } }, ...call }], {
    started_at: new Date(Date.UTC(2026, 0, 1, 0, 0, ++sessions)).toISOString(),
    test: { title_path: ['saves'], file: 'a.spec.ts', line: 3, project: '', attempt: 0, status, errors: [error] },
  });
}

let sessions = 0;

/** The baselines of a run in the folder of this unit test, and what they tell of. */
function newRun() {
  const folder = join(test.info().outputDir, 'baseline');
  const told: string[] = [];
  const baselines = new Baselines(folder, (what, error) => told.push(`${what}: ${(error as Error).message}`));
  const explain = (failed: RecordedSession) => baselines.explain(fakeTestCase('/out'), failed, NO_LEAK);
  return { folder, told, baselines, explain };
}

test('a failure is explained by the passes of this run and of earlier ones', () => {
  const first = newRun();
  expect(first.explain(sessionOf(77, 'failed'))).toBeUndefined();
  first.baselines.keep(sessionOf(12), NO_LEAK);
  expect(first.explain(sessionOf(77, 'failed'))).toMatchObject({ baselines: 1, earlier: 0 });

  const second = newRun();
  second.baselines.keep(sessionOf(12), NO_LEAK);
  expect(second.explain(sessionOf(77, 'failed'))).toMatchObject({
    ...{ baselines: 2, earlier: 1, confidence: 'likely', where: 'backend' },
    causes: [{ kind: 'wrong-value', command: 'get_user' }],
  });
  expect([...first.told, ...second.told]).toEqual([]);
});

test('large baselines are read in a thread, and compared with as well', () => {
  const { folder, told, baselines, explain } = newRun();
  // Text that does not compress.
  baselines.keep(sessionOf(12, 'passed', { args: { text: randomBytes(200_000).toString('hex') } }), NO_LEAK);
  expect(statSync(join(folder, readdirSync(folder)[0] ?? '')).size).toBeGreaterThan(65_536);
  expect(explain(sessionOf(77, 'failed'))?.baselines).toBe(1);
  expect(told).toEqual([]);
});

test('a session without traffic is no baseline', () => {
  const { folder, baselines } = newRun();
  baselines.keep({ ...sessionOf(12), events: [] }, NO_LEAK);
  baselines.keep(sessionOf(12), NO_LEAK);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a secret that redaction missed is neither written nor compared with, and told of once', () => {
  const { folder, told, baselines } = newRun();
  const findLeak = (text: string) => (text.includes('"group":4711') ? 'redact.values[0]' : undefined);
  for (let count = 0; count < 2; count++) baselines.keep(sessionOf(4711), findLeak);
  expect(told).toEqual([
    'A baseline was not written: it holds a secret that redaction missed, found by redact.values[0]',
  ]);
  // The baseline was written before the rule of redaction was set.
  baselines.keep(sessionOf(4711), NO_LEAK);
  baselines.keep(sessionOf(12), NO_LEAK);
  expect(readdirSync(folder)).toHaveLength(2);
  const failed = sessionOf(77, 'failed');
  expect(baselines.explain(fakeTestCase('/out'), failed, findLeak)?.baselines).toBe(1);
  expect(told).toHaveLength(2);
  expect(told[1]).toMatch(/such as this one: .* holds a secret that redaction missed, found by redact\.values\[0\]$/);
});

test('broken files, and a folder that is none, are told of once each', () => {
  const { folder, told, baselines, explain } = newRun();
  baselines.keep(sessionOf(12), NO_LEAK);
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'broken');
  for (let count = 0; count < 2; count++) expect(explain(sessionOf(77, 'failed'))).toBeUndefined();
  expect(told).toEqual([expect.stringMatching(/^Baselines that cannot be used are skipped, .*incorrect header check/)]);

  const blocked = join(test.info().outputDir, 'in-the-way');
  mkdirSync(test.info().outputDir, { recursive: true });
  writeFileSync(blocked, '');
  const faults: string[] = [];
  const none = new Baselines(blocked, (what) => faults.push(what));
  for (let count = 0; count < 2; count++) none.keep(sessionOf(12), NO_LEAK);
  expect(faults).toEqual(['A baseline was not written']);
});

test('a session of too many bytes is not kept', () => {
  const { told, baselines, explain } = newRun();
  baselines.keep(sessionOf(12, 'passed', { args: { text: 'x'.repeat(9_000_000) } }), NO_LEAK);
  expect(told).toEqual(['A baseline was not written: the session of "saves" has more than 8388608 bytes of JSON']);
  expect(explain(sessionOf(77, 'failed'))).toBeUndefined();
});
