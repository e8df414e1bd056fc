import { expect, test } from '@playwright/test';
import { messageText } from './message-text.ts';

interface Message {
  t: 'test';
  name: string;
  size?: number;
  isLast?: boolean;
  target?: object;
  args?: unknown;
}

test('writes what JSON.stringify writes, whatever is in a name', () => {
  for (const name of [
    'save_note',
    'plugin:event|listen',
    'a"b',
    'back\\slash',
    'line\nbreak',
    'é𝄞',
    '\ud800',
    '',
    '`x`',
  ]) {
    const message = { t: 'test', name, size: 1.5, isLast: false, target: { kind: 'Any' } } as const;
    expect(messageText<Message>(message, {})).toBe(JSON.stringify(message));
  }
});

test('leaves out what is undefined, and adds what is text already', () => {
  const text = messageText<Message>(
    { t: 'test', name: 'a', size: undefined },
    { args: '{"b":[1]}', target: undefined },
  );
  expect(JSON.parse(text)).toEqual({ t: 'test', name: 'a', args: { b: [1] } });
});
