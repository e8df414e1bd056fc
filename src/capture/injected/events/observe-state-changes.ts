import { shorten } from '../../../std/text/cut-text.ts';
import { after, ObjectPatch } from '../patch/patch-object.ts';
import type { EventObserver, Tell } from './event-observer.ts';

/**
 * Tells of `setItem`, `removeItem` and `clear` of both storage areas. An assignment (`localStorage.theme = 'dark'`) goes past every
 * method, so it is not seen. Which call caused a change is not known here, and not guessed.
 */
export function observeStateChanges(tell: Tell): EventObserver {
  const changed = (storage: unknown, key: unknown) => {
    const area = areaOf(storage);
    // The storage made a text of anything else. To do so again could run the app's code.
    if (area === undefined || (typeof key !== 'string' && typeof key !== 'number')) return;
    tell({ type: 'StateChange', key: shorten(`${area}.${key}`, MAX_KEY), caused_by: null });
  };
  const patch = new ObjectPatch({
    setItem: after((storage, [key]) => changed(storage, key)),
    removeItem: after((storage, [key]) => changed(storage, key)),
    clear: after((storage) => changed(storage, '*')),
  });
  patch.apply(Storage.prototype);
  return { stop: () => patch.restore() };
}

const MAX_KEY = 1_024;

function areaOf(storage: unknown): string | undefined {
  for (const area of ['localStorage', 'sessionStorage'] as const) {
    try {
      if (window[area] === storage) return area;
    } catch {
      // A sandboxed document has none.
    }
  }
  return undefined;
}
