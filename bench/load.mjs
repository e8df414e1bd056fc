/** What the benchmarks measure: the built package, by file, because not all of it is exported. */
export function load(file) {
  return import(new URL(`../dist/${file}`, import.meta.url).href);
}

/** Calls `run` so often that it takes long enough for the clock. */
export function times(count, run) {
  for (let i = 0; i < count; i++) run();
}
