/** Milliseconds that an answer is held back at least for another one that does not come, because its call is not made. */
const PATIENCE_MS = 500;

/** What a timer can hold: a longer one would come at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, clearTimeout: cancel } = globalThis;

/**
 * Holds an answer back for another one, for a while.
 *
 * @param give gives the answer.
 * @param tookMs how long the answer took in the recording: it is held back as long if that is more than half a second.
 * @returns a function that gives it now. Call it once, and not after it was given.
 */
export function holdAnswer(give: () => void, tookMs = 0): () => void {
  const timer = later(give, Math.min(Math.max(PATIENCE_MS, tookMs), MAX_TIMER_MS));
  return () => {
    cancel(timer);
    give();
  };
}
