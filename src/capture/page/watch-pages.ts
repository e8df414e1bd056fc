import type { BrowserContext, Frame, Page } from '@playwright/test';
import { type Undo, UndoStack } from '../../std/undo-stack.ts';

/** Told of the pages of a context. */
export interface PageListener {
  opened(page: Page): void;
  /** A page has loaded a document. */
  loaded(page: Page): void;
  /** A frame has a new document. */
  navigated(frame: Frame): void;
  /** A frame was taken out of its page. */
  detached(frame: Frame): void;
  closed(page: Page): void;
}

/** Tells of the frames of a page that get a new document; returns how to stop, or undefined when it cannot. */
export type OnNavigated = (page: Page, navigated: (frame: Frame) => void) => Undo | undefined;

/** Watches the pages of a context, those that are open and those to come. @param onNavigated @default the main frame's navigations, by a public event */
export function watchPages(
  context: BrowserContext,
  listener: PageListener,
  onNavigated: OnNavigated | undefined,
): Undo {
  // The listeners on each open page: a context that lives for long must not hold its closed ones.
  const watched = new Map<Page, UndoStack>();
  const watch = (page: Page): void => {
    if (watched.has(page)) return;
    const undo = new UndoStack();
    watched.set(page, undo);
    const loaded = () => listener.loaded(page);
    const closed = () => {
      watched.delete(page);
      listener.closed(page);
    };
    page.on('load', loaded).on('framedetached', listener.detached).once('close', closed);
    undo.add(() => page.off('load', loaded).off('framedetached', listener.detached).off('close', closed));
    undo.add(watchNavigations(page, listener.navigated, onNavigated));
    listener.opened(page);
  };
  context.on('page', watch);
  for (const page of context.pages()) watch(page);
  return () => {
    context.off('page', watch);
    for (const undo of watched.values()) undo.run();
    watched.clear();
  };
}

/** Without a way of its own, by the public event that comes with each new document of a main frame, and is later. */
function watchNavigations(page: Page, navigated: (frame: Frame) => void, own: OnNavigated | undefined): Undo {
  const undo = own?.(page, navigated);
  if (undo !== undefined) return undo;
  const loads = () => navigated(page.mainFrame());
  page.on('domcontentloaded', loads);
  return () => page.off('domcontentloaded', loads);
}
