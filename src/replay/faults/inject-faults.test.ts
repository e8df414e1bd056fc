import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { diffValues } from '../../session/codec/diff-values.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';
import { corruptValue } from './corrupt-value.ts';
import type { Fault } from './inject-faults.ts';

const CALLS: FakeCall[] = [
  { command: 'load', result: { Ok: { items: [{ title: 'Milk' }] } } },
  { command: 'progress', kind: 'push', args: 50 },
  { command: 'save', args: { at: 1 }, result: { Ok: null } },
  { command: 'save', args: { at: 2 }, result: { Err: 'disk full' }, error: { code: 'ENOSPC' } },
];
const backendWith = (...faults: Fault[]) => new StubBackend(fakeSession(CALLS), { faults, seed: 7 });

test('an error is the one that the command is known to fail with, or the one that was named', () => {
  const known = backendWith({ kind: 'error', command: 'save', occurrence: 1 });
  expect(known.answer({ command: 'save', args: { at: 1 } })).toMatchObject({
    kind: 'err',
    text: 'disk full',
    error: { code: 'ENOSPC' },
  });
  expect(known.report().faults).toEqual({
    seed: 7,
    injected: [{ kind: 'error', index: 2, command: 'save', detail: 'fails with "disk full"' }],
  });
  const named = backendWith({ kind: 'error', command: 'l*', value: 'offline' }, { kind: 'drop', command: 'lode' });
  expect(named.answer({ command: 'load', args: {} })).toMatchObject({ kind: 'err', text: 'offline' });
  expect(named.report().faults?.unmet).toEqual([{ kind: 'drop', command: 'lode' }]);
});

test('a dropped answer never comes, and a pushed message comes twice', () => {
  const backend = backendWith({ kind: 'drop', command: 'save' }, { kind: 'duplicate' });
  expect(backend.answer({ command: 'load', args: {} })).toMatchObject({
    kind: 'ok',
    after: [{ command: 'progress' }, { command: 'progress' }],
  });
  expect(backend.answer({ command: 'save', args: { at: 1 } }).kind).toBe('pending');
  expect(backend.report().faults?.injected.map(({ detail }) => detail)).toEqual(['1 pushes twice', 'never comes']);
});

test('answers that are all to come after the next one change places two by two', async () => {
  const backend = backendWith({ kind: 'reorder' });
  const given: string[] = [];
  const began = performance.now();
  await Promise.all(
    [
      ['load', {}],
      ['save', { at: 1 }],
    ].map(async ([command, args]) => {
      await backend.answerWhenDue({ command: command as string, args });
      given.push(command as string);
    }),
  );
  expect(given).toEqual(['save', 'load']);
  expect(performance.now() - began).toBeLessThan(400);
});

test('no answer waits for one that was dropped, or that a waiting window has at once', async () => {
  const calls = [
    { command: 'slow', at: 0, took: 100 },
    { command: 'fast', at: 10, took: 20 },
    { command: 'now', at: 20, took: 10, sync: true },
  ];
  const backend = new StubBackend(fakeSession(calls), { faults: [{ kind: 'drop', command: 'fast' }] });
  const began = performance.now();
  await Promise.all(calls.map(({ command }) => backend.answerWhenDue({ command, args: {} })));
  expect(performance.now() - began).toBeLessThan(400);
});

test('a faulty answer has secrets and ids of this run, and the report has none', () => {
  const token = '‹token:h:aaaaaaaaaa›';
  const secretOf = () => 'battery staple';
  const session = fakeSession([
    { command: 'whose', result: { Ok: { [token]: 1 } } },
    { command: 'login', result: { Err: `no ${token}` } },
  ]);
  const backend = new StubBackend(session, {
    faults: [{ kind: 'corrupt', command: 'w*' }, { kind: 'error' }],
    secretOf,
  });
  expect(backend.answer({ command: 'login', args: {} })).toMatchObject({ text: 'no battery staple' });
  backend.answer({ command: 'whose', args: {} });
  expect(backend.report().faults?.injected).toHaveLength(3);
  expect(JSON.stringify(backend.report())).not.toContain('battery staple');
});

/** Lists the faults in the answers of three commands, in the order of the recording, whichever they are asked for in. */
const faultsBy = (seed: number, asked = ['a', 'b', 'c']) => {
  const result = { Ok: { title: 'Milk', items: [1, 2, 3], done: false } };
  const session = fakeSession(['a', 'b', 'c'].map((command) => ({ command, result })));
  const backend = new StubBackend(session, { faults: [{ kind: 'latency' }, { kind: 'corrupt' }], seed });
  for (const command of asked) backend.answer({ command, args: {} });
  const { injected = [] } = backend.report().faults ?? {};
  const byCommand = injected.toSorted((one, other) => one.index - other.index);
  const detailsOf = (kind: string) => byCommand.filter((one) => one.kind === kind).map(({ detail }) => detail);
  return { latency: detailsOf('latency'), corrupt: detailsOf('corrupt') };
};

test('one seed does the same to each answer, however the calls are interleaved, and another seed does not', () => {
  const given = faultsBy(7);
  expect([given.latency.length, given.corrupt.length]).toEqual([3, 3]);
  expect(faultsBy(7, ['c', 'a', 'b'])).toEqual(given);
  const other = faultsBy(8);
  expect(other.latency).not.toEqual(given.latency);
  expect(other.corrupt).not.toEqual(given.corrupt);
});

test('a late answer is late, and a reordered one comes after the next', async () => {
  const backend = backendWith(
    { kind: 'latency', command: 'save', value: 60 },
    { kind: 'reorder', command: 'load', occurrence: 1 },
  );
  const given: string[] = [];
  const ask = async (name: string, args: unknown) => {
    await backend.answerWhenDue({ command: name, args });
    given.push(name);
  };
  const began = performance.now();
  await Promise.all([ask('load', {}), ask('save', { at: 1 })]);
  expect(given).toEqual(['save', 'load']);
  expect(performance.now() - began).toBeGreaterThan(55);
});

test('breaks exactly one place of any answer', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(), (value, how, place) => {
      const random = (name: string) => (name === 'how' ? how : (place % 1_000) / 1_000);
      const { value: broken, path } = corruptValue(value, random);
      const changes = diffValues(value, broken);
      expect(changes.length).toBeGreaterThan(0);
      for (const change of changes) expect(change.path.startsWith(path)).toBe(true);
    }),
  );
});
