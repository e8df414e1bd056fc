import { expect, test } from '@playwright/test';
import { createRedactor } from '../src/redact/redactor.ts';
import { rulesDigest } from '../src/redact/rules-digest.ts';
import { fakeTestCase } from './fake-run.test.support.ts';
import { redactorFor, redactorOf } from './redactor-of.ts';

const RULES = { values: ['Sw0rdfish-4711-x9'] };
const testWith = (ipcRecorder?: unknown) => fakeTestCase('', ipcRecorder === undefined ? {} : { ipcRecorder });

test('texts are redacted by the rules that the project has in its config', () => {
  expect(redactorOf(testWith({ redact: RULES })).text('the Sw0rdfish-4711-x9')).not.toContain('Sw0rdfish-4711-x9');
  expect(redactorOf(testWith('on')).text('the Sw0rdfish-4711-x9')).toBe('the Sw0rdfish-4711-x9');
  expect(redactorOf(testWith()).text('the Sw0rdfish-4711-x9')).toBe('the Sw0rdfish-4711-x9');
});

test('all tests of a project have one redactor', () => {
  const testCase = testWith({ redact: RULES });
  expect(redactorOf(testCase)).toBe(redactorOf(testCase));
  expect(redactorOf(testCase)).not.toBe(redactorOf(testWith({ redact: RULES })));
});

test('a recording that was made by the rules of the project is redacted by them', () => {
  const testCase = testWith({ redact: RULES });
  expect(redactorFor(testCase, rulesDigest(RULES))).toBe(redactorOf(testCase));
});

test("texts are withheld where a file has rules of its own, and the project's still scan", () => {
  const { text, findLeak } = redactorFor(testWith({ redact: RULES }), rulesDigest({ values: ['of the file'] }));
  expect(text('no secret')).toBe(
    'withheld: the rules of redaction that this file has by test.use are not known to the reporter',
  );
  expect(findLeak('the Sw0rdfish-4711-x9')).toBe('redact.values[0]');
});

test('nothing is redacted where the worker redacted nothing', () => {
  const { text, findLeak } = redactorFor(testWith({ redact: RULES }), rulesDigest(false));
  expect([text('the Sw0rdfish-4711-x9'), findLeak('the Sw0rdfish-4711-x9')]).toEqual([
    'the Sw0rdfish-4711-x9',
    undefined,
  ]);
  expect(createRedactor(RULES).findLeak('the Sw0rdfish-4711-x9')).toBe('redact.values[0]');
});
