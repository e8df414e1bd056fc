import { randomBytes } from 'node:crypto';
import type { BrowserContext, Frame, Page } from '@playwright/test';
import { documentOf } from '../../calls/document-of.ts';
import { eventEmitted } from '../../calls/event-commands.ts';
import type { StandIn } from '../../session/format/schema.ts';
import { isDone } from '../../std/timers.ts';
import { UndoStack } from '../../std/undo-stack.ts';
import type {
  Boundary,
  FactMessage,
  MessageOrigin,
  MockMessage,
  PageAnswer,
  PageConfig,
  PageHandle,
  PageMessage,
  PagePush,
  PageQuestion,
  PageServe,
  PageState,
  ResumeReply,
  ResumeRequest,
  RoutePattern,
  StartMessage,
  ToldSoFar,
} from '../page-protocol.ts';
import type { DecodeMessage } from '../source/decode-message.ts';
import type { IpcSink, IpcSource } from '../source/ipc-source.ts';
import { globalsNamed, type SourceOptions, sourcesOn } from '../source/source-options.ts';
import { ContextEvents } from './context-events.ts';
import { type AnswerOrigins, AppOrigins, originPatterns } from './door/app-origins.ts';
import { handleFunction, makePageKeys, openSealed } from './door/page-keys.ts';
import { doorLimits } from './door/read-messages.ts';
import { readQuestion } from './door/read-question.ts';
import { type EventKinds, eventsOn } from './event-kinds.ts';
import { FrameDocuments } from './frame-documents.ts';
import { FramePushes } from './frame-pushes.ts';
import { type MessagePlace, PageInbox } from './page-inbox.ts';
import { PageMessages } from './page-messages.ts';
import { PagePipes } from './page-pipes.ts';
import { answersScript, pageScript } from './page-script.ts';
import { PageStates } from './page-states.ts';
import { type OnNavigated, type PageListener, watchPages } from './watch-pages.ts';
import { type FindLabel, WindowLabels } from './window-labels.ts';

/** The binding's name until the page script takes it away, before the app's first script. */
const BINDING = '__ipcRecorder';

/** The name of the pipe, until the page script takes it away: no script of a page can know it before. */
const PIPE = `${BINDING}${randomBytes(8).toString('hex')}`;

/** Milliseconds that a frame within a window of Electron has to run a script. */
const PLACE_LIMIT_MS = 250;

const NO_EVENTS: EventKinds = eventsOn({ console: false, windows: false });

/** A page and frame that a question came from. */
export interface QuestionOrigin {
  page: Page;
  frame: Frame;
  /** How the stand-in came into the page that is the backend of the document that asks, if one is. */
  standIn?: StandIn | undefined;
}

export interface PageSourceOptions {
  /** Runs a Playwright call so that it shows in no report and no trace. @default runs it as it is */
  quietly?: <Value>(owner: object, run: () => Promise<Value>) => Promise<Value>;
  /** Answers the calls that a route or `serve` sends to Node. */
  answer?: (question: PageQuestion, origin: QuestionOrigin) => Promise<PageAnswer>;
  /** Told in order what a page that answers from a session does. */
  replayed?: (message: FactMessage, origin: QuestionOrigin) => void;
  /** Tells a document that is about to answer from a session how far the replay is. */
  resume?: (request: ResumeRequest, origin: QuestionOrigin) => Promise<ResumeReply>;
  /** Starts with Node as the backend of every document. */
  serve?: PageConfig['serve'];
  /** Starts with these commands answered by Node. */
  routes?: RoutePattern[];
  /** Runtimes to observe. @default all but those without calls of their own */
  sources?: SourceOptions | undefined;
  /** Says what the messages of transports without calls are. @default known protocols alone */
  decode?: DecodeMessage | undefined;
  /** Watches for the globals of runtimes from the start. @default false */
  earlyGlobals?: boolean | undefined;
  /** Kinds of events other than IPC to tell of. @default none */
  events?: EventKinds;
  /** Origins of frames that are answered beside the app's own. @default none */
  answerOrigins?: AnswerOrigins | undefined;
  /** Bytes of one value that are recorded at most. @default `MAX_VALUE_BYTES` */
  maxValueBytes?: number | undefined;
  /** Tells also what open pages have told their consoles before `attach`. @default false */
  early?: boolean;
  /** Calls `navigated` with each frame of a page that gets a new document. @default the main frame's, by a public event */
  onNavigated?: OnNavigated;
  /** A page has loaded a document. */
  loaded?: (page: Page) => void;
  /** A mock that goes on beside Node has answered a call otherwise than Node. */
  mockAnswered?: (message: MockMessage) => void;
  /** Returns the name of a page, unique in its recording; `begins` when a recording begins with the page's message. */
  nameOf?: (page: Page, begins: boolean) => string | undefined;
  /** Finds the labels of windows. @default they are those that the pages give themselves */
  findLabel?: FindLabel | undefined;
}

