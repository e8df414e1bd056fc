import type { Undo } from '../../../std/undo-stack.ts';
import { getOwnPropertyDescriptor, nextTask } from '../core/natives.ts';

/**
 * Intercepts `Object.defineProperty` until the document gets its first element, or the task ends; that comes before every script of
 * the app: a runtime's own scripts run in that time, and what they define so that it cannot be changed can be changed here.
 * A document that has elements already is left alone.
 */
export class DefinePropertyTrap {
  private readonly handlers: OnDefine[] = [];
  private isArmed = false;
  private stays = false;
  private disarm: Undo = () => {};

  /**
   * Asks `onDefine` from now on; returns how to stop that.
   *
   * @param stays goes on after the document has begun.
   */
  intercept(onDefine: OnDefine, stays = false): Undo {
    this.stays ||= stays;
    if (!this.isArmed && (stays || document.documentElement === null)) this.arm();
    this.handlers.push(onDefine);
    return () => {
      const at = this.handlers.indexOf(onDefine);
      if (at !== -1) this.handlers.splice(at, 1);
      if (this.handlers.length === 0) this.disarm();
    };
  }

  private arm(): void {
    const native = Object.defineProperty;
    const trap = new Proxy(native, {
      apply: (target, self, args) => Reflect.apply(target, self, this.isArmed ? this.argumentsFor(args) : args),
    });
    const begun = () => {
      if (!this.stays) this.disarm();
    };
    const observer = new MutationObserver(begun);
    this.disarm = () => {
      observer.disconnect();
      this.isArmed = false;
      // A script may have frozen `Object`: then ours stays, and passes everything on.
      if (Object.defineProperty === trap) Reflect.set(Object, 'defineProperty', native);
    };
    observer.observe(document, { childList: true });
    nextTask(begun);
    this.isArmed = Reflect.set(Object, 'defineProperty', trap);
  }

  /** Returns the arguments for the browser's own `defineProperty`. A descriptor that runs code when it is read, or inherits, is left as it is. */
  private argumentsFor(args: unknown[]): unknown[] {
    const [object, key, given] = args as [object, PropertyKey, PropertyDescriptor];
    try {
      const own = getOwnPropertyDescriptor(given, 'value');
      if (own === undefined || own.get !== undefined || Object.getPrototypeOf(given) !== Object.prototype) return args;
      let descriptor = given;
      for (const handler of this.handlers) descriptor = handler(object, key, descriptor);
      return [object, key, descriptor];
    } catch {
      return args;
    }
  }
}

/** Gets a property about to be defined, and returns the descriptor to define in its place. Never throws. */
export type OnDefine = (target: object, key: PropertyKey, descriptor: PropertyDescriptor) => PropertyDescriptor;
