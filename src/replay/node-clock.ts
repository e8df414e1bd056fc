import { type Clock, clockOf } from './delivery/clock.ts';

/** Taken when the module loads: a test may replace them with fakes later. Pages load it too, which have no `setImmediate`, and do not use it. */
const {
  setTimeout: later,
  clearTimeout: cancel,
  setImmediate: next,
} = globalThis as typeof globalThis & {
  setImmediate(run: () => void): unknown;
};
const now = performance.now.bind(performance);

/** Node's own clock. */
export const nodeClock: Clock = clockOf({ now, later, cancel, next });