/** Observes the runtimes in all pages and frames of a browser context, from the first line of their first script. */
export class PageSource implements IpcSource {
  readonly context: BrowserContext;
  private readonly options: PageSourceOptions;
  private readonly keys = makePageKeys();
  private readonly pushes = new FramePushes(
    this.keys,
    (owner, run) => this.quietly(owner, run),
    (frame, told) => this.inbox.arrived(frame.page(), told),
  );
  /** The init script that tells documents to come, by the function it calls. */
  private readonly scripts = new Map<string, Promise<unknown>>();
  private readonly documents = new FrameDocuments({
    documentGone: (document, how) => this.messages?.documentGone(document, how),
    forget: (document) => this.messages?.forget(document),
  });
  /** Main frames in whose document nothing is looked for any more. */
  private readonly settled = new WeakSet<Frame>();
  private readonly states = new PageStates<Page>(this.keys);
  /** The reads that wait until it is known whose window a page is: one serves all who ask meanwhile. */
  private readonly unsent = new Map<Page, Promise<PageState | null>>();
  private readonly inbox: PageInbox;
  private readonly pipes: PagePipes;
  private readonly origins: AppOrigins;
  /** Whether the page script is in all documents there are. */
  private isReady = false;
  /** Counts the messages that pages have sent so far. */
  messageCount = 0;
  /** Counts what pages were told and answered. */
  private toldCount = 0;
  private readonly undo = new UndoStack();
  private config: PageConfig;
  private sink: IpcSink | undefined;
  private messages: PageMessages | undefined;
  private events: ContextEvents | undefined;
  /** The labels that main frames last gave for their windows. */
  private readonly labels = new WeakMap<Page, string>();
  /** The labels of windows that somebody else names. */
  private readonly found: WindowLabels | undefined;

  constructor(context: BrowserContext, options: PageSourceOptions = {}) {
    this.context = context;
    this.options = options;
    this.found = options.findLabel && new WindowLabels(options.findLabel);
    const { console: _console, ...events } = options.events ?? NO_EVENTS;
    this.origins = new AppOrigins(options.answerOrigins);
    this.inbox = new PageInbox(
      {
        batch: (place, messages) => {
          if (messages[0]?.t === 'origin') this.origins.heard(place);
          if (messages.length === 1 && messages[0]?.t === 'origin') return;
          this.withLabel(place.page, (label) => this.takeBatch(place, messages, label));
        },
        lost: (page, count) => this.tellLost(page, count),
        tampered: (page, count) => this.tellTampered(page, count),
      },
      doorLimits(options.maxValueBytes),
    );
    this.pipes = new PagePipes(context, {
      keys: this.keys,
      name: PIPE,
      quietly: (owner, run) => this.quietly(owner, run),
      receive: (page, text) => this.receive({ page }, text),
    });
    this.config = {
      binding: BINDING,
      keys: this.keys,
      pipe: this.pipes.isPossible ? PIPE : '',
      routes: options.routes ?? [],
      serve: options.serve ?? null,
      answerOrigins: originPatterns(options.answerOrigins),
      sources: sourcesOn(options.sources),
      globals: globalsNamed(options.sources),
      earlyGlobals: options.earlyGlobals ?? false,
      events,
      ...(options.maxValueBytes === undefined ? {} : { maxValueBytes: options.maxValueBytes }),
    };
  }

