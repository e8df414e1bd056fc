import { expect, test } from '@playwright/test';
import { UndoStack } from './undo-stack.ts';

test('undoes the newest first, each once', () => {
  const order: string[] = [];
  const undo = new UndoStack();
  undo.add(() => order.push('first'));
  undo.add(undefined);
  undo.add(() => order.push('second'));
  undo.run();
  undo.run();
  expect(order).toEqual(['second', 'first']);
});

test('undoes the others when one throws', () => {
  const order: string[] = [];
  const undo = new UndoStack();
  undo.add(() => order.push('first'));
  undo.add(() => {
    throw new Error('frozen');
  });
  undo.run();
  expect(order).toEqual(['first']);
});

test('takes what is added after it has run', () => {
  const order: string[] = [];
  const undo = new UndoStack();
  undo.run();
  undo.add(() => order.push('again'));
  undo.run();
  expect(order).toEqual(['again']);
});
