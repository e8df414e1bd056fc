import { defineProperty, getOwnPropertyDescriptor, nextTask } from './natives.ts';

/** Milliseconds after which a late mock is looked for, in tasks of the page's start; after that, user input looks. */
const LOOKS_MS = [0, 1, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_000, 4_000];

/**
 * Calls `adopt` with the object in `window[name]` when it appears, whenever it is read and whenever it is replaced.
 *
 * Until something is there the name must not exist: apps install their own mock when `name in window` is false. No property
 * can be watched under that rule (the prototypes of `window` cannot be changed), so its appearance is noticed:
 * when a `sibling` that the runtime's mocks set next is assigned, at each change of the document (which comes before every
 * script the parser runs), when the app asks the document for its first elements, in the first tasks, and at user input.
 * From then on an accessor sees every read and assignment. What a script assigns and calls before any of these is missed.
 *
 * @returns `look`, which looks now, and `stop`, which puts a plain property back.
 */
export function watchGlobal(
  name: string,
  sibling: string,
  adopt: (value: object) => void,
): { look(): void; stop(): void } {
  let armed = false;
  let value: unknown;
  const stops: (() => void)[] = [];

  const meet = () => {
    if (typeof value === 'object' && value !== null) adopt(value);
  };
  const look = () => {
    const found = getOwnPropertyDescriptor(window, name);
    if (found === undefined || (armed && found.get !== undefined)) return;
    armed = true;
    value = Reflect.get(window, name);
    meet();
    if (!found.configurable) return;
    defineProperty(window, name, {
      configurable: true,
      enumerable: found.enumerable ?? true,
      get() {
        meet();
        return value;
      },
      set(next: unknown) {
        value = next;
        meet();
      },
    });
  };

  look();
  watchSibling(sibling, look, stops);
  watchDocument(() => !armed, look, stops);
  return {
    look,
    stop() {
      for (const stop of stops.splice(0)) stop();
      const found = getOwnPropertyDescriptor(window, name);
      if (armed && found?.configurable === true && found.get !== undefined) {
        defineProperty(window, name, {
          configurable: true,
          enumerable: found.enumerable ?? true,
          writable: true,
          value,
        });
      }
    },
  };
}

function watchSibling(name: string, look: () => void, stops: (() => void)[]): void {
  if (getOwnPropertyDescriptor(window, name) !== undefined) return;
  let value: unknown;
  defineProperty(window, name, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set(next: unknown) {
      value = next;
      look();
    },
  });
  stops.push(() => {
    if (value === undefined) Reflect.deleteProperty(window, name);
    else defineProperty(window, name, { configurable: true, enumerable: true, writable: true, value });
  });
}

/** Functions of `document` that apps call first: a look before each, for a mock whose app calls it in the same task. */
function watchFirstSteps(look: () => void, stops: (() => void)[]): () => void {
  const names = ['getElementById', 'querySelector', 'createElement'] as const;
  const stop = () => {
    for (const name of names) Reflect.deleteProperty(document, name);
  };
  for (const name of names) {
    const value = new Proxy(document[name], {
      apply(target, self, args) {
        look();
        return Reflect.apply(target as () => unknown, self, args);
      },
    });
    defineProperty(document, name, { configurable: true, writable: true, value });
  }
  stops.push(stop);
  return stop;
}

function watchDocument(wanted: () => boolean, look: () => void, stops: (() => void)[]): void {
  const lookOnce = () => {
    if (wanted()) look();
    if (!wanted()) enough();
  };
  const observer = new MutationObserver(lookOnce);
  observer.observe(document, { childList: true, subtree: true });
  const forget = watchFirstSteps(lookOnce, stops);
  const enough = () => {
    observer.disconnect();
    forget();
  };
  stops.push(() => observer.disconnect());
  for (const ms of LOOKS_MS) nextTask(lookOnce, ms);
  nextTask(enough, LOOKS_MS.at(-1));

  for (const type of ['pointerdown', 'keydown', 'load']) {
    window.addEventListener(type, look, true);
    stops.push(() => window.removeEventListener(type, look, true));
  }
}
