import type { InteractionKind } from '../../../session/format/schema.ts';
import { shorten } from '../../../std/text/cut-text.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { epochMs } from '../core/natives.ts';
import { Listeners } from '../patch/listeners.ts';
import type { EventObserver, Tell } from './event-observer.ts';
import { SecretInputs } from './secret-inputs.ts';
import { selectorOf } from './selector-of.ts';

/** Victauri's words in the place of what must not be recorded. */
const HIDDEN = '[REDACTED]';
const MAX_VALUE = 1_024;
/** A scroll is the user's when the wheel, a key or a pointer was moved so many milliseconds before. */
const SCROLL_AFTER_MS = 1_000;
/** Scrolls of less than so many milliseconds' distance are one. */
const SCROLL_EVERY_MS = 250;

const KEYS = /^(?:Enter|Escape|Tab|Backspace|Delete|Arrow(?:Up|Down|Left|Right))$/;
/** Inputs whose change a click tells already. */
const CLICKED = /^(?:checkbox|radio|button|submit|reset|image)$/;

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Tells of the user's interactions, by trusted events alone: events that scripts dispatch are no user's doing. */
export function observeInteractions(tell: Tell): EventObserver {
  const undo = new UndoStack();
  const secrets = new SecretInputs();
  undo.add(() => secrets.stop());
  const listeners = new Listeners();
  undo.add(listeners.stop);
  let gestureAt = Number.NEGATIVE_INFINITY;
  let scrolledAt = Number.NEGATIVE_INFINITY;
  /** Input that goes on: typing is one `Fill`, told of when something else happens. */
  let typing: { element: Element; at: number } | undefined;
  /** The content last told of a field: Enter ends the typing, and the browser's own `change` comes after it. */
  const told = new WeakMap<Element, string>();

  const did = (action: InteractionKind, element: Element, value: string | null, at?: number) =>
    tell({ type: 'DomInteraction', action, selector: selectorOf(element), value: shortValue(value) }, at);
  const fill = (element: Element, at?: number) => {
    const value = contentOf(element);
    if (told.get(element) === value) return;
    told.set(element, value);
    did('Fill', element, secrets.isSecret(element) ? HIDDEN : value, at);
  };
  const flush = () => {
    const done = typing;
    typing = undefined;
    if (done !== undefined) fill(done.element, done.at);
  };
  const on = (type: string, run: (element: Element, event: Event) => void) =>
    listeners.on(window, type, (event) => {
      if (!event.isTrusted) return;
      const path = event.composedPath();
      secrets.look(path);
      run(path[0] instanceof Element ? path[0] : document.documentElement, event);
    });

  on('focusin', () => {}); // for the look at password fields alone
  for (const type of ['pointerdown', 'wheel', 'touchmove'])
    on(type, () => {
      gestureAt = epochMs();
    });
  on('click', (element) => {
    flush();
    did('Click', element, null);
  });
  on('dblclick', (element) => did('DoubleClick', element, null));
  on('keydown', (element, event) => {
    gestureAt = epochMs();
    const { key } = event as KeyboardEvent;
    if (!KEYS.test(key)) return;
    // Backspace is a part of the typing that goes on in the field.
    if (typing?.element === element && (key === 'Backspace' || key === 'Delete')) return;
    flush();
    did('KeyPress', element, key);
  });
  on('input', (element) => {
    if (element instanceof HTMLSelectElement || isClicked(element)) return;
    if (typing?.element !== element) flush();
    typing = { element, at: epochMs() };
  });
  on('change', (element) => {
    if (element instanceof HTMLSelectElement) {
      flush();
      did('Select', element, [...element.selectedOptions].map(({ value }) => value).join(', '));
    } else if (typing?.element === element) flush();
    else if (isField(element) && !isClicked(element)) fill(element);
  });
  on('scroll', (element) => {
    const now = epochMs();
    if (now - gestureAt > SCROLL_AFTER_MS || now - scrolledAt < SCROLL_EVERY_MS) return;
    scrolledAt = now;
    flush();
    did('Scroll', element, `${Math.round(element.scrollLeft)},${Math.round(element.scrollTop)}`);
  });
  watchNavigation(listeners, (element, url) => {
    flush();
    did('Navigate', element, url);
  });
  listeners.on(window, 'pagehide', flush);

  return {
    flush() {
      try {
        flush();
      } catch {
        // The element is gone in a way that was not foreseen.
      }
    },
    stop: undo.run,
  };
}

/** Links that the user follows, and the browser's own buttons, where the browser tells of them. */
function watchNavigation(listeners: Listeners, navigated: (element: Element, url: string) => void): void {
  const { navigation } = window as unknown as { navigation?: EventTarget };
  if (navigation === undefined) return;
  listeners.on(navigation, 'navigate', (event) => {
    const { userInitiated, destination, sourceElement } = event as Event & {
      userInitiated: boolean;
      destination: { url: string };
      sourceElement?: Element | null;
    };
    if (userInitiated) navigated(sourceElement ?? document.documentElement, destination.url);
  });
}

function isField(element: Element): element is Field {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

function isClicked(element: Element): boolean {
  return element instanceof HTMLInputElement && CLICKED.test(element.type);
}

function contentOf(element: Element): string {
  if (element instanceof HTMLInputElement && element.type === 'file')
    return [...(element.files ?? [])].map(({ name }) => name).join(', ');
  return isField(element) ? element.value : (element.textContent ?? '');
}

/** Null for nothing, as in Victauri. */
function shortValue(value: string | null): string | null {
  return value === null || value === '' ? null : shorten(value, MAX_VALUE);
}
