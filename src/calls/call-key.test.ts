import { expect, test } from '@playwright/test';
import { callKey, isInternalCall } from './call-key.ts';

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
});

test('keeps text that only mentions a channel', () => {
  expect(callKey('log', { text: 'to __CHANNEL__:1' })).not.toBe(callKey('log', { text: 'to __CHANNEL__:2' }));
  expect(callKey('log', { text: '"__CHANNEL__:1"' })).not.toBe(callKey('log', { text: '"__CHANNEL__:2"' }));
});

test("tells the framework's own commands from an app's plugins", () => {
  expect(isInternalCall('plugin:event|listen')).toBe(true);
  expect(isInternalCall('plugin:sql|execute')).toBe(false);
  expect(isInternalCall('save_note')).toBe(false);
  expect(isInternalCall('wails:Window.SetTitle')).toBe(true);
  expect(isInternalCall('wails:1411160069')).toBe(false);
});
