import { defineProperty, getOwnPropertyDescriptor, nextTask } from './natives.ts';

/** Milliseconds after which a late mock is looked for in any case. */
const LOOKS_MS = [0, 1, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/** Gives the object to hand out for one that was found: the same one, or one that stands in for it. Never throws. */
export type Adopt = (value: object) => object;

/** A watch that goes on until it is stopped. */
export interface GlobalWatch {
  /** Looks now. */
  look(): void;
  /** Looks at the window's new document, too. */
  restart(): void;
  /** Puts a plain property back. */
  stop(): void;
}

/**
 * Calls `adopt` with the object in `window[name]` when it appears, whenever it is read and whenever it is replaced.
 *
 * Until something is there the name must not exist: apps install their own mock when `name in window` is false. No property
 * can be watched under that rule (the prototypes of `window` cannot be changed), so its appearance is noticed:
 * when a `sibling` that the runtime's mocks set next is assigned, at each change of the document (which comes before every
 * script the parser runs), when the app asks the document for its first elements, in the first tasks, and at user input.
 * From then on an accessor sees every read and assignment. What a script assigns and calls before any of these is missed.
 */
export function watchGlobal(name: string, sibling: string | undefined, adopt: Adopt): GlobalWatch {
  let found: PropertyDescriptor | undefined;
  let value: unknown;
  const meet = (met: unknown): unknown => (typeof met === 'object' && met !== null ? adopt(met) : met);
  const get = (): unknown => meet(found?.get === undefined ? value : Reflect.apply(found.get, window, []));
  const isOurs = () => getOwnPropertyDescriptor(window, name)?.get === get;

  /** True when nothing needs to be looked for any more. */
  const look = (): boolean => {
    const own = getOwnPropertyDescriptor(window, name);
    if (own === undefined) return false;
    if (own.get === get) return true;
    found = own;
    value = own.value;
    meet(own.get === undefined ? value : Reflect.get(window, name));
    // The runtime's own property cannot be replaced: its object is all there is.
    if (!own.configurable) return false;
    const set = setterFor(own, (next) => {
      value = next;
      meet(next);
    });
    const accessor = { configurable: true, enumerable: own.enumerable ?? true, get };
    defineProperty(window, name, set === undefined ? accessor : { ...accessor, set });
    return true;
  };

  const stops = [watchDocument(look)];
  if (sibling !== undefined) stops.push(watchSibling(sibling, look));
  look();
  return {
    look,
    restart: () => void stops.push(watchDocument(look)),
    stop() {
      for (const stop of stops.splice(0)) stop();
      if (!isOurs() || found === undefined) return;
      defineProperty(window, name, found.get === undefined ? { ...found, value } : found);
    },
  };
}

/** A read-only property stays read-only, and a setter of the app's goes on being called. */
function setterFor(own: PropertyDescriptor, assign: (next: unknown) => void): ((next: unknown) => void) | undefined {
  if (own.get !== undefined || own.set !== undefined) return own.set?.bind(window);
  return own.writable ? assign : undefined;
}

function watchSibling(name: string, look: () => void): () => void {
  if (getOwnPropertyDescriptor(window, name) !== undefined) return () => {};
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

function watchDocument(look: () => boolean): () => void {
  const stops: (() => void)[] = [];
  const stop = () => {
    for (const one of stops.splice(0)) one();
  };
  const lookOnce = () => {
    if (stops.length > 0 && look()) stop();
  };
  const observer = new MutationObserver(lookOnce);
  observer.observe(document, { childList: true, subtree: true });
  stops.push(() => observer.disconnect(), watchFirstSteps(lookOnce));
  for (const ms of LOOKS_MS) nextTask(lookOnce, ms);

  // These stay: a mock may be deleted and made anew.
  for (const type of ['pointerdown', 'keydown', 'load']) window.addEventListener(type, look, true);
  return () => {
    stop();
    for (const type of ['pointerdown', 'keydown', 'load']) window.removeEventListener(type, look, true);
  };
}

/** Looks before functions of `document` that apps call first: for a mock whose app calls it in the same task. */
function watchFirstSteps(look: () => void): () => void {
  const patches = (['getElementById', 'querySelector', 'createElement'] as const).map((name) => {
    const before = getOwnPropertyDescriptor(document, name);
    const value = new Proxy(document[name], {
      apply(target, self, args) {
        look();
        return Reflect.apply(target as () => unknown, self, args);
      },
    });
    Reflect.defineProperty(document, name, { configurable: true, writable: true, value });
    return { owner: document, name, before, value };
  });
  return () => {
    for (const { owner, name, before, value } of patches) {
      // What the app put there meanwhile is its own.
      if (getOwnPropertyDescriptor(owner, name)?.value !== value) continue;
      if (before === undefined) Reflect.deleteProperty(owner, name);
      else defineProperty(owner, name, before);
    }
  };
}
