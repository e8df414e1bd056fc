import { expect, test } from '@playwright/test';
import { compareResults } from './compare-results.ts';

test('compares every value when it is to be exact', () => {
  const changes = compareResults(
    { result: { Ok: { id: 1, tags: ['a'] } } },
    { result: { Ok: { id: 2, tags: ['a', 'b'] } } },
  );
  expect(changes.map(({ type, path }) => [type, path])).toEqual([
    ['changed', 'result.Ok.id'],
    ['added', 'result.Ok.tags[1]'],
  ]);
});

test('sees an answer where an error was recorded', () => {
  expect(compareResults({ result: { Err: 'disk full' } }, { result: { Ok: null } })).toEqual([
    { type: 'removed', path: 'result.Err', before: 'disk full' },
    { type: 'added', path: 'result.Ok', after: null },
  ]);
});

test('ignores paths, what is below them, and any text for *', () => {
  const recorded = { result: { Ok: [{ id: 1, createdAt: { by: 'a' }, text: 'x' }] } };
  const actual = { result: { Ok: [{ id: 2, createdAt: { by: 'b' }, text: 'y' }] } };
  const changes = compareResults(recorded, actual, { ignore: ['*.createdAt', 'result.Ok[*].id'] });
  expect(changes.map(({ path }) => path)).toEqual(['result.Ok[0].text']);
  expect(compareResults(recorded, actual, { ignore: ['result.Ok'] })).toEqual([]);
  expect(
    compareResults({ result: { Ok: { idea: 1 } } }, { result: { Ok: { idea: 2 } } }, { ignore: ['result.Ok.id'] }),
  ).toHaveLength(1);
});

test('compares types and fields, not values or list lengths, when only the shape counts', () => {
  const recorded = { result: { Ok: { id: 1, tags: ['a'], at: { $date: 'a' } } } };
  const alike = { result: { Ok: { id: 9, tags: ['b', 'c'], at: { $date: 'b' } } } };
  expect(compareResults(recorded, alike, { compare: 'shape' })).toEqual([]);
  const other = { result: { Ok: { id: '9', tags: ['b'], extra: 1 } } };
  expect(compareResults(recorded, other, { compare: 'shape' }).map(({ path }) => path)).toEqual([
    'result.Ok.id',
    'result.Ok.at',
    'result.Ok.extra',
  ]);
});

test('asks only whether it failed when only the outcome counts', () => {
  expect(compareResults({ result: { Ok: 1 } }, { result: { Ok: 2 } }, { compare: 'outcome' })).toEqual([]);
  expect(compareResults({ result: { Ok: 1 } }, { result: { Err: 'x' } }, { compare: 'outcome' })).toHaveLength(1);
});

test('compares the structured error where one was recorded, without its stack', () => {
  const error = (code: number, stack: string) => ({ $error: { name: 'Error', message: 'x', code, stack } });
  const actual = { result: { Err: 'x' }, error: error(1, 'here') };
  expect(compareResults({ result: { Err: 'x' } }, actual)).toEqual([]);
  expect(compareResults({ result: { Err: 'x' }, error: error(1, 'there') }, actual)).toEqual([]);
  expect(compareResults({ result: { Err: 'x' }, error: error(2, 'there') }, actual)).toHaveLength(1);
});

test('takes no answer for null, whichever way the wire says nothing', () => {
  expect(compareResults({ result: { Ok: { $undefined: true } } }, { result: { Ok: null } })).toEqual([]);
  expect(compareResults({ result: { Ok: { $undefined: true } } }, { result: { Ok: 0 } })).toHaveLength(1);
});

test('a field that is undefined is no field, and an item that is undefined is null', () => {
  const nothing = { $undefined: true };
  const ok = (value: unknown) => ({ result: { Ok: value as object } });
  expect(compareResults(ok({ a: 1, b: nothing }), ok({ a: 1 }))).toEqual([]);
  expect(compareResults(ok({ a: 1 }), ok({ a: 1, b: nothing }))).toEqual([]);
  expect(compareResults(ok([nothing]), ok([null]))).toEqual([]);
  expect(compareResults(ok({ b: null }), ok({}))).toHaveLength(1);
  expect(compareResults(ok([1, nothing]), ok([1]))).toHaveLength(1);
});

test('the name that a runtime puts before the text of an error is no difference, and another name is', () => {
  const err = (text: string) => ({ result: { Err: text } });
  expect(compareResults(err("Error: No handler registered for 'x'"), err("No handler registered for 'x'"))).toEqual([]);
  expect(compareResults(err('Error: bad'), err('TypeError: bad'))).toHaveLength(1);
});

test('the stack of an error that was answered is no difference', () => {
  const ok = (stack: string) => ({ result: { Ok: { $error: { name: 'Error', message: 'x', stack } } } });
  expect(compareResults(ok('here'), ok('there'))).toEqual([]);
});
