import type { BrowserContext, Frame, Page } from '@playwright/test';
import type { IpcSink, IpcSource } from './ipc-source.ts';
import { PageMessages } from './page-messages.ts';
import {
  type MessageOrigin,
  PAGE_HANDLE,
  type PageAnswer,
  type PageConfig,
  type PageEventKinds,
  type PageHandle,
  type PageMessage,
  type PagePush,
  type PageQuestion,
  type PageState,
  type RoutePattern,
  type StartMessage,
} from './page-protocol.ts';
import { pageScript } from './read-page-script.ts';
import { type SourceOptions, sourcesOn } from './source-options.ts';

/** The binding's name until the page script takes it away, before the app's first script. */
const BINDING = '__ipcRecorder';

/** Milliseconds to wait for a document to take a push. */
const PUSH_LIMIT_MS = 1_000;

const NO_EVENTS: PageEventKinds = { interactions: false, mutations: false, windows: false, state: false };

/** A page and frame that a question came from. */
export interface QuestionOrigin {
  page: Page;
  frame: Frame;
}

export interface PageSourceOptions {
  /** Runs a Playwright call so that it shows in no report and no trace. @default runs it as it is */
  quietly?: <Value>(owner: object, run: () => Promise<Value>) => Promise<Value>;
  /** Answers the calls that a route or `serve` sends to Node. */
  answer?: (question: PageQuestion, origin: QuestionOrigin) => Promise<PageAnswer>;
  /** Starts with Node as the backend of every document. */
  serve?: PageConfig['serve'];
  /** Starts with these commands answered by Node. */
  routes?: RoutePattern[];
  /** Which runtimes to observe. @default all whose calls are calls */
  sources?: SourceOptions | undefined;
  /** Which events other than IPC to tell of. @default none */
  events?: PageEventKinds;
  /** The name of a page, unique in its recording. */
  nameOf?: (page: Page) => string;
}

/** Observes the runtimes in all pages and frames of a browser context, from the first line of their first script. */
export class PageSource implements IpcSource {
  readonly context: BrowserContext;
  private readonly options: PageSourceOptions;
  private readonly frames = new Set<Frame>();
  private config: PageConfig;
  private sink: IpcSink | undefined;
  private messages: PageMessages | undefined;

  constructor(context: BrowserContext, options: PageSourceOptions = {}) {
    this.context = context;
    this.options = options;
    this.config = {
      binding: BINDING,
      routes: options.routes ?? [],
      serve: options.serve ?? null,
      sources: sourcesOn(options.sources),
      events: options.events ?? NO_EVENTS,
    };
  }

  async attach(sink: IpcSink): Promise<void> {
    this.sink = sink;
    this.messages = new PageMessages(sink, this.options.sources);
    const script = pageScript(this.config);
    const bind = () =>
      this.context.exposeBinding(BINDING, (origin: QuestionOrigin, text: string) => this.receive(origin, text));
    const addScript = () => this.context.addInitScript({ content: script });
    await this.quietly(this.context, async () => {
      // A new context: both are on their way before its first page is asked for. One with pages installs the binding
      // page by page, and the script must come after it.
      if (this.context.pages().length === 0) await Promise.all([bind(), addScript()]);
      else {
        await bind();
        await addScript();
      }
    });
    await this.everywhere((frame) => frame.evaluate(script));
  }

  async detach(): Promise<void> {
    await this.inPages((handle) => handle.detach(), undefined);
    this.sink = undefined;
    this.messages = undefined;
  }

  /** Reads the state of one page's main frame; all it sent before has arrived when this resolves. */
  async readState(page: Page): Promise<PageState | null> {
    return await this.quietly(page, () =>
      page
        .mainFrame()
        .evaluate(
          (slot) => ((globalThis as never)[Symbol.for(slot)] as PageHandle | undefined)?.state() ?? null,
          PAGE_HANDLE,
        ),
    );
  }

  /**
   * Sends pushes to every document that has made a call; returns how many listeners they reached.
   * A document that does not answer in time (a dialog is open) gets them later, and does not count.
   */
  async push(pushes: PagePush[], only: { frame?: Frame; except?: Frame; label?: string } = {}): Promise<number> {
    for (const frame of this.frames) if (frame.isDetached()) this.frames.delete(frame);
    const frames = only.frame === undefined ? [...this.frames] : [only.frame];
    const reached = await Promise.all(
      frames.filter((frame) => frame !== only.except).map((frame) => this.pushTo(frame, pushes, only.label)),
    );
    return reached.reduce((sum, count) => sum + count, 0);
  }

