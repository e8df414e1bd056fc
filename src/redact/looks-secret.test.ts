import { expect, test } from '@playwright/test';
import { looksSecret } from './looks-secret.ts';
import { createRedactor } from './redactor.ts';

const HEX = '9f86d081884c7d659a2feaa0c55ad015';
const BASE64 = 'q7Xw93kdLm2PzR8tVbN5cY1hJ6gF0sAe';

test('the id of a session is secret where it looks like one that a server gave out', () => {
  for (const id of [HEX, BASE64, `${HEX}${HEX}`, `sess_${HEX}`, `s%3A${BASE64}.${BASE64}`])
    expect(looksSecret('session-id', id), id).toBe(true);
  for (const id of [
    'r1',
    'session-1',
    'kitchen-9f3a77c2',
    '1790000000123',
    '0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01',
    'V1StGXR8_Z5jdHi6B-myT',
    '507f1f77bcf86cd799439011',
    'room-0001-0002-0003-0004-0005-0006-0007',
    'planning-session-for-the-family-dinner-2024',
  ])
    expect(looksSecret('session-id', id), id).toBe(false);
  expect(looksSecret('password', 'r1')).toBe(true);
});

test('a session of the app stays as it is, wherever it is named', () => {
  const redactor = createRedactor();
  const value = {
    sessionId: 'kitchen-9f3a77c2',
    session_ids: ['r1', 7],
    sessionIdAt: { $date: '2026-11-23T09:30:00.000Z' },
    url: '/rooms?session_id=r1&page=2',
    pair: ['sessionId', 'r1'],
    named: { name: 'sessionId', value: 'r1' },
  };
  expect(redactor.value(value)).toBe(value);
});

test('a session of a server goes, wherever it is named', () => {
  const redactor = createRedactor();
  const text = JSON.stringify(
    redactor.value({ sessionId: HEX, session_id: BASE64, url: `/rooms?session_id=${HEX}`, pair: ['sessionId', HEX] }),
  );
  expect(text).not.toContain(HEX);
  expect(text).not.toContain(BASE64);
});

test('what the user names is secret whatever it looks like', () => {
  expect(createRedactor({ keys: ['sessionId'] }).value({ sessionId: 'r1' })).not.toEqual({ sessionId: 'r1' });
  const redactor = createRedactor({ paths: { open: ['args.sessionId'] } });
  const call = { type: 'Ipc', command: 'open', args: { sessionId: 'r1' } } as never;
  expect(redactor.event(call)).not.toMatchObject({ args: { sessionId: 'r1' } });
  const below = createRedactor().value({ credentials: { sessionId: 'r1' } });
  expect(below).not.toEqual({ credentials: { sessionId: 'r1' } });
});
