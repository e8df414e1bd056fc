import { defineProperty, getOwnPropertyDescriptor } from './natives.ts';

/** Called in place of the method; `pass` calls it as it was called. */
export type InPlaceOf = (pass: () => unknown, args: unknown[], self: unknown) => unknown;

/**
 * Puts a function of ours before a method of an object, in place.
 *
 * @returns a function that puts the method back, or undefined when the object has no such method or cannot be changed.
 */
export function patchMethod(object: object, name: string, call: InPlaceOf): (() => void) | undefined {
  try {
    const before = getOwnPropertyDescriptor(object, name);
    const method: unknown = before === undefined || before.get !== undefined ? Reflect.get(object, name) : before.value;
    if (typeof method !== 'function') return undefined;
    const { enumerable = false, writable = true } = before ?? {};
    // A proxy keeps the function's name, length and own properties.
    const value = new Proxy(method, {
      apply: (target, self, args) => call(() => Reflect.apply(target, self, args), args, self),
    });
    if (!Reflect.defineProperty(object, name, { configurable: true, enumerable, writable, value })) return undefined;
    return () => {
      // What the app put there meanwhile is its own.
      if (getOwnPropertyDescriptor(object, name)?.value !== value) return;
      if (before === undefined) Reflect.deleteProperty(object, name);
      else defineProperty(object, name, before);
    };
  } catch {
    return undefined;
  }
}
