/** Writes a value as JSON; undefined when it is none, such as one that contains itself. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
