import { UndoStack } from '../../../../std/undo-stack.ts';

export type AnyFunction = (...args: never[]) => unknown;

const { getOwnPropertyDescriptor, defineProperty, hasOwn } = Object;
const { apply } = Reflect;

/** Functions replaced in place, each with its undo. A replacement is a proxy: name, length and properties stay. */
export class Patches {
  private readonly stack = new UndoStack();
  private readonly done = new WeakMap<object, Set<string>>();

  /** Replaces `owner[name]`. Does nothing where there is no such function, or when it was replaced before. */
  around<Self extends object>(owner: Self | undefined, name: string, replacement: Around<Self>): void {
    if (owner === undefined || this.done.get(owner)?.has(name)) return;
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') return;
    this.done.set(owner, (this.done.get(owner) ?? new Set()).add(name));
    const own = getOwnPropertyDescriptor(owner, name);
    const proxy = new Proxy(original as AnyFunction, {
      apply: (target, self: Self, args: unknown[]) =>
        replacement(() => apply(target as (...list: unknown[]) => unknown, self, args), self, args),
    });
    try {
      defineProperty(owner, name, {
        value: proxy,
        writable: true,
        configurable: true,
        enumerable: own?.enumerable ?? false,
      });
    } catch {
      return; // frozen: it stays unseen
    }
    this.stack.add(() => {
      // A function that was put over ours since stays.
      if (!hasOwn(owner, name) || Reflect.get(owner, name) !== proxy) return;
      if (own === undefined) Reflect.deleteProperty(owner, name);
      else defineProperty(owner, name, own);
      this.done.get(owner)?.delete(name);
    });
  }

  /**
   * Puts a getter in the place of `owner[name]`: `taken` runs when somebody takes the method to call it, and gives what is called. So the
   * method itself runs with no frame of ours on the stack. Does nothing where there is no such function, or when it was replaced before.
   */
  whenTaken<Self extends object>(owner: Self | undefined, name: string, taken: WhenTaken<Self>): void {
    if (owner === undefined || this.done.get(owner)?.has(name)) return;
    const method: unknown = Reflect.get(owner, name);
    if (typeof method !== 'function') return;
    this.done.set(owner, (this.done.get(owner) ?? new Set()).add(name));
    const own = getOwnPropertyDescriptor(owner, name);
    const get = function (this: Self) {
      return taken(this, method as AnyFunction);
    };
    try {
      defineProperty(owner, name, {
        get,
        // As for a property with a value: an object gets its own.
        set(value: unknown) {
          defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
        },
        configurable: true,
        enumerable: own?.enumerable ?? false,
      });
    } catch {
      return; // frozen: it stays unseen
    }
    this.stack.add(() => {
      if (getOwnPropertyDescriptor(owner, name)?.get !== get) return;
      if (own === undefined) Reflect.deleteProperty(owner, name);
      else defineProperty(owner, name, own);
      this.done.get(owner)?.delete(name);
    });
  }

  /** Runs with the undo of the patches. */
  add(undo: () => void): void {
    this.stack.add(undo);
  }

  /** Listens, and stops with the patches. */
  listen(
    emitter: { on(name: string, run: never): unknown; removeListener(name: string, run: never): unknown },
    name: string,
    run: (...rest: never[]) => void,
  ): void {
    emitter.on(name, run as never);
    this.stack.add(() => void emitter.removeListener(name, run as never));
  }

  /** Puts the app's functions back, the newest first, and stops listening. */
  readonly undo = this.stack.run;
}

/** Returns the function to call, when `self[name]` is taken: `method`, or one in its place. */
export type WhenTaken<Self> = (self: Self, method: AnyFunction) => AnyFunction;

/** Runs instead of a patched function; `original` calls the function itself. */
export type Around<Self> = (original: () => unknown, self: Self, args: unknown[]) => unknown;
