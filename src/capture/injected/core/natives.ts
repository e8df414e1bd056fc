import { type Clock, clockOf } from '../../../replay/delivery/clock.ts';
import { free } from '../../../std/natives.ts';
import { withoutToJson } from './without-to-json.ts';

/** The page's own functions as they were before any script of the app, a mock or `page.clock` could replace them. */
const clock = performance;
const { now: clockNow } = Performance.prototype;
/**
 * Tells whether `page.clock` came first, as it may where a context is attached late: its `performance` is an object that the browser's own functions refuse.
 * Two things still tell the real time then: the start of a mark, to the microsecond, and the date of a new file.
 */
export const isFake: boolean = !isRealClock();
const Mark = globalThis.PerformanceMark;
const timeOrigin = isFake ? new File([], '').lastModified - new Mark('').startTime : clock.timeOrigin;
const { stringify, parse } = JSON;

export const NativePromise = Promise;
export const NativeResponse = globalThis.Response;
export const nativeThen = Promise.prototype.then;
export const toJson: (value: unknown) => string = (value) => withoutToJson(() => stringify(value));
export const fromJson: (text: string) => unknown = (text) => parse(text);
/** Makes a function of ours that fails, because the page has broken a part of the language, fail in silence: the app must not see an error of ours. */
const inSilence = (run: () => void) => () => {
  try {
    run();
  } catch {
    // Batches are numbered: Node finds out that one is missing.
  }
};
const microtask: typeof queueMicrotask = queueMicrotask.bind(globalThis);
export const nextMicrotask: typeof queueMicrotask = (run) => microtask(inSilence(run));
const task: (run: () => void, ms?: number) => void = setTimeout.bind(globalThis) as never;
/** Runs after so many milliseconds. By `page.clock`'s time where that came first. */
export const nextTask = (run: () => void, ms?: number): void => task(inSilence(run), ms);
const inMessage: (run: () => void) => void = (() => {
  const { port1, port2 } = new MessageChannel();
  // By numbers, and not as a list: pages replace the functions of lists.
  const queue: Record<number, () => void> = {};
  let first = 0;
  let next = 0;
  port1.onmessage = () => {
    const run = queue[first];
    delete queue[first];
    first += 1;
    run?.();
  };
  const send = free(port2.postMessage);
  return (run) => {
    queue[next] = run;
    next += 1;
    send(port2, null);
  };
})();
/** Runs in a task of its own, soon: timers are slowed down, messages are not. */
export const inLaterTask = (run: () => void): void => inMessage(inSilence(run));
/** Throws an error in a later task, where the browser reports it as uncaught: the code that runs now goes on. */
export const throwLater = (error: unknown): void =>
  inMessage(() => {
    throw error;
  });
const later: (run: () => void, ms: number) => number = setTimeout.bind(globalThis);
const cancel: (timer: number) => void = clearTimeout.bind(globalThis);
export const { defineProperty, getOwnPropertyDescriptor } = Object;

/** Milliseconds since the document's time origin, monotonic. */
export const monotonicMs = (): number => (isFake ? new Mark('').startTime : clockNow.call(clock));
/** Milliseconds since the epoch, with the fractions `performance.now` has. */
export const epochMs = (): number => timeOrigin + monotonicMs();

/** The page's own clock. */
export const pageClock: Clock = clockOf({ now: monotonicMs, later, cancel, next: inLaterTask });

function isRealClock(): boolean {
  try {
    clockNow.call(clock);
    return true;
  } catch {
    return false;
  }
}
