import { free, freeGetter } from '../../std/natives.ts';

// Runs in pages: see encode-value.ts.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const domName = freeGetter(DOMException.prototype, 'name');
const domMessage = freeGetter(DOMException.prototype, 'message');
/** The getter of stacks, where the engine's errors have one: all of a realm share it. */
const stackGetter =
  getOwnPropertyDescriptor(new Error(), 'stack')?.get ?? getOwnPropertyDescriptor(Error.prototype, 'stack')?.get;
const stackOf = stackGetter && free(stackGetter as (this: unknown) => unknown);

/** Reads the parts of an error. @param isDom a `DOMException`: its name and message are the platform's getters. */
export function errorParts(error: Error, isDom: boolean): ErrorParts {
  const message = isDom ? domMessage(error) : find(error, 'message')?.value;
  return {
    name: isDom ? domName(error) : find(error, 'name')?.value,
    message: typeof message === 'string' ? message : '',
    stack: readStack(error),
    cause: hidden(error, 'cause'),
    errors: hidden(error, 'errors'),
  };
}

/** The parts of an error, read without running a getter of the app's. */
export interface ErrorParts {
  name: unknown;
  message: string;
  stack: string | undefined;
  /** The hidden cause: an own enumerable `cause` is a field like any other. */
  cause: PropertyDescriptor | undefined;
  errors: PropertyDescriptor | undefined;
}

function readStack(error: Error): string | undefined {
  const found = find(error, 'stack');
  const isNative = found?.get !== undefined && found.get === stackGetter;
  const stack: unknown = isNative ? stackOf?.(error) : found?.value;
  return typeof stack === 'string' ? stack : undefined;
}

function find(error: object, key: string): PropertyDescriptor | undefined {
  for (let at: object | null = error; at !== null; at = getPrototypeOf(at)) {
    const descriptor = getOwnPropertyDescriptor(at, key);
    if (descriptor) return descriptor;
  }
  return undefined;
}

function hidden(error: object, key: string): PropertyDescriptor | undefined {
  const descriptor = getOwnPropertyDescriptor(error, key);
  return descriptor && !descriptor.enumerable && 'value' in descriptor ? descriptor : undefined;
}