  async attach(sink: IpcSink): Promise<void> {
    this.sink = sink;
    this.messages = new PageMessages(sink, this.options.decode);
    this.events = new ContextEvents(
      this.context,
      this.options.events ?? NO_EVENTS,
      {
        nameOf: (page) => this.options.nameOf?.(page, false),
        withLabel: (page, run) => this.withLabel(page, (label) => run(label ?? this.labels.get(page) ?? 'main')),
      },
      sink,
      (owner, run) => this.quietly(owner, run),
    );
    this.events.start();
    this.undo.add(() => this.events?.stop());
    const pages: PageListener = {
      // A page that has gone tells its label no more.
      opened: (page) => {
        this.withLabel(page, () => {});
        void this.origins.opened(page);
        // The page script comes first: it takes the pipe away before the app sees it.
        if (this.isReady) this.pipes.open(page);
      },
      loaded: (page) => this.options.loaded?.(page),
      navigated: (frame) => {
        this.settled.delete(frame);
        this.documents.gone(frame, 'navigated');
      },
      detached: (frame) => this.documents.gone(frame, 'closed'),
      closed: (page) => this.documents.closed(page),
    };
    this.undo.add(watchPages(this.context, pages, this.options.onNavigated));
    const backlog = this.options.early ? this.events.tellBacklog() : undefined;
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
    await Promise.all([backlog, this.everywhere((frame) => frame.evaluate(script))]);
    this.isReady = true;
    for (const page of this.context.pages()) this.pipes.open(page);
  }

  async detach(): Promise<void> {
    this.undo.run();
    await this.inPages('detach', undefined);
    await this.allArrived();
    await this.pipes.close();
    this.sink = undefined;
    this.messages = undefined;
  }

  /** Grows with all that passes between pages and Node, either way, but for reads of the state. */
  get traffic(): number {
    return this.messageCount + this.toldCount;
  }

  /** Reads the state of one page's main frame, unless it is not the app's; all it sent before has arrived when this resolves. */
  async readState(page: Page): Promise<PageState | null> {
    const { found, unsent } = this;
    // Without a wait where there is none: the read is to be under way before what the step does next.
    if (found === undefined) return await this.sendRead(page);
    const waiting =
      unsent.get(page) ??
      found.settled().then(async () => {
        unsent.delete(page);
        return found.isForeign(page) ? null : await this.sendRead(page);
      });
    unsent.set(page, waiting);
    return await waiting;
  }

  /** Resolves when no message is waited for that a page has told before one that is here. */
  async allArrived(): Promise<void> {
    await this.inbox.settled();
  }

  /**
   * Sends pushes to every document that has made a call; returns how many listeners they reached.
   * A document that does not answer in time (a dialog is open) gets them later, and does not count.
   */
  async push(pushes: PagePush[], only: { frame?: Frame; except?: Frame; label?: string } = {}): Promise<number> {
    this.toldCount += 1;
    // What is sent to all goes to the frames of the app.
    const frames =
      only.frame === undefined ? this.documents.all().filter((frame) => this.origins.isAppFrame(frame)) : [only.frame];
    const reached = await Promise.all(
      frames.filter((frame) => frame !== only.except).map((frame) => this.pushes.push(frame, pushes, only.label)),
    );
    return reached.reduce((sum, count) => sum + count, 0);
  }

  /** Another recording takes the calls from now on: what documents have told of themselves once is told again. */
  recordingChanged(): void {
    this.messages?.standIns.tellAgain();
  }

  /** Looks for what code of the test has made in the pages that have shown no runtime yet. */
  async look(): Promise<void> {
    const frames = this.context.pages().map((page) => page.mainFrame());
    await Promise.all(
      frames
        .filter((frame) => !this.settled.has(frame))
        .map(async (frame) => {
          const isOver = await this.quietly(frame, () =>
            frame.evaluate<boolean>(`${this.functionOf('look')}?.() ?? true`),
          ).catch(() => false);
          if (isOver) this.settled.add(frame);
        }),
    );
  }

  /** Tells whether a frame has not taken yet what was pushed: what is pushed now comes behind it. */
  isSlow(frame: Frame): boolean {
    return this.pushes.isSlow(frame);
  }

  /** Returns the document that a frame has, as far as its calls have told: what their ids begin with. */
  documentIn(frame: Frame): string | undefined {
    return this.documents.current(frame);
  }

