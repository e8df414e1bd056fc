import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';

/** Messages of a page whose values stay, at least. `page.consoleMessages()` has the last 200. */
const KEPT_MESSAGES = 1_000;

interface Emitter {
  listenerCount?(event: string): number;
}

/**
 * Lets go of the values in console messages. While anybody listens to the console, Playwright holds each value of each message, in the
 * page and with some kilobytes here, until the context closes. When nobody but us listens, the values of old messages are released.
 */
export class ConsoleValues {
  private readonly context: BrowserContext;
  private readonly quietly: (run: () => Promise<unknown>) => Promise<unknown>;
  private readonly messages = new WeakMap<Page, ConsoleMessage[]>();

  constructor(context: BrowserContext, quietly: (run: () => Promise<unknown>) => Promise<unknown>) {
    this.context = context;
    this.quietly = quietly;
  }

  /** Takes a message that our listener, one on the context, has heard. */
  heard(message: ConsoleMessage): void {
    const page = message.page();
    if (page === null || message.args().length === 0) return;
    const worker = (message as { worker?: () => Emitter | null }).worker?.();
    if (countOn(this.context) !== 1 || countOn(page) !== 0 || (worker && countOn(worker) !== 0)) return;
    const messages = this.messages.get(page) ?? [];
    this.messages.set(page, messages);
    // Many at a time: each of Playwright's calls is dear, those within one are not.
    if (messages.push(message) < 2 * KEPT_MESSAGES) return;
    const handles = messages.splice(0, KEPT_MESSAGES).flatMap((old) => old.args());
    // The page may be gone.
    this.quietly(() => Promise.allSettled(handles.map((handle) => handle.dispose()))).catch(() => {});
  }
}

/** Undefined where the count cannot be known. */
function countOn(emitter: Emitter | object): number | undefined {
  return (emitter as Emitter).listenerCount?.('console');
}
