import { expect, test } from '@playwright/test';
import { callKey } from './call-key.ts';

test('is equal for arguments that differ in the order of their keys', () => {
  expect(callKey('save', { a: 1, b: [2] })).toBe(callKey('save', { b: [2], a: 1 }));
  expect(callKey('save', { a: 1 })).not.toBe(callKey('save', { a: '1' }));
  expect(callKey('save', undefined)).toBe('save');
});

test('leaves out the ids of channels and callbacks', () => {
  expect(callKey('download', { onEvent: '__CHANNEL__:12' })).toBe(callKey('download', { onEvent: '__CHANNEL__:7' }));
  expect(callKey('plugin:event|listen', { event: 'saved', handler: 1 })).toBe(
    callKey('plugin:event|listen', { event: 'saved', handler: '2' }),
  );
  expect(callKey('plugin:event|unlisten', { event: 'saved', eventId: 1 })).toBe(
    callKey('plugin:event|unlisten', { event: 'saved', eventId: 2 }),
  );
  const v1 = (handler: number) => ({ __tauriModule: 'Event', message: { cmd: 'listen', event: 'saved', handler } });
  expect(callKey('tauri:Event.listen', v1(1))).toBe(callKey('tauri:Event.listen', v1(2)));
});

test('keeps text that only mentions a channel', () => {
  expect(callKey('log', { text: 'to __CHANNEL__:1' })).not.toBe(callKey('log', { text: 'to __CHANNEL__:2' }));
  expect(callKey('log', { text: '"__CHANNEL__:1"' })).not.toBe(callKey('log', { text: '"__CHANNEL__:2"' }));
});
