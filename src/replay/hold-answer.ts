/** Milliseconds that an answer is held back for another one that does not come, because its call is not made. */
const PATIENCE_MS = 500;

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, clearTimeout: cancel } = globalThis;

/**
 * Holds an answer back for another one, half a second at most.
 *
 * @param give gives the answer.
 * @returns a function that gives it now. Call it once, and not after it was given.
 */
export function holdAnswer(give: () => void): () => void {
  const timer = later(give, PATIENCE_MS);
  return () => {
    cancel(timer);
    give();
  };
}
