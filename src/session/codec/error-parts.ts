import { apply, freeGetter } from '../../std/natives.ts';

// Runs in pages: see encode-value.ts.
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const domName = freeGetter(DOMException.prototype, 'name');
const domMessage = freeGetter(DOMException.prototype, 'message');
const NativeError = Error;
const inheritedStackGetter = getOwnPropertyDescriptor(Error.prototype, 'stack')?.get;
let ownStackGetter: (() => unknown) | undefined;

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
  const getter = found?.get;
  const stack: unknown =
    getter === undefined ? found?.value : isOfEngine(getter) ? apply(getter, error, []) : undefined;
  return typeof stack === 'string' ? stack : undefined;
}

/**
 * Tells whether this is the engine's getter of stacks, which all errors of a realm share.
 * The first error is made when one is read, and not as the page script begins: V8 compiles what runs again for the stack of an error, and there that is
 * the whole script (10 ms in each new renderer).
 */
function isOfEngine(getter: () => unknown): boolean {
  if (getter === inheritedStackGetter) return true;
  ownStackGetter ??= getOwnPropertyDescriptor(new NativeError(), 'stack')?.get;
  return getter === ownStackGetter;
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
