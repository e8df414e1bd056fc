import { type AnyFunction, findDescriptor } from './patch-method.ts';

/** Makes the function to call in place of one of the app's. */
export type Wrap = (target: AnyFunction) => (self: unknown, args: unknown[]) => unknown;

/** Makes a wrapper that runs a callback after the method, unless the method throws. */
export function after(run: (self: unknown, args: unknown[]) => void): Wrap {
  return (target) => (self, args) => {
    const result = Reflect.apply(target, self, args);
    try {
      run(self, args);
    } catch {
      // Not the app's business.
    }
    return result;
  };
}

/**
 * Puts functions of ours before those of an object, in place where that can be done: then the object stays the one it is.
 * Where it cannot (frozen, or a getter without a setter), a proxy stands in for the object.
 */
export class ObjectPatch {
  private readonly wraps: Record<string, Wrap>;
  /** The app's function behind each of ours, and ours for each of the app's. */
  private readonly originals = new WeakMap<object, AnyFunction>();
  private readonly wrappers = new WeakMap<object, AnyFunction>();
  private readonly standIns = new WeakMap<object, object>();
  /** The app's object behind each stand-in. */
  private readonly behind = new WeakMap<object, object>();
  private readonly passThroughs = new WeakMap<object, AnyFunction>();
  private readonly patched = new Set<object>();
  private isRestored = false;

  constructor(wraps: Record<string, Wrap>) {
    this.wraps = wraps;
  }

  /** Returns the object to use in place of `object`: itself, or its stand-in. Cheap when it is patched already; never throws. */
  readonly apply = (object: object): object => {
    const standIn = this.standIns.get(object);
    if (standIn !== undefined) return standIn;
    let isPatched = true;
    for (const name in this.wraps) isPatched = this.patch(object, name) && isPatched;
    return isPatched ? object : this.makeStandIn(object);
  };

  /** Returns a descriptor to define in place of this one, with a function of ours. */
  beforeDefined(name: PropertyKey, descriptor: PropertyDescriptor): PropertyDescriptor {
    const current: unknown = descriptor?.value;
    if (typeof name !== 'string' || !Object.hasOwn(this.wraps, name) || typeof current !== 'function')
      return descriptor;
    return { ...descriptor, value: this.wrapperOf(current as AnyFunction, name) };
  }

  /** Tells whether an object's own function is one of ours. */
  isPatched(object: object, name: string): boolean {
    const current: unknown = Reflect.getOwnPropertyDescriptor(object, name)?.value;
    return typeof current === 'function' && this.originals.has(current);
  }

  /** Puts the app's own functions back. Those that cannot be replaced any more go on as if they were. */
  restore(): void {
    for (const object of this.patched) {
      for (const name in this.wraps) {
        const current = Reflect.getOwnPropertyDescriptor(object, name);
        const original = typeof current?.value === 'function' ? this.originals.get(current.value) : undefined;
        if (original !== undefined) Reflect.defineProperty(object, name, { ...current, value: original });
      }
    }
    this.patched.clear();
    this.isRestored = true;
  }

  private patch(object: object, name: string): boolean {
    try {
      const own = Reflect.getOwnPropertyDescriptor(object, name);
      const current: unknown = own === undefined || own.get !== undefined ? Reflect.get(object, name) : own.value;
      if (typeof current !== 'function' || this.originals.has(current)) return true;
      // A getter may give another function each time: that takes a stand-in.
      if (own === undefined ? !isFromPrototype(object, name) : own.get !== undefined) return false;
      const value = this.wrapperOf(current as AnyFunction, name);
      const { enumerable = false, writable = true, configurable = true } = own ?? {};
      if (!Reflect.defineProperty(object, name, { enumerable, writable, configurable, value })) return false;
      this.patched.add(object);
      return true;
    } catch {
      return false;
    }
  }

  private wrapperOf(current: AnyFunction, name: string): AnyFunction {
    const known = this.wrappers.get(current);
    if (known !== undefined) return known;
    const call = this.wraps[name]?.(current);
    // A proxy keeps the function's name, length and own properties.
    const wrapper = new Proxy(current, {
      apply: (target, self, args) => {
        const own = this.ownOf(self);
        return call === undefined || this.isRestored ? Reflect.apply(target, own, args) : call(own, args);
      },
    });
    this.wrappers.set(current, wrapper);
    this.originals.set(wrapper, current);
    return wrapper;
  }

  /** A method that is not observed, to be called on a stand-in. */
  private passThroughOf(method: AnyFunction): AnyFunction {
    const known = this.passThroughs.get(method);
    if (known !== undefined) return known;
    const passThrough = new Proxy(method, {
      apply: (target, self, args) => Reflect.apply(target, this.ownOf(self), args),
    });
    this.passThroughs.set(method, passThrough);
    return passThrough;
  }

  /** A method that compares its `this`, looks it up in a WeakMap or reads private fields needs the app's own object. */
  private ownOf(self: unknown): unknown {
    return (typeof self === 'object' && self !== null && this.behind.get(self)) || self;
  }

  private makeStandIn(object: object): object {
    const get = (key: PropertyKey): unknown => {
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value !== 'function' || this.originals.has(value)) return value;
      const isWrapped = typeof key === 'string' && Object.hasOwn(this.wraps, key);
      return isWrapped ? this.wrapperOf(value as AnyFunction, key) : this.passThroughOf(value as AnyFunction);
    };
    const standIn = new Proxy(Object.create(Reflect.getPrototypeOf(object)) as object, {
      get: (_target, key) => get(key),
      set: (_target, key, value) => Reflect.set(object, key, value, object),
      has: (_target, key) => Reflect.has(object, key),
      deleteProperty: (_target, key) => Reflect.deleteProperty(object, key),
      ownKeys: () => Reflect.ownKeys(object),
      defineProperty: (_target, key, descriptor) =>
        Reflect.defineProperty(object, key, { ...descriptor, configurable: true }),
      getOwnPropertyDescriptor: (_target, key) => {
        const own = Reflect.getOwnPropertyDescriptor(object, key);
        if (own === undefined) return undefined;
        // The stand-in has no such property of its own, so it may only say that it can be changed.
        return { value: get(key), writable: true, enumerable: own.enumerable ?? false, configurable: true };
      },
    });
    this.standIns.set(object, standIn);
    this.behind.set(standIn, object);
    return standIn;
  }
}

/** Tells whether the object has a method from its class: an own property of ours may stand before that. */
function isFromPrototype(object: object, name: string): boolean {
  const prototype = Reflect.getPrototypeOf(object);
  const found = prototype === null ? undefined : findDescriptor(prototype, name);
  return found !== undefined && found.descriptor.get === undefined;
}
