import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { PAGE_HANDLE } from '../page-protocol.ts';

/** Values in console messages that the browser holds for the session, before they are let go of. */
const HELD_VALUES = 50;

/** How a pipe is opened. */
export interface PipeOptions {
  /** The global by which it comes into documents. */
  name: string;
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
      await pipe.bind(options.name);
      return pipe;
    });
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await this.options.quietly(this.session, () => this.session.detach());
  }

  /** The binding is set on the window of each document there is: by then the document waits for it, and takes it away as it comes. */
  private async bind(name: string): Promise<void> {
    const { session } = this;
    const contexts = new Set<number>();
    const noteContext = ({ context }: { context: { id: number; auxData?: { isDefault?: boolean } } }) => {
      if (context.auxData?.isDefault === true) contexts.add(context.id);
    };
    const inAll = (ids: Iterable<number>, expression: string) =>
      [...ids].map((contextId) => session.send('Runtime.evaluate', { contextId, expression }).catch(() => {}));
    session.on('Runtime.executionContextCreated', noteContext);
    // Without it bindings are gone at the next navigation.
    await session.send('Runtime.enable');
    const known = new Set(contexts);
    await Promise.all([...inAll(known, awaitPipe(name)), session.send('Runtime.addBinding', { name })]);
    session.off('Runtime.executionContextCreated', noteContext);
    // A document that came in between has it on its window.
    await Promise.all(
      inAll(
        [...contexts].filter((id) => !known.has(id)),
        takePipe(name),
      ),
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

const handle = `globalThis[Symbol.for(${JSON.stringify(PAGE_HANDLE)})]`;

/** A document without our script swallows the pipe. */
function awaitPipe(name: string): string {
  const key = JSON.stringify(name);
  return `(${handle}?.awaitPipe ?? (() => Object.defineProperty(globalThis, ${key}, { configurable: true, set() { delete globalThis[${key}]; } })))()`;
}

function takePipe(name: string): string {
  const key = JSON.stringify(name);
  return `((pipe) => { if (delete globalThis[${key}] && typeof pipe === 'function') ${handle}?.pipe(pipe); })(globalThis[${key}])`;
}
