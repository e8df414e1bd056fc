import { expect, test } from '@playwright/test';
import { DocumentStandIns } from './document-stand-ins.ts';

const call = (id: string) => ({ id, source: 'tauri' }) as const;

test('the first call of a document says its stand-in in each recording, and no other', () => {
  const standIns = new DocumentStandIns();
  expect(standIns.note({ ...call('a-1'), standIn: 'init-script' })).toBe('init-script');
  expect([standIns.note(call('a-2')), standIns.note(call('b-1'))]).toEqual([undefined, undefined]);
  standIns.tellAgain();
  expect([standIns.note(call('a-3')), standIns.note(call('a-4'))]).toEqual(['init-script', undefined]);
  expect(standIns.note({ id: 'a-5', source: 'wails-v3' })).toBeUndefined();
  expect([standIns.of('a-9', 'tauri'), standIns.of('b-1', 'tauri')]).toEqual(['init-script', undefined]);
});
