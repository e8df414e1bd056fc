/** Timers of Node as they were when this module was loaded: a test may put fakes in the place of the global ones later. */
export const { setTimeout: startTimer, clearTimeout: stopTimer, setImmediate: runNext } = globalThis;

/** Resolves after so many milliseconds. */
export function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => startTimer(() => resolve(undefined), ms));
}

/**
 * Races a promise against a time limit: resolves with its value, or with that of `onLate` when the limit passes first; `onLate` may throw.
 * A promise that is late goes on, and may reject: nobody hears of it.
 */
export async function withinLimit<Value, Late>(
  promise: Promise<Value>,
  limitMs: number,
  onLate: () => Late,
): Promise<Value | Awaited<Late>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = startTimer(resolve, limitMs);
  });
  return await Promise.race([promise, late.then(onLate)]).finally(() => stopTimer(timer));
}

/** Tells whether a promise resolves within a time limit; rejects when the promise does. */
export async function isDone(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  return await withinLimit(
    promise.then(() => true),
    limitMs,
    () => false,
  );
}
