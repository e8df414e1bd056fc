/** A duration in the unit that reads best, finely: `850 µs`, `1.2 ms`, `12 ms`, `1.24 s`, `2 min 5 s`; empty for one that is not known (below 0). */
export function readableDuration(micros: number): string {
  if (micros < 0) return '';
  if (micros < 1000) return `${Math.round(micros)} µs`;
  const millis = micros / 1000;
  if (millis < 9.95) return `${millis.toFixed(1)} ms`;
  if (millis >= 999.5 && millis < 9_995) return `${(millis / 1000).toFixed(2)} s`;
  return roundedDuration(millis);
}

/** A duration where a line has little room, in whole milliseconds at best: `<1 ms`, `3 ms`, `4.9 s`, `2 min 5 s`. */
export function roundedDuration(millis: number): string {
  if (millis < 999.5) return `${millis > 0 && millis < 1 ? '<1' : Math.round(millis)} ms`;
  if (millis < 59_950) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A time from the start of the recording, in seconds to the millisecond: `1.204`. */
export function readableOffset(micros: number): string {
  return (micros / 1_000_000).toFixed(3);
}

/** Bytes in the unit that reads best. */
export function readableSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A count with its word: `1 call`, `12,000 calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
