import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type { PageKeys } from '../page-protocol.ts';
import { handleFunction } from './door/page-keys.ts';

/** Values in console messages that the browser holds for the session, before they are let go of. */
const HELD_VALUES = 50;

/** How a pipe is opened. */
export interface PipeOptions {
  /** The global by which it comes into documents. */
  name: string;
  /** The keys of the script in those documents. */
  keys: PageKeys;
  /** Runs calls of Playwright's so that they show in no report and no trace. */
  quietly: <Value>(owner: object, run: () => Promise<Value>) => Promise<Value>;
  /** Takes what a document sends. */
  receive(text: string): void;
  /** The session was closed, and not by us: nothing arrives any more. */
  closed(): void;
}

/**
 * A one-way way from the documents of a page to Node: a binding of a session of its own with the browser, which costs a fraction of Playwright's
 * and answers nothing. Chromium alone has such sessions.
 */
export class PagePipe {
  private readonly session: CDPSession;
  private readonly options: PipeOptions;
  private isOpen = true;

  private constructor(session: CDPSession, options: PipeOptions) {
    this.session = session;
    this.options = options;
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (this.isOpen && name === options.name) options.receive(payload);
    });
    session.once('close', () => {
      if (this.isOpen) options.closed();
    });
    this.letGoOfValues();
  }

  /** Opens a pipe. Documents to come have it from their birth; that which is there gets it when the promise resolves. */
  static async open(context: BrowserContext, page: Page, options: PipeOptions): Promise<PagePipe> {
    return await options.quietly(context, async () => {
      const pipe = new PagePipe(await context.newCDPSession(page), options);
      await pipe.bind(options);
      return pipe;
    });
  }

  /** Runs a script in the document of the page, and returns its value. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const given = { expression, returnByValue: true };
    const sending = () => this.session.send('Runtime.evaluate', given);
    const { result, exceptionDetails } = await this.options.quietly(this.session, sending);
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as Value;
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await this.options.quietly(this.session, () => this.session.detach());
  }

  /**
   * The browser sets the binding on the window of each document there is. Documents of ours wait for it from their birth, unless they have it by then;
   * one that has waited for that of another connection is told to wait for this one.
   */
  private async bind({ name, keys }: PipeOptions): Promise<void> {
    const { session } = this;
    const contexts = new Set<number>();
    const noteContext = ({ context }: { context: { id: number; auxData?: { isDefault?: boolean } } }) => {
      if (context.auxData?.isDefault === true) contexts.add(context.id);
    };
    const inAll = (ids: Iterable<number>, expression: string) => {
      for (const contextId of ids) session.send('Runtime.evaluate', { contextId, expression }).catch(() => {});
    };
    session.on('Runtime.executionContextCreated', noteContext);
    // Without it bindings are gone at the next navigation.
    await session.send('Runtime.enable');
    const known = new Set(contexts);
    inAll(known, awaitPipe(name, keys));
    const adding = session.send('Runtime.addBinding', { name });
    inAll(known, takePipe(name, keys));
    await adding.finally(() => session.off('Runtime.executionContextCreated', noteContext));
    inAll(
      [...contexts].filter((id) => !known.has(id)),
      takePipe(name, keys),
    );
  }

  /** The browser holds the values of console messages for each session that hears of them. */
  private letGoOfValues(): void {
    let held = 0;
    const { session } = this;
    const letGo = () => session.send('Runtime.releaseObjectGroup', { objectGroup: 'console' });
    session.on('Runtime.consoleAPICalled', ({ args }) => {
      held += args.filter(({ objectId }) => objectId !== undefined).length;
      if (held < HELD_VALUES) return;
      held = 0;
      this.options.quietly(session, letGo).catch(() => {});
    });
  }
}

/** A document without our script swallows the pipe. */
function awaitPipe(name: string, keys: PageKeys): string {
  const key = JSON.stringify(name);
  return `(${handleFunction(keys, 'awaitPipe')} ?? ((name) => Object.defineProperty(globalThis, name, { configurable: true, set() { delete globalThis[name]; } })))(${key})`;
}

function takePipe(name: string, keys: PageKeys): string {
  const key = JSON.stringify(name);
  return `((pipe) => { if (delete globalThis[${key}] && typeof pipe === 'function') ${handleFunction(keys, 'pipe')}?.(pipe); })(globalThis[${key}])`;
}
