import { nextMicrotask, throwLater } from '../core/natives.ts';
import type { AnyFunction } from '../patch/patch-method.ts';

/** The last push, and who has heard it: it is one push however many listeners there are. */
interface LastPush {
  name: string;
  args: unknown[];
  heardBy: Set<object>;
}

export interface ListenerOptions {
  /** A push has come, to this listener first. */
  pushed(name: string, args: unknown[], listener: AnyFunction): void;
  /** Runs a listener of the app's. */
  run(listener: AnyFunction, self: unknown, args: unknown[]): unknown;
  /** Whether a listener hears of what the page itself pushes. */
  isHeard(listener: AnyFunction, name: string): boolean;
}

/** The listeners that an app has given to the functions of a global, by the name of their pushes. */
export class ApiListeners {
  private readonly options: ListenerOptions;
  private readonly wrappers = new WeakMap<AnyFunction, Map<string, AnyFunction>>();
  private readonly listening = new Map<string, Set<AnyFunction>>();
  private last: LastPush | undefined;
  private isDelivering = false;

  constructor(options: ListenerOptions) {
    this.options = options;
  }

  /** Returns the function to pass on in the place of a listener: the same each time, so that it can be taken off. */
  listen(listener: AnyFunction, name: string): AnyFunction {
    const wrapper = this.wrapperOf(listener, name);
    const listening = this.listening.get(name) ?? new Set();
    this.listening.set(name, listening.add(wrapper));
    return wrapper;
  }

  /** Returns the function that was passed on for a listener, which is taken off now. */
  takeOff(listener: AnyFunction, name: string): AnyFunction {
    const known = this.wrappers.get(listener);
    const [only] = known?.size === 1 ? known.values() : [];
    const wrapper = known?.get(name) ?? only ?? listener;
    for (const listening of this.listening.values()) listening.delete(wrapper);
    return wrapper;
  }

  /** Returns a function that takes listeners off in the place of the one that the app was given for that. */
  untilCalled(unsubscribe: AnyFunction, name: string, wrappers: AnyFunction[]): AnyFunction {
    return new Proxy(unsubscribe, {
      apply: (target, self, args) => {
        for (const wrapper of wrappers) this.listening.get(name)?.delete(wrapper);
        return Reflect.apply(target, self, args);
      },
    });
  }

  /** Runs the listeners of a push as the backend would; returns how many ran. */
  deliver(name: string, payload: unknown): number {
    const args = Array.isArray(payload) ? payload : payload === null || payload === undefined ? [] : [payload];
    const listening = [...(this.listening.get(name) ?? [])];
    this.isDelivering = true;
    for (const wrapper of listening) {
      try {
        wrapper(...args);
      } catch (error) {
        throwLater(error);
      }
    }
    this.isDelivering = false;
    return listening.length;
  }

  private wrapperOf(listener: AnyFunction, name: string): AnyFunction {
    const known = this.wrappers.get(listener) ?? new Map<string, AnyFunction>();
    this.wrappers.set(listener, known);
    const wrapper = known.get(name) ?? this.makeWrapper(listener, name);
    known.set(name, wrapper);
    return wrapper;
  }

  private makeWrapper(listener: AnyFunction, name: string): AnyFunction {
    const wrapper: AnyFunction = new Proxy(listener, {
      apply: (target, self, args) => {
        if (!this.isDelivering && !this.options.isHeard(wrapper, name)) return undefined;
        this.note(name, args, wrapper);
        return this.options.run(target, self, args);
      },
    });
    return wrapper;
  }

  private note(name: string, args: unknown[], wrapper: AnyFunction): void {
    const { last } = this;
    const isSame =
      last?.name === name &&
      !last.heardBy.has(wrapper) &&
      last.args.length === args.length &&
      last.args.every((arg, at) => Object.is(arg, args[at]));
    if (isSame) {
      last.heardBy.add(wrapper);
      return;
    }
    const push = { name, args: [...args], heardBy: new Set([wrapper]) };
    this.last = push;
    // Listeners are told one after the other: what comes later is another push.
    nextMicrotask(() => {
      if (this.last === push) this.last = undefined;
    });
    this.options.pushed(name, args, wrapper);
  }
}
