import { expect, test } from '@playwright/test';
import { BatchPieces } from './batch-pieces.ts';

const FRAME = {} as never;

test('a batch that comes in pieces is whole with its last', () => {
  const pieces = new BatchPieces();
  expect(pieces.isPiece('+a-1:[1')).toBe(true);
  expect(pieces.isPiece('[1]')).toBe(false);
  expect([pieces.take(FRAME, '+a-1:[1'), pieces.take(FRAME, '+a-1:,":'), pieces.take(FRAME, '.a-1:"]')]).toEqual([
    undefined,
    undefined,
    '[1,":"]',
  ]);
});

test('a document that went in the middle of a batch spoils none of the next', () => {
  const pieces = new BatchPieces();
  pieces.take(FRAME, '+a-1:[1');
  expect(pieces.take(FRAME, '.b-1:[2]')).toBe('[2]');
});
