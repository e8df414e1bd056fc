/** The time and its timers, as whoever needs them is given them: the machine's own, or one that a test moves by hand. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back at a time, or earlier; returns how to call that off. */
  wakeAt(atMs: number, run: () => void): () => void;
  /** Calls back in a task of its own: what is under way now is done by then. */
  inLaterTask(run: () => void): void;
}

/** The longest delay that a timer can hold: a longer one would come at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, clearTimeout: cancel, setImmediate: next } = globalThis;
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
