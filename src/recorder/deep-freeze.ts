/** Freezes `value` and what it contains, in place and without recursion. What is frozen already is taken to be frozen all through. */
export function deepFreeze<T>(value: T): T {
  if (!isFreezable(value)) return value;
  const pending: object[] = [value];
  for (let object = pending.pop(); object; object = pending.pop()) {
    Object.freeze(object);
    for (const key in object) {
      const item = (object as Record<string, unknown>)[key];
      if (isFreezable(item)) pending.push(item);
    }
  }
  return value;
}

/** Views on a buffer cannot be frozen; payloads have none, but callers may. */
function isFreezable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value);
}
