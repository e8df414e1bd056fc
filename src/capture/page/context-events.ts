import type { BrowserContext, ConsoleMessage, Page, WebError } from '@playwright/test';
import type { AppEvent } from '../../session/format/schema.ts';
import { formatTimestamp } from '../../session/format/timestamp.ts';
import { shorten } from '../../std/text/cut-text.ts';
import { toWellFormed } from '../../std/text/well-formed.ts';
import { type Undo, UndoStack } from '../../std/undo-stack.ts';
import type { IpcSink } from '../source/ipc-source.ts';
import { RateLimit } from '../source/rate-limit.ts';
import { ConsoleBacklog } from './console-backlog.ts';
import { ConsoleValues } from './console-values.ts';
import type { EventKinds } from './event-kinds.ts';

/** Characters of a console message that are kept. */
const MAX_MESSAGE = 8_192;
/** Console messages that are recorded in a second, warnings and errors apart: the others are counted. */
const MESSAGES_PER_SECOND = 500;

/** The names of pages, for their events. */
export interface PageNames {
  /** A name for the page, unique in the recording. */
  nameOf(page: Page): string | undefined;
  /** Runs a function with the label of the page's window when that is known; not at all for a page that is not the app's. */
  withLabel(page: Page, run: (label: string) => void): void;
}

/** Makes Playwright's calls as its user wants them made. */
type Quietly = <Value>(owner: object, run: () => Promise<Value>) => Promise<Value>;

/**
 * Records the events that Playwright itself tells of a browser context: console messages, uncaught errors, pages that open, close and crash.
 * Nothing is changed in the page, so what the app's console does, and when, stays as it is.
 */
export class ContextEvents {
  private readonly context: BrowserContext;
  private readonly kinds: EventKinds;
  private readonly names: PageNames;
  private readonly sink: IpcSink;
  private readonly values: ConsoleValues;
  private readonly undo = new UndoStack();
  /** The undo of the listeners on each page that is open: a context that lives for long must not hold its closed pages. */
  private readonly pages = new Map<Page, UndoStack>();
  /** The limits of both kinds of messages: plain ones must not use up the room of warnings and errors. */
  private readonly limits = { plain: newLimit(), problem: newLimit() };
  private readonly messageBacklog: ConsoleBacklog<ConsoleMessage>;
  private readonly errorBacklog: ConsoleBacklog<Error>;

  constructor(context: BrowserContext, kinds: EventKinds, names: PageNames, sink: IpcSink, quietly: Quietly) {
    this.context = context;
    this.messageBacklog = new ConsoleBacklog((page) => quietly(page, () => page.consoleMessages({ filter: 'all' })));
    this.errorBacklog = new ConsoleBacklog((page) => quietly(page, () => page.pageErrors({ filter: 'all' })));
    this.kinds = kinds;
    this.names = names;
    this.sink = sink;
    this.values = new ConsoleValues(context, (run) => quietly(context, run));
  }

  start(): void {
    if (this.kinds.console !== false) {
      this.undo.add(listen(this.context, 'console', this.onMessage));
      this.undo.add(listen(this.context, 'weberror', this.onError));
    }
    if (this.kinds.windows) {
      const opened = (page: Page) => {
        this.watchPage(page);
        this.window(page, 'page.opened');
      };
      this.undo.add(listen(this.context, 'page', opened));
      for (const page of this.context.pages()) this.watchPage(page);
    }
  }

  /** Records also what the pages have told their consoles before `start`. Windows that come to be known now are among them. */
  async tellBacklog(): Promise<void> {
    if (this.kinds.console === false) return;
    this.undo.add(listen(this.context, 'page', (page: Page) => void this.tellBacklogOf(page)));
    await Promise.all(this.context.pages().map((page) => this.tellBacklogOf(page)));
  }

