import type { Undo } from '../../../std/undo-stack.ts';
import { defineProperty, getOwnPropertyDescriptor } from '../core/natives.ts';

// biome-ignore lint/suspicious/noExplicitAny: functions of the browser or the app, called as the app calls them
export type AnyFunction = (...args: any[]) => unknown;

/** Runs in place of a method; `target` is the method itself. */
export type Around = (target: AnyFunction, self: object, args: unknown[]) => unknown;

/**
 * Puts `around` in place of a method that `owner` has or inherits. The replacement is a proxy: name, length and text stay.
 * One that is inherited stays so: what the app puts in its place later (zone.js, monitoring) is what runs.
 *
 * @returns the undo, or undefined when there is no such method or it cannot be changed.
 */
export function patchMethod(owner: object, name: string, around: Around): Undo | undefined {
  const found = findDescriptor(owner, name);
  const target: unknown = found?.descriptor.value;
  if (found === undefined || typeof target !== 'function') return undefined;
  const isOwn = found.owner === owner;
  const method = isOwn ? (target as AnyFunction) : inherited(owner, name, target as AnyFunction);
  // Where `around` fails, the page script's `Proxy` calls `own`.
  const handler: ProxyHandler<AnyFunction> & { own: AnyFunction } = {
    apply: (_target, self, args) => around(method, self as object, args),
    own: method,
  };
  const value = new Proxy(target as AnyFunction, handler);
  return replace(owner, name, { ...found.descriptor, configurable: true, value }, isOwn);
}

/** Calls the method that `owner` inherits at the moment. What the app put there may call ours in turn: then it is `first`, the one of the beginning. */
function inherited(owner: object, name: string, first: AnyFunction): AnyFunction {
  let isInside = false;
  return function (this: unknown, ...args) {
    const now: unknown = isInside ? first : Reflect.get(Reflect.getPrototypeOf(owner) ?? {}, name);
    const isOuter = !isInside;
    isInside = true;
    try {
      return Reflect.apply(typeof now === 'function' ? now : first, this, args);
    } finally {
      if (isOuter) isInside = false;
    }
  };
}

/** Runs `before` ahead of the setter of a property that `owner` has or inherits; returns the undo, or undefined as above. */
export function patchSetter(
  owner: object,
  name: string,
  before: (self: object, value: unknown) => void,
): Undo | undefined {
  const found = findDescriptor(owner, name);
  if (found?.descriptor.set === undefined) return undefined;
  const set = new Proxy(found.descriptor.set, {
    apply(setter, self, args) {
      before(self as object, args[0]);
      return Reflect.apply(setter, self, args);
    },
  });
  return replace(owner, name, { ...found.descriptor, configurable: true, set }, found.owner === owner);
}

function replace(owner: object, name: string, ours: PropertyDescriptor, isOwn: boolean): Undo | undefined {
  const before = isOwn ? getOwnPropertyDescriptor(owner, name) : undefined;
  if (!Reflect.defineProperty(owner, name, ours)) return undefined;
  return () => {
    const now = getOwnPropertyDescriptor(owner, name);
    // A function that the app put there meanwhile stays.
    if (now === undefined || now.value !== ours.value || now.set !== ours.set) return;
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else defineProperty(owner, name, before);
  };
}

/** Returns the property that an object has or inherits, and which object has it. */
export function findDescriptor(
  owner: object,
  name: string,
): { owner: object; descriptor: PropertyDescriptor } | undefined {
  for (let at: object | null = owner; at !== null; at = Reflect.getPrototypeOf(at)) {
    const descriptor = getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return { owner: at, descriptor };
  }
  return undefined;
}
