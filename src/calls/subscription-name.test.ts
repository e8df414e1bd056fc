import { expect, test } from '@playwright/test';
import { subscriptionName, takesListenerOff } from './subscription-name.ts';

const listener = () => {};

test('names the pushes of a subscription by its command', () => {
  expect(subscriptionName('onProgress', [listener])).toBe('onProgress');
  expect(subscriptionName('files.watch', ['/a.txt', listener])).toBe('files.watch');
});

test('names them by the event where the function takes any event', () => {
  for (const command of ['on', 'events.once', 'addListener', 'bus.addEventListener', 'off', 'removeListener'])
    expect(subscriptionName(command, ['progress', listener])).toBe('progress');
});

test('knows a listener in a recording, and none where no function was passed', () => {
  expect(subscriptionName('onProgress', [{ $function: 'heard' }])).toBe('onProgress');
  expect(subscriptionName('read', ['a.txt'])).toBeUndefined();
  expect(subscriptionName('read', undefined)).toBeUndefined();
});

test('tells functions that take a listener off from those that put one on', () => {
  for (const command of ['off', 'bus.removeListener', 'offProgress', 'unsubscribe', 'removeAllListeners'])
    expect(takesListenerOff(command), command).toBe(true);
  for (const command of ['on', 'offer', 'unzip', 'removedFiles', 'off.on'])
    expect(takesListenerOff(command), command).toBe(false);
});
