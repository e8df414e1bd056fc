/** Sets a value in a map of calls under way, or the like; the oldest goes for it when there are more than `most`, since some never end. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as Key);
}
