import { defineProperty, getOwnPropertyDescriptor } from './natives.ts';

const forEachHeader = globalThis.Headers?.prototype.forEach;

/**
 * Call options with a `Headers` object in them written as a plain object: as it is nothing of it could be recorded, and a header may say which file a
 * command reads. What else there is stays the same value.
 */
export function plainOptions(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  try {
    // No getter of the app's own is run.
    const headers: unknown = getOwnPropertyDescriptor(options, 'headers')?.value;
    if (typeof headers !== 'object' || headers === null) return options;
    const plain: Record<string, string> = {};
    // Anything but a `Headers` is refused by the browser's own function.
    forEachHeader.call(headers as Headers, (value, name) => {
      defineProperty(plain, name, { value, enumerable: true, configurable: true, writable: true });
    });
    return { ...options, headers: plain };
  } catch {
    return options;
  }
}
