import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { contractCommand } from './contract.ts';
import { diffCommand } from './diff.ts';
import { runCommand, writeSession, writeText } from './folders.test.support.ts';
import { reportCommand } from './report.ts';

const BROKEN = '{"events": [';
const NAMED = /1 session could not be read[\s\S]*begins: sessions;[\s\S]*broken\/ipc-session\.json: /;

/** Two runs of one test; the second has a session, too, that cannot be read. */
function twoRuns(): [string, string] {
  const folders = ['first', 'second'].map((folder) => writeSession(folder, 'one', [{ command: 'load' }]));
  writeText('second', 'broken', BROKEN);
  return folders as [string, string];
}

test('tests of two folders are the same only where all of their sessions could be read', async () => {
  const [first, second] = twoRuns();
  const { exitCode, stdout } = await runCommand(diffCommand, [first, second, '--tests']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('0 of 1 tests differ.');
  expect(stdout).toMatch(NAMED);
  const json = JSON.parse((await runCommand(diffCommand, [first, second, '--tests', '--json'])).stdout);
  expect(json).toMatchObject({ same: false, unread: [{ path: join(second, 'broken/ipc-session.json') }] });
});

test('a session too large to be compared does not end the comparison of the others', async () => {
  const [first] = twoRuns();
  const large = writeSession('third', 'one', [{ command: 'load' }]);
  writeSession('third', 'large', [{ command: 'load', result: { Ok: 'x'.repeat(8_000) } }]);
  const before = process.env.IPC_RECORDER_READ_MB;
  // A session that is compared may have two thirds of what is read.
  process.env.IPC_RECORDER_READ_MB = '0.01';
  try {
    const { exitCode, stdout } = await runCommand(diffCommand, [first, large, '--tests']);
    expect(stdout).toContain('Compared 1 with 1 messages: same.');
    expect(stdout).toContain('1 session could not be read');
    expect(stdout).toContain('large/ipc-session.json');
    expect(exitCode).toBe(1);
  } finally {
    if (before === undefined) delete process.env.IPC_RECORDER_READ_MB;
    else process.env.IPC_RECORDER_READ_MB = before;
  }
});

test('a test with a session in one of two folders alone is a difference', async () => {
  const first = writeSession('first', 'one', [{ command: 'load' }]);
  writeSession('second', 'one', [{ command: 'load' }]);
  const second = writeSession('second', 'two', [{ command: 'load' }]);
  for (const folders of [
    [first, second],
    [second, first],
  ]) {
    const { exitCode, stdout } = await runCommand(diffCommand, [...folders, '--tests', '--json']);
    expect([exitCode, JSON.parse(stdout).same]).toEqual([1, false]);
  }
  expect((await runCommand(diffCommand, [first, first, '--tests'])).exitCode).toBe(0);
});

test('two runs are not called the same where a session could not be read', async () => {
  const [first, second] = twoRuns();
  const { exitCode, stdout } = await runCommand(diffCommand, [first, second]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('Compared 1 test that passed in both runs: no difference in these.');
  expect(stdout).toMatch(NAMED);
});

test('a contract is not said to fit where a session could not be read, nor are mocks said to be honest', async () => {
  const [first, second] = twoRuns();
  const contract = test.info().outputPath('contract.json');
  expect((await runCommand(contractCommand, ['infer', second, '-o', contract])).stderr).toMatch(NAMED);
  const check = (folder: string) => runCommand(contractCommand, ['check', folder, '--contract', contract]);
  expect((await check(first)).exitCode).toBe(0);
  const { exitCode, stdout } = await check(second);
  expect([exitCode, stdout.includes('Same')]).toEqual([1, false]);
  expect(stdout).toMatch(NAMED);

  writeSession('first', 'mocked', [{ command: 'load', mocked: true }]);
  writeSession('second', 'mocked', [{ command: 'load', mocked: true }]);
  const verify = (folder: string) => runCommand(contractCommand, ['verify', folder, '--truth', contract, '--json']);
  expect(JSON.parse((await verify(first)).stdout).same).toBe(true);
  const verified = await verify(second);
  expect(verified.exitCode).toBe(1);
  expect(JSON.parse(verified.stdout)).toMatchObject({ same: false, unread: [{}] });
});

test('a report names the sessions that it could not read, and is of the others', async () => {
  const [, second] = twoRuns();
  const { stdout, stderr } = await runCommand(reportCommand, [second]);
  expect(stdout).toContain('# 1 test: 0 failed');
  expect(stderr).toMatch(NAMED);
});
