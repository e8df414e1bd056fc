/** As many as calls of a document are followed. */
const MAX_KEPT = 10_000;

/** Sets a value in a map of what is under way; the oldest goes for it when there are too many, since some of it never ends. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.set(key, value);
  if (map.size > MAX_KEPT) map.delete(map.keys().next().value as Key);
}
