import { expect, test } from '@playwright/test';
import type { Outcome } from '../../replay/drive/compare-results.ts';
import { findLies, findLiesByTruth } from './find-lies.ts';
import type { Truth } from './truth.ts';

const ok = (Ok: object | string | null): Outcome => ({ result: { Ok: Ok as object } });
const err = (Err: string): Outcome => ({ result: { Err } });

/** Verifies calls of one command. */
function verdictOf(command: string, calls: [mock: Outcome, actual: Outcome][], known?: Truth) {
  const asked = calls.map(([mock, actual], index) => ({ session: 's', index, command, mock, actual }));
  const { lies, compared, notCompared } = findLies(asked, known);
  return {
    lies: lies.map(({ kind, path }) => `${kind} ${path}`),
    compared: compared.calls,
    why: notCompared.map(({ reason }) => reason),
  };
}

const truthOf = (ok: object): Truth => ({ commands: new Map([['get', { ok }]]), isWhole: true, definitions: {} });

test('null in a field of one says nothing of a value in that of the other, unless the truth says so', () => {
  const calls: [Outcome, Outcome][] = [
    [ok({ due: 'T', done: null }), ok({ due: null, done: true })],
    [ok([{ due: 'T' }]), ok([{ due: null }])],
  ];
  expect(verdictOf('get', calls.slice(0, 1)).lies).toEqual([]);
  expect(verdictOf('list', calls.slice(1)).lies).toEqual([]);
  const truth = truthOf({ type: 'object', properties: { due: { type: 'null' } } });
  expect(verdictOf('get', calls.slice(0, 1), truth).lies).toEqual(['type due']);
});

test('null in place of a whole answer is not compared with a value, where a question may find nothing', () => {
  expect(verdictOf('get_note', [[ok({ id: 1 }), ok(null)]])).toEqual({
    ...{ lies: [], compared: 0, why: ['the backend has answered nothing but null'] },
  });
  expect(verdictOf('get_note', [[ok(null), ok({ id: 1 })]]).why).toEqual(['the mock has found nothing']);
  expect(verdictOf('export_notes', [[ok(null), ok('text')]]).lies).toEqual(['type ']);
});

test('a key that few of the objects of the backend could have shown is no lie, one that many lack is', () => {
  const mock = ok([{ id: 1, due: 'T' }]);
  expect(verdictOf('list', [[mock, ok([{ id: 1 }, { id: 2 }])]]).lies).toEqual([]);
  expect(verdictOf('list', [[mock, ok([{ id: 1 }, { id: 2 }, { id: 3 }])]]).lies).toEqual(['extra-key [].due']);
  const truth = truthOf({ type: 'object', properties: {}, additionalProperties: false });
  expect(verdictOf('get', [[ok({ due: 'T' }), ok({})]], truth).lies).toEqual(['extra-key due']);
});

test('two that fail with the same error tell the same, whatever it is', () => {
  const error = err('Plugin foo not found');
  expect(verdictOf('get', [[error, error]])).toMatchObject({ lies: [], compared: 1 });
});

test('an error that only sounds like that of Tauri is an error of the command', () => {
  expect(verdictOf('run', [[ok({}), err('Plugin foo not found')]]).lies).toEqual(['fails ']);
  expect(verdictOf('plugin:sql|select', [[ok({}), err('Plugin sql not found')]]).lies).toEqual(['no-command ']);
});

test('a call that nothing is known of is not compared', () => {
  const mocks = [
    { session: 's', index: 0, command: 'get', mock: ok({}) },
    { session: 's', index: 1, command: 'get', mock: err('no') },
    { session: 's', index: 2, command: 'any', mock: ok({}) },
    { session: 's', index: 3, command: 'other', mock: ok({}) },
  ];
  const commands: Truth['commands'] = new Map([
    ['get', { ok: { type: 'object' } }],
    ['any', { ok: true, err: false }],
  ]);
  const { lies, compared, notCompared } = findLiesByTruth(mocks, { commands, isWhole: false, definitions: {} });
  expect([lies, compared]).toEqual([[], { calls: 1, commands: 1 }]);
  expect(notCompared.map(({ index, reason }) => [index, reason])).toEqual([
    [1, 'what is known of the backend does not say what the command fails with'],
    [2, 'what is known of the backend does not say what the command answers'],
    [3, 'what is known of the backend does not have the command'],
  ]);
});
