import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { RingBuffer } from './ring-buffer.ts';

test('keeps the newest items, as an array that is shifted would', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.array(fc.nat()), (capacity, items) => {
      const ring = new RingBuffer<number>(capacity);
      const model: number[] = [];
      for (const item of items) {
        const isFull = model.length === Math.max(1, capacity);
        if (isFull) model.shift();
        model.push(item);
        expect(ring.push(item)).toBe(isFull);
        expect(ring.slice()).toEqual(model);
        expect([ring.length, ring.at(0), ring.at(ring.length)]).toEqual([model.length, model[0], undefined]);
        for (let from = 0; from < model.length; from++)
          expect(ring.slice(from, model.length - 1)).toEqual(model.slice(from, -1));
      }
    }),
  );
});

test('replaces an item in its place', () => {
  const ring = new RingBuffer<string>(2);
  for (const item of ['a', 'b', 'c']) ring.push(item);
  ring.replace(0, 'B');
  expect(ring.slice()).toEqual(['B', 'c']);
});

test('is a queue when the oldest is taken in between', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean(), { maxLength: 40 }), (capacity, pushes) => {
      const ring = new RingBuffer<number>(capacity);
      const model: number[] = [];
      for (const [item, isPush] of pushes.entries()) {
        if (!isPush) expect(ring.shift()).toBe(model.shift());
        else if (model.push(item) > capacity) model.shift();
        if (isPush) ring.push(item);
        expect(ring.slice()).toEqual(model);
        expect([ring.length, ring.at(0), ring.at(model.length)]).toEqual([model.length, model[0], undefined]);
      }
    }),
  );
});
