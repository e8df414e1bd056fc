import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type FakeCall, fakeSession } from '../replay/fake-session.test.support.ts';
import { encodeValue } from '../session/codec/encode-value.ts';
import { cpuMs } from '../std/cpu-time.test.support.ts';
import { checkContract } from './check-contract.ts';
import { type Contract, contractSchema, inferContract } from './contract.ts';

const load = (ok: unknown): FakeCall => ({ command: 'load', result: { Ok: ok as object } });
const contractOf = (...calls: FakeCall[]) => inferContract([fakeSession(calls)]);
const driftOf = (learnt: FakeCall[], seen: FakeCall[]) =>
  checkContract(contractOf(...learnt), [fakeSession(seen)]).map(({ times: _times, index: _index, ...drift }) => drift);

test('says what every answer had, what only some had, and of which types', () => {
  const { commands } = contractOf(
    load({ id: 1, title: 'Milk', tags: [] }),
    load({ id: 2, title: null, tags: ['a'], pinned: true }),
  );
  expect(commands).toEqual({
    load: {
      calls: 2,
      args: { type: ['object'], properties: {}, required: [] },
      ok: {
        type: ['object'],
        properties: {
          id: { type: ['integer'] },
          pinned: { type: ['boolean'] },
          tags: { type: ['array'], items: { type: ['string'] } },
          title: { type: ['null', 'string'] },
        },
        required: ['id', 'tags', 'title'],
      },
    },
  });
});

test('leaves out what a mock answered', () => {
  expect(contractOf({ ...load(1), mocked: true }).commands).toEqual({});
});

for (const [name, learnt, seen, drift] of [
  [
    'a key that is gone',
    { id: 1, title: 'a' },
    { id: 1 },
    { part: 'ok', path: 'title', kind: 'missing-key', expected: 'string' },
  ],
  [
    'a key that is new',
    { id: 1 },
    { id: 1, title: 'a' },
    { part: 'ok', path: 'title', kind: 'new-key', found: 'string' },
  ],
  [
    'another type',
    { id: 1 },
    { id: '1' },
    { part: 'ok', path: 'id', kind: 'type', expected: 'integer', found: 'string' },
  ],
  [
    'another type deep inside',
    { a: [{ b: 1 }] },
    { a: [{ b: 1 }, { b: null }] },
    { part: 'ok', path: 'a[].b', kind: 'type', expected: 'integer', found: 'null' },
  ],
  [
    'a date where a text was',
    { at: 'x' },
    { at: { $date: '2026-11-25T00:00:00.000Z' } },
    { part: 'ok', path: 'at', kind: 'type', expected: 'string', found: '$date' },
  ],
] as const) {
  test(`names ${name}`, () => {
    expect(driftOf([load(learnt)], [load(seen)])).toEqual([{ command: 'load', ...drift }]);
  });
}

test('names a new command and a first error, and counts what is seen again', () => {
  const failed: FakeCall = { command: 'load', result: { Err: 'disk full' }, error: { code: 7 } };
  const drifts = checkContract(contractOf(load(1)), [fakeSession([{ command: 'save' }, failed, failed])]);
  expect(drifts).toEqual([
    { command: 'save', path: '', kind: 'new-command', times: 1, index: 0 },
    { command: 'load', part: 'err', path: '', kind: 'new-part', found: 'object', times: 2, index: 1 },
  ]);
});

test('a whole number fits where a number was, and an empty list anywhere', () => {
  expect(driftOf([load({ n: 1.5, list: [1] })], [load({ n: 2, list: [] })])).toEqual([]);
  expect(driftOf([load({ list: [] })], [load({ list: ['a'] })])).toEqual([]);
});

test('a command named like a part of every object is one like any other', () => {
  expect(driftOf([{ command: '__proto__' }], [{ command: 'constructor' }])).toMatchObject([{ kind: 'new-command' }]);
});

test('what a contract was learnt from fits it, whatever it is; and it is read again as it was written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.anything({ withDate: true, withBigInt: true })), {
        maxLength: 8,
      }),
      (calls) => {
        const session = fakeSession(
          calls.map(([command, value]) => ({
            command,
            args: encodeValue(value),
            result: { Ok: (encodeValue(value) ?? null) as object },
          })),
        );
        const contract = inferContract([session]);
        const read = JSON.parse(JSON.stringify(contract)) as Contract;
        expect(contractSchema.safeParse(read).success).toBe(true);
        expect(checkContract(read, [session])).toEqual([]);
      },
    ),
  );
});

test('learns dictionaries with ever-new keys in time that is linear in the calls, and takes new keys in them for no drift', () => {
  const sessions = (keys: number) => [
    fakeSession(Array.from({ length: keys }, (_, at) => ({ command: 'save', args: { [`key ${at}`]: at } }))),
  ];
  const many = sessions(50_000);
  expect(cpuMs(() => inferContract(many))).toBeLessThan(10_000);
  const contract = inferContract(many);
  expect(Object.keys(contract.commands.save?.args?.properties ?? {})).toHaveLength(1_000);
  expect(checkContract(contract, sessions(50_000))).toEqual([]);
});
