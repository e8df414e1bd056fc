import type { BrowserContext, Page } from '@playwright/test';
import { isDone } from '../../std/timers.ts';
import { handleFunction } from './door/page-keys.ts';
import { PagePipe, type PipeOptions } from './page-pipe.ts';

/** Milliseconds for closing the pipes of a context. */
const CLOSE_LIMIT_MS = 250;

/** How the pipes of a context are opened. */
export interface PipesOptions extends Pick<PipeOptions, 'keys' | 'name' | 'quietly'> {
  receive(page: Page, text: string): void;
}

/** The pipes of the pages of a context. Where none can be had, the binding stays what documents send by. */
export class PagePipes {
  private readonly context: BrowserContext;
  private readonly options: PipesOptions;
  private readonly pipes = new Map<Page, Promise<PagePipe | undefined>>();
  /** Those that are open. */
  private readonly opened = new Map<Page, PagePipe>();
  /** Whether the browser may have pipes: Chromium alone has. */
  isPossible: boolean;

  constructor(context: BrowserContext, options: PipesOptions) {
    this.context = context;
    this.options = options;
    this.isPossible = (context.browser()?.browserType().name() ?? 'chromium') === 'chromium';
  }

  /** Opens the pipe of a page, unless it has one. */
  open(page: Page): void {
    if (!this.isPossible || this.pipes.has(page) || page.isClosed()) return;
    const { keys, name, quietly, receive } = this.options;
    const opening = PagePipe.open(this.context, page, {
      ...{ keys, name, quietly },
      receive: (text) => receive(page, text),
      closed: () => this.withdraw(page),
    });
    const opened = opening.then(
      (pipe) => {
        this.opened.set(page, pipe);
        return pipe;
      },
      // The page is gone, or its browser has no such sessions.
      () => undefined,
    );
    this.pipes.set(page, opened);
    page.once('close', () => this.forget(page));
  }

  /** Evaluates an expression in the main frame of a page, for half of what Playwright takes for it; undefined without a pipe. */
  evaluate<Value>(page: Page, expression: string): Promise<Value> | undefined {
    return this.opened.get(page)?.evaluate<Value>(expression);
  }

  /** Closes all pipes; what documents have sent has arrived by then. */
  async close(): Promise<void> {
    this.isPossible = false;
    const pipes = [...this.pipes.values()];
    this.pipes.clear();
    this.opened.clear();
    const closing = Promise.all(pipes.map(async (pipe) => await (await pipe)?.close().catch(() => {})));
    // A page that hangs opens none: it is closed as soon as it is open.
    await isDone(closing, CLOSE_LIMIT_MS);
  }

  /** The session of a page was closed under it: its documents send by the binding again. */
  private withdraw(page: Page): void {
    this.forget(page);
    if (page.isClosed()) return;
    const { keys, quietly } = this.options;
    const script = `${handleFunction(keys, 'pipe')}?.(undefined)`;
    for (const frame of page.frames()) quietly(frame, () => frame.evaluate(script)).catch(() => {});
  }

  private forget(page: Page): void {
    this.pipes.delete(page);
    this.opened.delete(page);
  }
}
