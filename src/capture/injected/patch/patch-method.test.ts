import { expect, test } from '@playwright/test';
import { makeSafeGlobals } from '../../page/door/safe-globals.ts';
import { type AnyFunction, type Around, patchMethod } from './patch-method.ts';

const native = { Proxy, Reflect };
/** Counts the failures of ours that the page script has heard of. */
let failures = 0;

test.beforeEach(() => {
  // Pages have it, processes do not.
  Object.assign(globalThis, { MutationObserver: class {} });
  const safe = makeSafeGlobals() as { Proxy: { failed?: () => void }; Reflect: typeof Reflect };
  failures = 0;
  safe.Proxy.failed = () => {
    failures += 1;
  };
  Object.assign(globalThis, { Proxy: safe.Proxy, Reflect: safe.Reflect });
});

test.afterEach(() => {
  Object.assign(globalThis, native);
});

/** Patches a method that an object inherits, and replaces that where it is inherited from, as an app may later. Returns the object. */
function patchInherited(around: Around, replaced: AnyFunction): { work: AnyFunction } {
  const prototype = { work: (): unknown => 'as it was at first' };
  const object = Object.create(prototype) as { work: AnyFunction };
  patchMethod(object, 'work', around);
  prototype.work = replaced;
  return object;
}

const fail = (): never => {
  throw new Error('ours');
};

test('where ours fails after the method that the app has put there, the app has what that returned, once', () => {
  let calls = 0;
  const around: Around = (target, self, args) => {
    Reflect.apply(target, self, args);
    return fail();
  };
  const { work } = patchInherited(around, (name) => {
    calls += 1;
    return `hello ${name}`;
  });
  expect([work('you'), calls, failures]).toEqual(['hello you', 1, 1]);
});

test('where ours fails before it, the method is called that the app has put there', () => {
  const { work } = patchInherited(fail, (name) => `hello ${name}`);
  expect([work('you'), failures]).toEqual(['hello you', 1]);
});

test('where ours fails after it has thrown, the app has its error, and not ours', () => {
  let calls = 0;
  const around: Around = (target, self, args) => {
    try {
      return Reflect.apply(target, self, args);
    } catch {
      return fail();
    }
  };
  const { work } = patchInherited(around, () => {
    calls += 1;
    throw new Error('of the app');
  });
  expect(() => work()).toThrow('of the app');
  expect([calls, failures]).toEqual([1, 1]);
});

test('an error of the app alone is no failure of ours', () => {
  const around: Around = (target, self, args) => Reflect.apply(target, self, args);
  const { work } = patchInherited(around, () => {
    throw new Error('of the app');
  });
  expect(() => work()).toThrow('of the app');
  expect(failures).toBe(0);
});
