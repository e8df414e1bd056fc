/** Timers of Node as they were when this module was loaded: a test may put fakes in the place of the global ones later. */
export const { setTimeout: startTimer, clearTimeout: stopTimer, setImmediate: runNext } = globalThis;
