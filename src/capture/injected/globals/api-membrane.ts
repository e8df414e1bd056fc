import type { AnyFunction } from '../patch/patch-method.ts';

/** Where an object lies: within a global that is observed, on the way to one, or elsewhere. */
export type Reach = 'inside' | 'towards' | 'outside';

/** A function of the global, as it is called. */
export interface ApiFunction {
  /** Its path on `window`. */
  path: string;
  target: AnyFunction;
  /** The app's own object that it is called on. */
  self: unknown;
  args: unknown[];
  /** Tells whether the function is still the one at its path. */
  isCurrent(): boolean;
}

export interface MembraneOptions {
  reachOf(path: string): Reach;
  /** Runs a function that lies inside. Its result goes to the app. */
  call(called: ApiFunction): unknown;
}

type Shadow = Record<PropertyKey, unknown>;

/**
 * Hands out stand-ins for the objects and functions of a global: the app sees them in the place of its own, and calls through them are observed.
 * Calls that the global's own code makes to itself go past them, as they would in a preload script.
 *
 * A stand-in behaves as its object: keys, classes, getters, frozen and fixed properties, and methods that need their own `this`.
 * Objects of data, which hold no function, are the app's own, so that they can be cloned and posted.
 */
export class ApiMembrane {
  private readonly options: MembraneOptions;
  /** The stand-ins of each object and function, by path. */
  private readonly standIns = new WeakMap<object, Map<string, object>>();
  /** The app's own object behind each stand-in. */
  private readonly behind = new WeakMap<object, object>();

  constructor(options: MembraneOptions) {
    this.options = options;
  }

  /** Returns the stand-in for a global. */
  readonly adopt = (value: object, path: string): object => {
    if (this.behind.has(value)) return value;
    return typeof value === 'function'
      ? this.forFunction(value as AnyFunction, path, () => true)
      : this.forObject(value, path);
  };

  /** Returns the app's own object behind a stand-in; any other value as it is. */
  readonly own = <Value>(value: Value): Value => (this.behind.get(value as object) as Value | undefined) ?? value;

  private forObject(real: object, path: string): object {
    return this.remembered(real, path, () => {
      const shadow = Object.create(Reflect.getPrototypeOf(real)) as Shadow;
      return new Proxy(shadow, this.handlerFor(real, path));
    });
  }