  /** Says which commands are to be asked for, in documents that are there and in those to come. */
  async setRoutes(routes: RoutePattern[]): Promise<void> {
    if (routes.length === 0 && this.config.routes.length === 0) return;
    this.config = { ...this.config, routes };
    await this.inPages('routes', routes);
  }

  /** Makes Node the backend (or, with null, no longer), in documents that are there and in those to come. */
  async setServe(serve: PageConfig['serve']): Promise<void> {
    this.config = { ...this.config, serve };
    await this.inPages('serve', serve);
  }

  /** Tells a frame that answers from a session that the test has come to a boundary: before all that is done in the frame next. */
  boundary(frame: Frame, at: number, boundary: Boundary): void {
    this.toldCount += 1;
    const text = JSON.stringify(JSON.stringify(boundary));
    const telling = this.quietly(frame, () => frame.evaluate(`void ${this.functionOf('boundary')}?.(${at}, ${text})`));
    // A document that comes instead of this one is told by `resume`.
    telling.catch(() => {});
  }

  /** Calls a function of every document's handle, of those to come too. What it was called with before is forgotten. */
  private async inPages(name: 'routes' | 'serve' | 'detach', value: unknown): Promise<void> {
    this.toldCount += 1;
    const start = name === 'serve' ? answersScript(value as PageServe | null) : '';
    const given = value === undefined ? '' : `${JSON.stringify(value)}${start && `, ${start}`}`;
    const call = `${this.functionOf(name)}?.(${given})`;
    const script = name === 'detach' ? `${call};` : `(${call}, ${this.functionOf('flush')}?.());`;
    const before = this.scripts.get(name);
    const adding = this.quietly(this.context, () => this.context.addInitScript({ content: script }));
    this.scripts.set(
      name,
      adding.catch(() => undefined),
    );
    await adding.catch(() => {});
    await this.everywhere(async (frame) => {
      const told = await frame.evaluate<ToldSoFar | undefined>(script);
      await this.inbox.arrived(frame.page(), told);
    });
    // Older Playwrights give nothing to dispose: there the scripts add up, and the last one has its way.
    const disposable = (await before) as { dispose?: () => Promise<void> } | undefined;
    await this.quietly(this.context, async () => await disposable?.dispose?.()).catch(() => {});
  }

  private sendRead(page: Page): Promise<PageState | null> {
    return this.states.read(page, async (expression) => {
      const script = `({ answer: ${expression}, told: ${this.functionOf('flush')}?.() })`;
      // It is on its way at once, either way. One that fails is not tried again: another document may be there by then.
      const { answer, told } = await (this.pipes.evaluate<StateRead>(page, script) ??
        this.quietly(page, () => page.mainFrame().evaluate<StateRead>(script)));
      await this.inbox.arrived(page, told);
      return answer;
    });
  }

  private async everywhere(run: (frame: Frame) => Promise<unknown>): Promise<void> {
    const frames = this.context.pages().flatMap((page) => page.frames());
    await Promise.all(
      frames.map(async (frame) => {
        // A frame that navigates or goes away meanwhile gets the init script with its next document.
        const running = this.quietly(frame, () => run(frame)).catch(() => {});
        // Electron has a frame where a `<webview>` stands in a page, and it never runs anything.
        const isPlace = this.found !== undefined && frame.parentFrame() !== null;
        await (isPlace ? isDone(running, PLACE_LIMIT_MS) : running);
      }),
    );
  }

  private quietly<Value>(owner: object, run: () => Promise<Value>): Promise<Value> {
    return this.options.quietly?.(owner, run) ?? run();
  }

  /** @param frame undefined for what came down the pipe of a page. */
  private receive(
    { page, frame }: Partial<MessagePlace> & Pick<MessagePlace, 'page'>,
    text: string,
  ): Promise<string | undefined> | undefined {
    this.messageCount += 1;
    const opened = openSealed(this.keys, text, frame === undefined);
    if (opened === undefined) this.tellTampered(page, 1);
    else if (!this.inbox.take(page, frame, opened) && frame !== undefined)
      return this.answerQuestion({ page, frame }, opened);
    return undefined;
  }