  private async tellBacklogOf(page: Page): Promise<void> {
    const [messages, errors] = await Promise.all([this.messageBacklog.of(page), this.errorBacklog.of(page)]);
    for (const message of messages) this.message(message);
    for (const error of errors) this.error(error, page);
  }

  stop(): void {
    for (const undo of this.pages.values()) undo.run();
    this.pages.clear();
    this.undo.run();
  }

  private watchPage(page: Page): void {
    const undo = new UndoStack();
    this.pages.set(page, undo);
    const closed = () => {
      this.window(page, 'page.closed');
      undo.run();
      this.pages.delete(page);
    };
    undo.add(listen(page, 'crash', () => this.window(page, 'page.crashed')));
    undo.add(listen(page, 'close', closed));
  }

  private window(page: Page, event: string): void {
    const url = page.url();
    const timestamp = formatTimestamp(Date.now());
    const place = url === '' || url === 'about:blank' ? {} : { url };
    this.names.withLabel(page, (label) =>
      this.tell({ type: 'WindowEvent', label, event, timestamp, ...place, ...this.placeOf(page) }),
    );
  }

  private readonly onMessage = (message: ConsoleMessage): void => {
    this.messageBacklog.hear(message.page());
    this.values.heard(message);
    this.message(message);
  };

  private message(message: ConsoleMessage): void {
    const level = levelOf(message.type());
    const isProblem = level === 'warn' || level === 'error';
    if (!isProblem && this.kinds.console !== true) return;
    // Since Playwright 1.59 a message has its own time; before, that of its arrival has to do.
    const at = (message as { timestamp?: () => number }).timestamp?.() ?? Date.now();
    this.console(level, message.text(), at, message.page());
  }

  private readonly onError = (error: WebError): void => {
    this.errorBacklog.hear(error.page());
    this.error(error.error(), error.page());
  };

  private error(error: Error, page: Page | null): void {
    this.console('error', uncaught(error), Date.now(), page);
  }

  private console(level: string, text: string, at: number, page: Page | null): void {
    const limit = level === 'warn' || level === 'error' ? this.limits.problem : this.limits.plain;
    if (!limit.allows()) {
      this.sink.lost?.(limit.takeCount());
      return;
    }
    const event = { type: 'Console', level, message: cut(text), timestamp: formatTimestamp(at) } as const;
    if (page === null) this.tell(event);
    else this.names.withLabel(page, () => this.tell({ ...event, ...this.placeOf(page) }));
  }

  private placeOf(page: Page): { page?: string } {
    const name = this.names.nameOf(page);
    return name === undefined ? {} : { page: name };
  }

  private tell(event: AppEvent): void {
    this.sink.event(event);
    this.sink.batched?.();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each event has arguments of its own
function listen(emitter: BrowserContext | Page, event: string, listener: (argument: any) => void): Undo {
  // An error of ours at an event must not become one of Playwright's.
  const guarded = (argument: unknown) => {
    try {
      listener(argument);
    } catch (error) {
      process.emitWarning(`An event was not recorded: ${String(error)}`, 'IpcRecorderWarning');
    }
  };
  emitter.on(event as never, guarded as never);
  return () => emitter.off(event as never, guarded as never);
}

function newLimit(): RateLimit {
  return new RateLimit(MESSAGES_PER_SECOND, () => performance.now());
}

/** Victauri's word for a kind of console message: `log`, `info`, `warn`, `error`, `debug`. */
function levelOf(type: string): string {
  if (type === 'warning') return 'warn';
  if (type === 'assert') return 'error';
  return type === 'info' || type === 'error' || type === 'debug' ? type : 'log';
}

/** Writes an uncaught error as browsers print it. Anything may have been thrown. */
function uncaught(error: Error): string {
  const { name, message } = error;
  return `Uncaught ${typeof name === 'string' && name !== '' && !message.startsWith(`${name}: `) ? `${name}: ` : ''}${message}`;
}

const cut = (text: string): string => toWellFormed(shorten(text, MAX_MESSAGE));
