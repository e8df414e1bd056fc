/**
 * Makes a clock on which no two events of a process fall together: which of them came first is told by their times alone, and browsers'
 * clocks stand still for up to 100 microseconds.
 *
 * @param now milliseconds since the epoch, with fractions; monotonic.
 * @returns gives whole microseconds since the epoch, each time more than before.
 */
export function strictClock(now: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.round(now() * 1_000));
    return last;
  };
}
