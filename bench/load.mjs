/** What the benchmarks measure: the compiled sources, by file, because not all of them are exported. */
export function load(file) {
  return import(new URL(`../build/${file}`, import.meta.url).href);
}

/** Calls `run` so often that it takes long enough for the clock. */
export function times(count, run) {
  for (let i = 0; i < count; i++) run();
}
