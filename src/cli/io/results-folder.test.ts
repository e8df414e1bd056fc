import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { RESULTS, RunResults } from './results-folder.ts';

const before = process.cwd();

test.beforeEach(() => {
  const folder = test.info().outputPath('project');
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
});

test.afterEach(() => process.chdir(before));

const names = () => readdirSync(RESULTS).filter((name) => name !== '.gitignore');

test('what is kept of a run takes the place of what earlier ones have left, and of nothing that still runs', () => {
  const ended = Number(execFileSync(process.execPath, ['-p', 'String(process.pid)'], { encoding: 'utf8' }));
  const running = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  try {
    const results = new RunResults('replay-0a');
    for (const name of [`replay-0a-${ended}`, `replay-0b-${ended}`, `replay-0a-${running.pid}`, 'replay-0a-notes'])
      mkdirSync(join(RESULTS, name));
    results.end(true);
    const kept = [`replay-0a-${process.pid}`, `replay-0b-${ended}`, `replay-0a-${running.pid}`, 'replay-0a-notes'];
    expect(names().sort()).toEqual(kept.sort());
  } finally {
    running.kill('SIGKILL');
  }
});

test('what is not kept goes, and Git is told to leave the rest out', () => {
  const results = new RunResults('doctor');
  expect(existsSync(results.folder)).toBe(true);
  results.end(false);
  expect(names()).toEqual([]);
  expect(readFileSync(join(RESULTS, '.gitignore'), 'utf8')).toBe('*\n');
});
