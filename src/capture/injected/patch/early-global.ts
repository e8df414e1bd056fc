import type { Undo } from '../../../std/undo-stack.ts';
import { defineProperty, getOwnPropertyDescriptor } from '../core/natives.ts';

/**
 * Sees what is put into `window[name]`, from the first time on: `adopt` is called with it whenever it is assigned or read,
 * and gives what reads get.
 *
 * The name exists before anything is there (`name in window` is true), not enumerable, and reads as undefined: for globals
 * that apps read and do not ask for by name. Where they do ask, there is `lateGlobal`.
 */
export function earlyGlobal(name: string, adopt: (value: unknown) => unknown): EarlyGlobal {
  const found = getOwnPropertyDescriptor(window, name);
  let value: unknown = found?.value;
  let isThere = found !== undefined;
  const enumerable = found?.enumerable ?? true;

  const get = () => adopt(value);
  const define = () =>
    defineProperty(window, name, { configurable: true, enumerable: isThere && enumerable, get, set });
  const set = (next: unknown) => {
    value = next;
    adopt(next);
    if (isThere || getOwnPropertyDescriptor(window, name)?.get !== get) return;
    isThere = true;
    define();
  };

  // A property that somebody made unchangeable, or an accessor of their own, stays: its object is all there is.
  if (found !== undefined && (!found.configurable || !found.writable)) {
    value = Reflect.get(window, name);
    adopt(value);
    return { value: () => value, restore() {} };
  }
  define();
  if (isThere) adopt(value);
  return {
    value: () => value,
    restore() {
      if (getOwnPropertyDescriptor(window, name)?.get !== get) return;
      if (isThere) defineProperty(window, name, { configurable: true, enumerable, writable: true, value });
      else Reflect.deleteProperty(window, name);
    },
  };
}

/** A global that is watched until it is restored. */
export interface EarlyGlobal {
  /** Returns the value that the app put there, as it is. */
  value(): unknown;
  /** Leaves a plain property behind, or none when the app put nothing there. */
  restore: Undo;
}
