/** Sets a value in a map of what is under way; the oldest goes for it when there are more than `most`, since some of it never ends. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as Key);
}
