import { expect, test } from '@playwright/test';
import { defined } from './defined.ts';

test('leaves out the members that are undefined, and those alone', () => {
  const members = defined({ command: 'save', kind: undefined, args: null, size: 0, text: '' });
  expect(Object.keys(members)).toEqual(['command', 'args', 'size', 'text']);
});

test('gives what an optional property takes', () => {
  const callOf = (kind: string | undefined): { command: string; kind?: string } => defined({ command: 'save', kind });
  expect(callOf(undefined)).toStrictEqual({ command: 'save' });
  expect(callOf('send')).toStrictEqual({ command: 'save', kind: 'send' });
});
