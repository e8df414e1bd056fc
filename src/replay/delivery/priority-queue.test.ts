import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { PriorityQueue } from './priority-queue.ts';

test('gives the least first, whatever was put in and taken out before', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20))), (steps) => {
      const queue = new PriorityQueue<number>((one, other) => one < other);
      const items: number[] = [];
      for (const step of steps) {
        if (step === null) {
          expect(queue.peek()).toBe(items[0]);
          expect(queue.take()).toBe(items.shift());
        } else {
          queue.add(step);
          items.push(step);
          items.sort((one, other) => one - other);
        }
      }
    }),
  );
});
