import { expect, test } from '@playwright/test';
import { type Planting, plant } from '../properties/canary.ts';
import { CANARIES, CONTAINERS, ENCODINGS, isLeft, NAMED_CONTAINERS, POSITIONS, SECRET_KEYS } from './canary.ts';

const PLAIN: Planting = {
  ...{ kind: 'form', encodings: [], container: 'a member', name: SECRET_KEYS[0] ?? '', position: 'args' },
  ...{ before: '', after: '' },
};

/** Tells whether a planted secret can be read where nothing was redacted: else no fault of redaction could be seen there. */
function isReadable(planting: Partial<Planting>): boolean {
  const planted = { ...PLAIN, ...planting };
  const event = plant(planted);
  return event !== undefined && isLeft(JSON.stringify(event), CANARIES[planted.kind]);
}

test('a secret can be read in every place and in all other letters that the properties plant it in', () => {
  for (const container of Object.keys(CONTAINERS)) expect.soft(isReadable({ container }), container).toBe(true);
  for (const container of Object.keys(NAMED_CONTAINERS))
    expect.soft(isReadable({ kind: 'named', container }), `${container}, by name`).toBe(true);
  for (const encoding of Object.keys(ENCODINGS))
    expect.soft(isReadable({ encodings: [encoding] }), encoding).toBe(true);
  for (const position of Object.keys(POSITIONS)) expect.soft(isReadable({ position }), position).toBe(true);
  for (const kind of Object.keys(CANARIES) as Planting['kind'][])
    if (kind !== 'named') expect.soft(isReadable({ kind }), kind).toBe(true);
});
