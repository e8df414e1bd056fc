import type { Clock } from './delivery/clock.ts';

/** The longest delay that a timer can hold: a longer one would come at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
export const nodeClock: Clock = {
  now,
  wakeAt: (atMs, run) => {
    const timer = later(run, Math.min(Math.max(0, atMs - now()), MAX_TIMER_MS));
    return () => cancel(timer);
  },
  inLaterTask: (run) => void next(run),
};
