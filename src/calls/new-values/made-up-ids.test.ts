import { expect, test } from '@playwright/test';
import { areClockReadings, madeUpIds, maskIds, replaceDelimitedIds, replaceIds } from './made-up-ids.ts';

const NOW = 1_795_000_000_000;
const THEN = 1_790_000_000_000;
const MOMENTS = { recorded: THEN, live: NOW };
const UUIDS = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', 'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd'] as const;

const found = (one: string, other: string) =>
  madeUpIds(one, other, MOMENTS)?.map(({ recorded, live }) => [recorded, live]);

for (const [what, one, other, pair] of [
  ['a UUID in a text', `note-${UUIDS[0]}.md`, `note-${UUIDS[1]}.md`, UUIDS],
  ['a UUID before a word', `${UUIDS[0]}-thumb`, `${UUIDS[1]}-thumb`, UUIDS],
  ['a UUID between underscores', `x_${UUIDS[0]}_y`, `x_${UUIDS[1]}_y`, UUIDS],
  ['base 36', 'draft-k3j9x2p0q1', 'draft-7zq0b4m8w2c', ['k3j9x2p0q1', '7zq0b4m8w2c']],
  ['base 36 that happens to look like a word', 'id_dinnzium6', 'id_k3j9x2p0q', ['dinnzium6', 'k3j9x2p0q']],
  [
    'an ObjectId',
    '507f1f77bcf86cd799439011',
    '507f1f98a1b2c3d4e5f60718',
    ['507f1f77bcf86cd799439011', '507f1f98a1b2c3d4e5f60718'],
  ],
  [
    '32 hexadecimal digits',
    'd41d8cd98f00b204e9800998ecf8427e',
    '0cc175b9c0f1b6a831c399e269772661',
    ['d41d8cd98f00b204e9800998ecf8427e', '0cc175b9c0f1b6a831c399e269772661'],
  ],
  [
    'a ULID',
    'n-01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'n-01BX5ZZKBKACTAV9WEVGEMMVRZ',
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ'],
  ],
  [
    'a nanoid',
    'note-V1StGXR8_Z5jdHi6B-myT.md',
    'note-3xQ7m-kPzL0aYw_T9uVbN.md',
    ['V1StGXR8_Z5jdHi6B-myT', '3xQ7m-kPzL0aYw_T9uVbN'],
  ],
  ['milliseconds', `draft-${THEN + 123}`, `draft-${NOW - 5_000}`, [String(THEN + 123), String(NOW - 5_000)]],
  [
    'milliseconds behind letters',
    `draft${THEN + 123}`,
    `draft${NOW - 5_000}`,
    [`draft${THEN + 123}`, `draft${NOW - 5_000}`],
  ],
  ['seconds', `log.${THEN / 1e3 + 7}`, `log.${NOW / 1e3 - 7}`, [String(THEN / 1e3 + 7), String(NOW / 1e3 - 7)]],
  [
    'a time in base 36',
    (THEN + 9).toString(36),
    (NOW - 9).toString(36),
    [(THEN + 9).toString(36), (NOW - 9).toString(36)],
  ],
  ['performance.now()', 't=1034.3000000715256', 't=977.5', ['1034.3000000715256', '977.5']],
] as const)
  test(`finds what is made up anew in each run: ${what}`, () => {
    expect(found(one, other)).toEqual([pair]);
    // And in the text of the other run each is put in the other's place.
    const by = (id: string) => (id === pair[0] ? pair[1] : undefined);
    expect(replaceDelimitedIds(replaceIds(one, by), by)).toBe(other);
    // By itself not every one can be told.
    if (!/word|performance/.test(what)) expect(maskIds(one)).toBe(maskIds(other));
  });

test('finds several ids in one text, and none in equal ones', () => {
  expect(found(`${UUIDS[0]}/k3j9x2p0q1`, `${UUIDS[1]}/7zq0b4m8w2c`)).toHaveLength(2);
  expect(found('same', 'same')).toEqual([]);
});

test('says which of them may be the digest of something', () => {
  const digests = ['d41d8cd98f00b204e9800998ecf8427e', '0cc175b9c0f1b6a831c399e269772661'] as const;
  expect(madeUpIds(...digests)?.[0]?.isDigest).toBe(true);
  expect(madeUpIds(...UUIDS)?.[0]?.isDigest).toBe(false);
});

test('takes nothing for made up that a user or a backend may have named', () => {
  for (const [one, other] of [
    ['document1', 'document2'],
    ['version10beta2', 'version10beta3'],
    ['mp3player', 'h264codec'],
    ['milk', 'eggs'],
    ['a1b2', 'c3d4'],
    ['file-20240101', 'file-20240102'],
    ['2024-01-01', '2024-01-02'],
    ['ORD-2024-00017', 'ORD-2024-00018'],
    ['A17B22C3', 'D44E11F9'],
    ['2012345678901', '2098765432109'],
    ['1700000001', '1700000002'],
    [`draft-${THEN}`, `draft-${THEN + 1}`],
    ['12.50', '13.75'],
    ['k3j9x2p0q1', 'another note'],
    ['k3j9x2p0q1', 'milkbread1'],
    ['note-k3j9x2p0q1', 'k3j9x2p0q1'],
    ['get-the-reportForAda', 'get-the-invoiceOfBob'],
    // Made of a name, by version 5: another one is another name's.
    ['cfbff0d1-9375-5685-968c-48ce8b15ae17', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
  ] as const)
    expect(found(one, other), `${one} and ${other}`).toBeUndefined();
});

test('readings of the clock are known by their noise', () => {
  expect(areClockReadings(1034.3000000715256, 977.5)).toBe(true);
  expect(areClockReadings(12.5, 13.75)).toBe(false);
  expect(areClockReadings(0.1 + 0.2, 59.97)).toBe(false);
  expect(areClockReadings(48.208174, 16.373819)).toBe(false);
});

test('replaces whole ids alone', () => {
  const by = (id: string) => (id === 'k3j9x2p0q1' ? 'new' : undefined);
  expect(replaceIds('a k3j9x2p0q1-thumb, xk3j9x2p0q1', by)).toBe('a new-thumb, xk3j9x2p0q1');
});

test('masks no id that is to stay', () => {
  expect(maskIds(`get ${UUIDS[0]}`, (id) => id === UUIDS[0])).toBe(`get ${UUIDS[0]}`);
  expect(maskIds('get_document_version2')).toBe('get_document_version2');
});
