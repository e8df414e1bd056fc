import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession } from '../replay/fake-session.test.support.ts';
import { learnVolatile } from './learn-volatile.ts';

const save = (requestId: string, title: string, ok: unknown = null): FakeCall => ({
  command: 'save',
  args: { requestId, note: { title } },
  result: { Ok: ok },
});

test('arguments that differ in each pair, with the same answer, are new in every run', () => {
  const learnt = learnVolatile(
    fakeSession([save('a-1', 'Milk', { for: 'a-1' }), save('a-2', 'Bread')]),
    fakeSession([save('b-7', 'Milk', { for: 'b-7' }), save('b-8', 'Bread')]),
  );
  expect(learnt).toEqual({ save: ['requestId'] });
});

test('an argument that is the same once says what is asked', () => {
  const learnt = learnVolatile(
    fakeSession([save('a-1', 'Milk'), save('a-2', 'Bread')]),
    fakeSession([save('b-7', 'Milk'), save('a-2', 'Bread')]),
  );
  expect(learnt).toEqual({});
});

test('an argument with which the answer changes says what is asked, too', () => {
  expect(learnVolatile(fakeSession([save('a', 'Milk', 1)]), fakeSession([save('b', 'Milk', 2)]))).toEqual({});
});

test('ids and times are bound by a replay itself, and items of a list have one path', () => {
  const tag = (one: string, other: string, id: string): FakeCall => ({
    command: 'tag',
    args: { id, list: [{ key: one }, { key: other }] },
    options: { headers: { Trace: one } },
  });
  expect(
    learnVolatile(
      fakeSession([tag('a', 'b', '0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01')]),
      fakeSession([tag('c', 'd', 'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd')]),
    ),
  ).toEqual({ tag: ['list[*].key', 'options.headers.trace'] });
});

test('a name with a star in it, which would stand for any text, is never learnt', () => {
  const ask = (command: string, value: string): FakeCall => ({ command, args: { '*': value, plain: value } });
  const session = (value: string) => fakeSession([ask('save', value), ask('save_*', value)]);
  expect(learnVolatile(session('Milk'), session('Bread'))).toEqual({ save: ['plain'] });
});