  private forFunction(real: AnyFunction, path: string, isCurrent: () => boolean): object {
    return this.remembered(real, path, () => {
      const isInside = this.options.reachOf(path) === 'inside';
      return new Proxy(real, {
        apply: (target, given, givenArgs: unknown[]) => {
          const self = this.own(given);
          const args = givenArgs.map(this.own);
          const result = isInside
            ? this.options.call({ path, target, self, args, isCurrent })
            : Reflect.apply(target, self, args);
          // A chain: the app goes on with what it had.
          return result === self ? given : result;
        },
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key, target);
          if (key === 'toString' && value === textOfFunction) return () => textOfFunction.call(target);
          const own = Reflect.getOwnPropertyDescriptor(target, key);
          const isOwn = typeof key === 'string' && own?.enumerable === true && own.configurable === true;
          return isOwn ? this.mapped(value, target, key, path) : value;
        },
      });
    });
  }

  private remembered(real: object, path: string, make: () => object): object {
    const known = this.standIns.get(real) ?? new Map<string, object>();
    this.standIns.set(real, known);
    let standIn = known.get(path);
    if (standIn === undefined) {
      standIn = make();
      known.set(path, standIn);
      this.behind.set(standIn, real);
    }
    return standIn;
  }

  /** Returns the value that the app gets for one of a property: as it is, where the page has broken what we stand on. */
  private mapped(value: unknown, owner: object, key: PropertyKey, path: string): unknown {
    try {
      return this.standInFor(value, owner, key, path);
    } catch {
      return value;
    }
  }

  private standInFor(value: unknown, owner: object, key: PropertyKey, path: string): unknown {
    const below = `${path}.${String(key)}`;
    const isNamed = typeof key === 'string' && key !== 'constructor';
    if (typeof value === 'function') {
      if (!isNamed) return key === 'constructor' ? value : this.bound(value as AnyFunction);
      if (isLanguages(value, key)) return value;
      return this.forFunction(value as AnyFunction, below, () => Reflect.get(owner, key, owner) === value);
    }
    if (typeof value !== 'object' || value === null || !isNamed || this.behind.has(value)) return value;
    const reach = this.options.reachOf(below);
    return reach === 'towards' || (reach === 'inside' && holdsFunctions(value)) ? this.forObject(value, below) : value;
  }

  /** A function that is not observed, such as an iterator: it needs the app's own object, too. */
  private bound(value: AnyFunction): object {
    return this.remembered(
      value,
      '',
      () => new Proxy(value, { apply: (target, self, args) => Reflect.apply(target, this.own(self), args) }),
    );
  }

  private handlerFor(real: object, path: string): ProxyHandler<Shadow> {
    const descriptorOf = (key: PropertyKey): PropertyDescriptor | undefined => {
      const own = Reflect.getOwnPropertyDescriptor(real, key);
      if (own === undefined) return undefined;
      if (own.get === undefined && own.set === undefined)
        return { ...own, value: this.mapped(own.value, real, key, path) };
      const descriptor: PropertyDescriptor = { ...own };
      if (own.get !== undefined) descriptor.get = this.getterFor(own.get, real, key, path);
      if (own.set !== undefined) descriptor.set = this.bound(own.set) as (value: unknown) => void;
      return descriptor;
    };
    /** A proxy may say of its shadow alone that it has fixed properties, or takes no more. */
    const mirror = (shadow: Shadow, key: PropertyKey): PropertyDescriptor | undefined => {
      const fixed = Reflect.getOwnPropertyDescriptor(shadow, key);
      if (fixed?.configurable === false && fixed.writable !== true) return fixed;
      const descriptor = descriptorOf(key);
      const isFixed = descriptor?.configurable === false || !Reflect.isExtensible(shadow);
      if (descriptor !== undefined && isFixed) Reflect.defineProperty(shadow, key, descriptor);
      return descriptor;
    };
    const mirrorAll = (shadow: Shadow) => {
      for (const key of Reflect.ownKeys(shadow)) if (!Reflect.has(real, key)) Reflect.deleteProperty(shadow, key);
      for (const key of Reflect.ownKeys(real)) {
        const descriptor = mirror(shadow, key);
        if (descriptor !== undefined) Reflect.defineProperty(shadow, key, descriptor);
      }
    };
    const close = (shadow: Shadow): boolean => {
      if (Reflect.isExtensible(shadow) && !Reflect.isExtensible(real)) {
        mirrorAll(shadow);
        Reflect.preventExtensions(shadow);
      } else if (!Reflect.isExtensible(shadow)) mirrorAll(shadow);
      return Reflect.isExtensible(shadow);
    };
    return {
      get: (shadow, key) => {
        const fixed = Reflect.getOwnPropertyDescriptor(shadow, key);
        if (fixed?.configurable === false && fixed.writable === false) return fixed.value;
        return this.mapped(Reflect.get(real, key, real), real, key, path);
      },
      set: (_shadow, key, value) => Reflect.set(real, key, this.own(value), real),
      has: (shadow, key) => {
        close(shadow);
        return Reflect.has(real, key);
      },
      deleteProperty: (shadow, key) => Reflect.deleteProperty(real, key) && Reflect.deleteProperty(shadow, key),
      ownKeys: (shadow) => {
        close(shadow);
        for (const key of Reflect.ownKeys(real)) mirror(shadow, key);
        return Reflect.ownKeys(real);
      },
      getOwnPropertyDescriptor: (shadow, key) => {
        close(shadow);
        return mirror(shadow, key);
      },
      defineProperty: (shadow, key, descriptor) => {
        const own = 'value' in descriptor ? { ...descriptor, value: this.own(descriptor.value) } : descriptor;
        const isDone = Reflect.defineProperty(real, key, own);
        if (isDone) mirror(shadow, key);
        return isDone;
      },
      getPrototypeOf: () => Reflect.getPrototypeOf(real),
      setPrototypeOf: (shadow, prototype) =>
        Reflect.setPrototypeOf(real, prototype) && Reflect.setPrototypeOf(shadow, prototype),
      isExtensible: close,
      preventExtensions: (shadow) => {
        Reflect.preventExtensions(real);
        return !close(shadow);
      },
    };
  }

  private getterFor(getter: AnyFunction, real: object, key: PropertyKey, path: string): () => unknown {
    const make = () =>
      new Proxy(getter, {
        apply: (target, self, args) => this.mapped(Reflect.apply(target, this.own(self), args), real, key, path),
      });
    return this.remembered(getter, `${path}.${String(key)} get`, make) as () => unknown;
  }
}

const { toString: textOfFunction } = Function.prototype;

/** Whether a function is the language's own for any object, such as `hasOwnProperty`. */
function isLanguages(value: unknown, key: string): boolean {
  return Object.hasOwn(Object.prototype, key) && Reflect.get(Object.prototype, key) === value;
}

/** Levels of data that are looked through for functions. */
const MAX_DEPTH = 4;

/** Whether an object of the app's, not one of the browser's, has functions or getters, of its class or deep in it. */
export function holdsFunctions(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  try {
    const prototype = Reflect.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) return !isNative(prototype.constructor);
    return Reflect.ownKeys(value).some((key) => {
      const own = Reflect.getOwnPropertyDescriptor(value, key);
      if (own === undefined || own.get !== undefined || typeof own.value === 'function') return own !== undefined;
      return (
        typeof own.value === 'object' && own.value !== null && depth < MAX_DEPTH && holdsFunctions(own.value, depth + 1)
      );
    });
  } catch {
    return false;
  }
}

function isNative(made: unknown): boolean {
  return typeof made === 'function' && textOfFunction.call(made).includes('[native code]');
}
