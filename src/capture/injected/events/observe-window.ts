import { shorten } from '../../../std/text/cut-text.ts';
import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import { Listeners } from '../patch/listeners.ts';
import { after, ObjectPatch } from '../patch/patch-object.ts';
import type { EventObserver, Tell } from './event-observer.ts';

/** The part of the Navigation API that is used; TypeScript's DOM library does not have all of it yet. */
interface Navigation extends EventTarget {
  currentEntry: unknown;
}
type NavigateEvent = Event & { hashChange: boolean };
type EntryChangeEvent = Event & { navigationType: 'push' | 'replace' | 'traverse' | 'reload' | null };

const MAX_URL = 2_048;

/**
 * Tells of the window events that only the page knows: navigations, by Victauri's names for them, focus and visibility.
 * Frames of a page are no windows.
 */
export function observeWindow(tell: Tell): EventObserver {
  const undo = new UndoStack();
  const listeners = new Listeners();
  undo.add(listeners.stop);
  if (window.top !== window) return { stop: undo.run };
  const happened = (event: string) => {
    const { href } = location;
    // The empty document that every window begins with is none of the app's.
    if (href !== 'about:blank') tell({ type: 'WindowEvent', event, url: shorten(href, MAX_URL) });
  };

  happened('navigation.initial');
  const { navigation } = window as unknown as { navigation?: Navigation };
  // A document of an opaque origin has the object, and it does nothing.
  if (navigation?.currentEntry) watchEntries(navigation, listeners, happened);
  else undo.add(watchHistory(listeners, happened));
  for (const type of ['focus', 'blur'])
    listeners.on(window, type, ({ target }) => {
      if (target === window) happened(`window.${type}`);
    });
  listeners.on(document, 'visibilitychange', () => happened(`window.${document.visibilityState}`));
  return { stop: undo.run };
}

/** Listens to the Navigation API: the browser says what kind each navigation is, and nothing needs to be patched. */
function watchEntries(navigation: Navigation, listeners: Listeners, happened: (event: string) => void): void {
  let isHashChange = false;
  listeners.on(navigation, 'navigate', (event) => {
    isHashChange = (event as NavigateEvent).hashChange;
  });
  listeners.on(navigation, 'currententrychange', (event) => {
    const { navigationType } = event as EntryChangeEvent;
    const wasHashChange = isHashChange;
    isHashChange = false;
    if (navigationType === 'traverse') happened('navigation.popstate');
    else if (wasHashChange) happened('navigation.hashchange');
    else if (navigationType === 'push') happened('navigation.pushState');
    else if (navigationType === 'replace') happened('navigation.replaceState');
  });
}

/** Watches the history where there is no Navigation API. A step back over a hash is two events then, as it is in Victauri. */
function watchHistory(listeners: Listeners, happened: (event: string) => void): Undo {
  const patch = new ObjectPatch({
    pushState: after(() => happened('navigation.pushState')),
    replaceState: after(() => happened('navigation.replaceState')),
  });
  patch.apply(History.prototype);
  for (const type of ['popstate', 'hashchange'])
    listeners.on(window, type, ({ isTrusted }) => {
      if (isTrusted) happened(`navigation.${type}`);
    });
  return () => patch.restore();
}
