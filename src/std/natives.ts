const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const call = Function.prototype.call;

/** Makes a method a function of its `this`. Taken when a file loads, it stays what it was when a page replaces the method later. */
export function free<Self, Rest extends unknown[], Result>(
  method: (this: Self, ...rest: Rest) => Result,
): (self: Self, ...rest: Rest) => Result {
  return call.bind(method) as unknown as (self: Self, ...rest: Rest) => Result;
}

/** Returns the getter of `prototype[key]` as a function of its `this`; see `free`. */
export function freeGetter(prototype: object, key: PropertyKey): (self: unknown) => unknown {
  return free(getOwnPropertyDescriptor(prototype, key)?.get as (this: unknown) => unknown);
}

// Methods that more than one file needs.
export const apply: (method: unknown, self: unknown, list: unknown) => unknown = free(
  Function.prototype.apply as (this: unknown, self: unknown, list: unknown) => unknown,
);
export const slice: (text: string, from?: number, to?: number) => string = free(String.prototype.slice);
export const search: (text: string, pattern: RegExp) => number = free(
  String.prototype.search as (this: string, pattern: RegExp) => number,
);
export const charCodeAt: (text: string, at: number) => number = free(String.prototype.charCodeAt);
export const unboxBoolean: (boxed: unknown) => boolean = free(Boolean.prototype.valueOf as (this: unknown) => boolean);
export const unboxNumber: (boxed: unknown) => number = free(Number.prototype.valueOf as (this: unknown) => number);
export const unboxString: (boxed: unknown) => string = free(String.prototype.valueOf as (this: unknown) => string);
export const mapForEach = free(Map.prototype.forEach);

/** The prototype that all kinds of typed arrays inherit. */
export const typedArray: object = getPrototypeOf(Uint8Array.prototype);
/** Names the kind of a typed array; undefined for any other object. */
export const viewTag = freeGetter(typedArray, Symbol.toStringTag) as (view: unknown) => string | undefined;
/** Counts the items of a typed array. */
export const viewLength = freeGetter(typedArray, 'length') as (view: unknown) => number;