  private async pushTo(frame: Frame, pushes: PagePush[], label: string | undefined): Promise<number> {
    const pushing = this.quietly(frame, () =>
      frame.evaluate(
        ([slot, list, only]) => {
          const handle = (globalThis as never)[Symbol.for(slot as string)] as PageHandle | undefined;
          return handle?.push(list as never, only as string | undefined) ?? 0;
        },
        [PAGE_HANDLE, pushes, label] as const,
      ),
    ).catch(() => 0);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<number>((resolve) => {
      timer = setTimeout(() => resolve(0), PUSH_LIMIT_MS);
    });
    return await Promise.race([pushing, late]).finally(() => clearTimeout(timer));
  }

  /** Says which commands are to be asked for, in documents that are there and in those to come. */
  async setRoutes(routes: RoutePattern[]): Promise<void> {
    if (routes.length === 0 && this.config.routes.length === 0) return;
    this.config = { ...this.config, routes };
    await this.inPages((handle, value) => handle.routes(value), routes);
  }

  /** Makes Node the backend (or, with null, no longer), in documents that are there and in those to come. */
  async setServe(serve: PageConfig['serve']): Promise<void> {
    this.config = { ...this.config, serve };
    await this.inPages((handle, value) => handle.serve(value), serve);
  }

  private async inPages<Value>(run: (handle: PageHandle, value: Value) => void, value: Value): Promise<void> {
    const script = `{ const handle = globalThis[Symbol.for(${JSON.stringify(PAGE_HANDLE)})]; if (handle) (${run})(handle, ${JSON.stringify(value) ?? 'undefined'}); }`;
    await this.quietly(this.context, () => this.context.addInitScript({ content: script })).catch(() => {});
    await this.everywhere((frame) => frame.evaluate(script));
  }

  private async everywhere(run: (frame: Frame) => Promise<unknown>): Promise<void> {
    const frames = this.context.pages().flatMap((page) => page.frames());
    // A frame that navigates or goes away meanwhile gets the init script with its next document.
    await Promise.all(frames.map((frame) => this.quietly(frame, () => run(frame)).catch(() => {})));
  }

  private quietly<Value>(owner: object, run: () => Promise<Value>): Promise<Value> {
    return this.options.quietly?.(owner, run) ?? run();
  }

  private receive(origin: QuestionOrigin, text: string): Promise<string> | undefined {
    if (text.startsWith('[')) {
      this.takeBatch(origin, text);
      return undefined;
    }
    return this.answerQuestion(origin, text);
  }

  private takeBatch(origin: QuestionOrigin, text: string): void {
    this.frames.add(origin.frame);
    const place = this.placeOf(origin);
    for (const message of JSON.parse(text) as PageMessage[]) {
      this.messages?.take(message, place);
      if (message.t === 'call' && this.config.serve !== null) this.passOnEmit(message, origin.frame);
    }
    this.sink?.batched?.();
  }

  private placeOf({ page, frame }: QuestionOrigin): MessageOrigin {
    const name = this.options.nameOf?.(page);
    return {
      ...(name === undefined ? {} : { page: name }),
      ...(frame === page.mainFrame() ? {} : { frame: frame.url() }),
    };
  }

  /** What one window of a served app emits, the others hear, as in Tauri. */
  private passOnEmit({ command, args }: StartMessage, from: Frame): void {
    if (command !== 'plugin:event|emit' && command !== 'plugin:event|emit_to') return;
    const { event, payload, target } = (args ?? {}) as {
      event?: string;
      payload?: unknown;
      target?: { label?: string };
    };
    const label = target?.label;
    void this.push([{ event: String(event), payload }], { except: from, ...(label === undefined ? {} : { label }) });
  }

  private async answerQuestion(origin: QuestionOrigin, text: string): Promise<string> {
    const answer: PageAnswer = (await this.options.answer?.(JSON.parse(text) as PageQuestion, origin)) ?? {
      action: 'continue',
    };
    return JSON.stringify(answer);
  }
}
