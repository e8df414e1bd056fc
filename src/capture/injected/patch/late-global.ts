import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import { defineProperty, getOwnPropertyDescriptor } from '../core/natives.ts';
import type { AppearanceProbes } from './appearance-probes.ts';

/**
 * Calls `adopt` with the object or function in `window[name]` when it appears, whenever it is read and whenever it is replaced.
 *
 * Until something is there the name must not exist: apps install their own mock when `name in window` is false. No property
 * can be watched under that rule (the prototypes of `window` cannot be changed), so its appearance is noticed by `probes`,
 * and when a `sibling` that the runtime's mocks set next is assigned.
 * From then on an accessor sees every read and assignment. What a script assigns and calls before any of these is missed, and told of as a gap.
 * With the option `earlyGlobals` an accessor is there from the start.
 */
export function lateGlobal(
  name: string,
  probes: AppearanceProbes,
  adopt: Adopt,
  { sibling, isWanted, canBeCalled = hasInvoke }: LateGlobalOptions = {},
): LateGlobal {
  let found: PropertyDescriptor | undefined;
  let value: unknown;
  const meet = (met: unknown, isFixed = false): unknown =>
    (typeof met === 'object' && met !== null) || typeof met === 'function' ? adopt(met, isFixed) : met;
  const get = (): unknown => meet(found?.get === undefined ? value : Reflect.apply(found.get, window, []));
  const isOurs = () => getOwnPropertyDescriptor(window, name)?.get === get;

  /** Looks for the global; true when it was found. */
  const look = (): boolean => {
    const own = getOwnPropertyDescriptor(window, name);
    if (own === undefined || own.get === awaiting) return false;
    if (own.get === get) return true;
    noteGap(own);
    found = own;
    value = own.value;
    try {
      meet(own.get === undefined ? value : Reflect.get(window, name), own.configurable === false);
    } catch {
      // A getter that throws: the app meets its error where it reads.
    }
    // The runtime's own property cannot be replaced: its object is all there is.
    if (!own.configurable) return false;
    watch(own);
    return true;
  };
  const watch = (own: PropertyDescriptor) => {
    const set = setterFor(own, (next) => {
      value = next;
      meet(next);
    });
    const accessor = { configurable: true, enumerable: own.enumerable ?? true, get };
    defineProperty(window, name, set === undefined ? accessor : { ...accessor, set });
  };
  /** An object that is new, and whose functions may have been called by then, is told of: such calls were not seen. */
  const noteGap = (own: PropertyDescriptor) => {
    const isNew = found === undefined || own.value !== value;
    if (isNew && own.value !== undefined && canBeCalled(own.value)) probes.foundLate(name);
  };
  const awaiting = () => undefined;
  /** Sees the first assignment itself, at the price that the name is there before. */
  const awaitAssignment = () => {
    const set = (next: unknown) => {
      found = { configurable: true, enumerable: true, writable: true, value: next };
      value = next;
      meet(next);
      watch(found);
    };
    defineProperty(window, name, { configurable: true, enumerable: false, get: awaiting, set });
  };

  const undo = new UndoStack();
  undo.add(() => {
    if (getOwnPropertyDescriptor(window, name)?.get === awaiting) Reflect.deleteProperty(window, name);
    if (!isOurs() || found === undefined) return;
    defineProperty(window, name, found.get === undefined ? { ...found, value } : found);
  });
  undo.add(probes.add(look, isWanted));
  if (sibling !== undefined) undo.add(watchSibling(sibling, () => probes.rightAfter(look)));
  // A global that is there before this script was made before the recording began.
  probes.rightAfter(look);
  if (probes.isEarly && !(name in window)) awaitAssignment();
  return { look, restore: undo.run };
}

export interface LateGlobalOptions {
  /** A global that mocks of the runtime set next. */
  sibling?: string;
  /** Goes on looking for it, whatever else is found. */
  isWanted?: boolean;
  /** Tells whether an app could have called what was found. @default when it is a function or has `invoke` */
  canBeCalled?(found: unknown): boolean;
}

function hasInvoke(found: unknown): boolean {
  try {
    return typeof found === 'function' || typeof (found as { invoke?: unknown } | null)?.invoke === 'function';
  } catch {
    return true;
  }
}

/**
 * Returns the object to hand out for one that was found: the same one, or one that stands in for it. Never throws.
 * With `isFixed` it cannot be replaced: the app goes on with the one it has.
 */
export type Adopt = (value: object, isFixed: boolean) => object;

/** A global that is watched until it is restored. */
export interface LateGlobal {
  /** Looks for the global now. */
  look(): void;
  /** Puts a plain property back. */
  restore: Undo;
}

/** Makes the setter of the accessor: a read-only property stays read-only, and a setter of the app's goes on being called. */
function setterFor(own: PropertyDescriptor, assign: (next: unknown) => void): ((next: unknown) => void) | undefined {
  if (own.get !== undefined || own.set !== undefined) return own.set?.bind(window);
  return own.writable ? assign : undefined;
}

function watchSibling(name: string, look: () => void): Undo | undefined {
  if (getOwnPropertyDescriptor(window, name) !== undefined) return undefined;
  let value: unknown;
  const get = () => value;
  defineProperty(window, name, {
    configurable: true,
    enumerable: false,
    get,
    set(next: unknown) {
      value = next;
      look();
    },
  });
  return () => {
    if (getOwnPropertyDescriptor(window, name)?.get !== get) return;
    if (value === undefined) Reflect.deleteProperty(window, name);
    else defineProperty(window, name, { configurable: true, enumerable: true, writable: true, value });
  };
}
