import { mkdirSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { fakeSession } from '../../../replay/fake-session.test.support.ts';
import { isNotedReproduced, isPlain, noteReproduced } from './reproductions.ts';

const before = process.cwd();

test.beforeEach(() => {
  const folder = test.info().outputPath('project');
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
});

test.afterEach(() => process.chdir(before));

test('a session is noted as reproduced by what is in it, and no other one with it', () => {
  const session = fakeSession([{ command: 'load' }]);
  expect(isNotedReproduced(session)).toBe(false);
  noteReproduced(session);
  expect(isNotedReproduced(fakeSession([{ command: 'load' }]))).toBe(true);
  expect(isNotedReproduced(fakeSession([{ command: 'save' }]))).toBe(false);
});

test('a replay with an option that changes the answers is no evidence', () => {
  expect(isPlain({ unused: 'ignore' }, {})).toBe(true);
  expect(isPlain({}, { alone: true })).toBe(false);
  expect(isPlain({}, { update: 'missing' })).toBe(false);
  expect(isPlain({ notFound: 'fallback' }, {})).toBe(false);
  expect(isPlain({ faults: [] }, {})).toBe(false);
});
