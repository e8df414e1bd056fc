import { expect, test } from '@playwright/test';
import { eventEmitted, eventListenedFor, eventUnlistened, isAnsweredInPage } from './event-commands.ts';

test('reads what a window listens for, in both versions of Tauri', () => {
  const args = { event: 'saved', handler: 7 };
  expect(eventListenedFor({ command: 'plugin:event|listen', args })).toBe('saved');
  expect(eventListenedFor({ command: 'tauri:Event.listen', args: { message: args } })).toBe('saved');
  expect(eventListenedFor({ command: 'plugin:event|emit', args })).toBeUndefined();
  expect(
    eventUnlistened({ command: 'tauri:Event.unlisten', args: { message: { event: 'saved', eventId: 7 } } }),
  ).toEqual(expect.objectContaining({ event: 'saved', eventId: 7 }));
});

test('reads an event that is sent to one window or to all', () => {
  const target = { kind: 'AnyLabel', label: 'settings' };
  expect(eventEmitted({ command: 'plugin:event|emit_to', args: { event: 'saved', payload: 1, target } })).toMatchObject(
    {
      event: 'saved',
      payload: 1,
      target,
      label: undefined,
    },
  );
  const message = { cmd: 'emit', event: 'saved', payload: 1, windowLabel: 'settings' };
  expect(eventEmitted({ command: 'tauri:Event.emit', args: { message } })?.label).toBe('settings');
  expect(eventEmitted({ command: 'plugin:event|emit', args: 7 })).toMatchObject({ event: undefined, label: undefined });
});

test('an event that the backend sends on is not one that windows hear without it', () => {
  expect(eventEmitted({ command: 'wails:Events.Emit', args: { name: 'saved', data: 1 } })).toBeUndefined();
  expect(isAnsweredInPage({ command: 'wails:Events.Emit' })).toBe(false);
  expect(isAnsweredInPage({ command: 'plugin:event|listen' })).toBe(true);
});

test('a source that is known decides, and the form of the command where none is', () => {
  const command = 'plugin:event|listen';
  expect(isAnsweredInPage({ command })).toBe(true);
  expect(isAnsweredInPage({ command, source: 'tauri' })).toBe(true);
  expect(isAnsweredInPage({ command, source: 'electron' })).toBe(false);
});
