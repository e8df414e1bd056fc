import type { KeyedHandle, PageHandle, PageKeys } from '../../page-protocol.ts';
import { defineProperty } from './natives.ts';

const { freeze, keys: ownKeys } = Object;
const symbolFor = Symbol.for;

/**
 * Makes the object by which Node reaches the functions of the handle, each by its key. No page can replace it, and whoever asks it without a key is
 * noticed: what Node calls through it is the script's, and no one else calls that.
 *
 * @param keysNow the keys, which another client of the browser may have changed.
 * @param former the keys of clients before: they may still ask, and get nothing.
 * @param tampered called when a function was asked for with another key.
 */
export function keyedHandle(
  handle: PageHandle,
  keysNow: () => PageKeys['handle'],
  former: readonly PageKeys['handle'][],
  tampered: () => void,
): KeyedHandle {
  const names = ownKeys(handle) as (keyof PageHandle)[];
  const nameOf = (keys: PageKeys['handle'], key: string): keyof PageHandle | undefined => {
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as keyof PageHandle;
      if (keys[name] === key) return name;
    }
    return undefined;
  };
  return freeze({
    open(key: string) {
      const name = nameOf(keysNow(), key);
      if (name !== undefined) return handle[name] as never;
      for (let at = 0; at < former.length; at += 1)
        if (nameOf(former[at] as PageKeys['handle'], key) !== undefined) return undefined;
      tampered();
      return undefined;
    },
  });
}

/** Puts an object on a window for good: where it is first, nobody takes its place. */
export function placeFixed(scope: object, slot: string, value: object): void {
  try {
    defineProperty(scope, symbolFor(slot), { value });
  } catch {
    // A browser that has no such properties on windows.
    defineProperty(scope, symbolFor(slot), { value, configurable: true });
  }
}