  private functionOf(name: keyof PageHandle): string {
    return handleFunction(this.keys, name);
  }

  /** Runs a function when the label of a page is known, where somebody else than the page gives it; not at all for a page that is not the app's. */
  private withLabel(page: Page, run: (label: string | undefined) => void): void {
    if (this.found === undefined) run(undefined);
    else this.found.with(page, run);
  }

  /** @param label the label of the window, when somebody else than the page gives it. */
  private takeBatch(origin: MessagePlace, messages: PageMessage[], label: string | undefined): void {
    const traffic = messages.find((message) => message.t === 'call' || message.t === 'raw');
    if (traffic !== undefined) this.documents.note(origin.frame, documentOf(traffic.id));
    const place = this.placeOf(origin, traffic !== undefined);
    const isMain = origin.frame === origin.page.mainFrame();
    for (const message of messages) {
      if ('label' in message) message.label = label ?? message.label;
      if (isMain && 'label' in message) this.labels.set(origin.page, message.label);
      if (message.t === 'fact') this.options.replayed?.(message, origin);
      else if (message.t === 'tampered') this.tellTampered(origin.page, message.count);
      else this.messages?.take(message, place);
      if (message.t === 'call') this.passOnEmit(message, origin);
      else if (message.t === 'mock') this.options.mockAnswered?.(message);
    }
    this.sink?.batched?.();
  }

  /** Messages of a page have not arrived. */
  private tellLost(page: Page, count: number): void {
    const name = this.options.nameOf?.(page, false);
    this.sink?.lost?.(count);
    this.sink?.gap?.({ reason: 'lost-messages', ...(name === undefined ? {} : { page: name }) });
  }

  /** A page has said what its script does not say. */
  private tellTampered(page: Page, count: number): void {
    this.sink?.tampered?.(count, this.options.nameOf?.(page, false));
  }

  private placeOf(place: MessagePlace, begins: boolean): MessageOrigin {
    const { page, frame } = place;
    const name = this.options.nameOf?.(page, begins);
    const origin = this.origins.originToRecord(place);
    return {
      ...(name === undefined ? {} : { page: name }),
      ...(frame === page.mainFrame() ? {} : { frame: frame.url() }),
      ...(origin === undefined ? {} : { origin }),
    };
  }

  /** Passes an event that one window of a served app emits on to the others, as Tauri does. */
  private passOnEmit(message: StartMessage, place: MessagePlace): void {
    if (this.config.serve === null) return;
    const sent = eventEmitted(message);
    if (sent === undefined || !this.origins.isOfApp(place)) return;
    const { event, payload, label, target } = sent;
    const push = { event: String(event), payload, ...(target === undefined ? {} : { target }) };
    void this.push([push], { except: place.frame, ...(label === undefined ? {} : { label }) });
  }

  private async answerQuestion(origin: QuestionOrigin, text: string): Promise<string | undefined> {
    const { answer, resume } = this.options;
    const question = readQuestion(text);
    if (question === undefined) {
      this.tellTampered(origin.page, 1);
      return undefined;
    }
    const { told, ...asked } = question;
    const arriving = this.inbox.arrived(origin.page, told);
    if (arriving !== undefined) await arriving;
    const place = { ...origin, origin: asked.origin };
    await this.origins.opened(origin.page);
    this.origins.heard(place);
    const isOfApp = this.origins.isOfApp(place);
    if ('t' in asked) {
      // A frame within the page leaves it to Node.
      const isAnswering = isOfApp && origin.frame === origin.page.mainFrame();
      return JSON.stringify((isAnswering ? await resume?.(asked, origin) : undefined) ?? { instead: 'node' });
    }
    if (!isOfApp) return JSON.stringify({ action: 'continue' } satisfies PageAnswer);
    const standIn = this.messages?.standIns.of(asked.id, asked.source);
    const given: PageAnswer = (await answer?.(asked, { page: origin.page, frame: origin.frame, standIn })) ?? {
      action: 'continue',
    };
    this.toldCount += 1;
    return JSON.stringify(given);
  }
}

/** The answer to a read of the state, and how many messages the document has sent by then. */
interface StateRead {
  answer: unknown;
  told?: ToldSoFar;
}
