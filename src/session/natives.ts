const { getOwnPropertyDescriptor } = Object;
const call = Function.prototype.call;

/** A method as a function of its `this`. Taken when a file loads, it stays what it was when a page replaces the method later. */
export function free<Self, Rest extends unknown[], Result>(
  method: (this: Self, ...rest: Rest) => Result,
): (self: Self, ...rest: Rest) => Result {
  return call.bind(method) as unknown as (self: Self, ...rest: Rest) => Result;
}

/** The getter of `prototype[key]` as a function of its `this`; see `free`. */
export function freeGetter(prototype: object, key: PropertyKey): (self: unknown) => unknown {
  return free(getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => unknown);
}
