import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { fakeSession } from '../fake-session.test.support.ts';
import { explainMiss } from './explain-miss.ts';

const miss = (recorded: object, asked: object) => {
  const calls = recordedCalls(fakeSession([{ command: 'save', args: recorded }]));
  return explainMiss({
    command: 'save',
    args: asked,
    calls,
    isUsed: () => false,
    due: undefined,
    options: undefined,
    doubt: undefined,
  }).message;
};
const TOKENS = ['‹password:h:aaaaaaaaaa›', '‹password:h:bbbbbbbbbb›'] as const;
const UUIDS = ['8f14e45f-ceea-467f-a3b1-9a2b3c4d5e6f', '0cc175b9-c0f1-46b6-a831-c399e2697726'] as const;

test('a miss names what really differs, and no secret or id that may stand for the recorded one', () => {
  const text = miss({ key: TOKENS[0], id: UUIDS[0], title: 'Milk' }, { key: TOKENS[1], id: UUIDS[1], title: 'Eggs' });
  expect(text).toContain('#0 differs: title was "Milk", is "Eggs"\n');
  expect(text).toContain('--ignore save:title,');
});

test('a miss by such a value alone says why it does not fit', () => {
  expect(miss({ id: UUIDS[0] }, { id: UUIDS[1] })).toContain(
    `id was "${UUIDS[0]}", is "${UUIDS[1]}", and one of them stands for another value already`,
  );
});

test('a miss shows long texts where they differ', () => {
  const long = 'x'.repeat(300);
  expect(miss({ text: `${long}north` }, { text: `${long}south` })).toMatch(/text was …"x+north", is …"x+south"/);
});
