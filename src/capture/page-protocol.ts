import type { EventTarget } from '../calls/event-target.ts';
import type { Boundary, ReplayFact, ToldDoubt } from '../replay/replay-facts.ts';
import { DEFAULT_VALUE_LIMITS, MAX_VALUE_BYTES } from '../session/codec/values.ts';
import type { InteractionKind, IpcCall, PushMaker, SessionGap, StandIn } from '../session/format/schema.ts';
import type { SourceName } from './source/source-options.ts';

export type { Boundary } from '../replay/replay-facts.ts';

/**
 * The protocol between the page script and the page source. Everything crosses as JSON text: batches of messages through the one-way pipe of a page,
 * or through the binding where a document has no pipe; questions through the binding.
 */

/** The key of the page script's object for everybody, on `window[Symbol.for(PAGE_HANDLE)]`. */
export const PAGE_HANDLE = 'playwright-ipc-recorder';

/** UTF-16 units of a name: of a command, a channel, a window. The page cuts what is longer, and Node takes no longer one. */
export const MAX_NAME = 65_536;

/** Calls of a document that may be under way: each holds almost a kilobyte of ours until it ends, and some never do. */
export const MAX_FOLLOWED = 10_000;

/** UTF-16 units of a batch, where so many bytes of one value are recorded: four times the longest text, for what JSON writes longer. Values that it makes longer still are cut. */
export function maxBatchLength(maxValueBytes = MAX_VALUE_BYTES): number {
  return 4 * Math.max(DEFAULT_VALUE_LIMITS.maxText, maxValueBytes);
}

/**
 * The keys that Node and the page script alone know. A page can see that there is a script, and speak to Node by Playwright's own functions; without
 * them nothing that it says is taken for the script's, and nothing of the script can be called.
 */
export interface PageKeys {
  /** The key of the symbol under which the functions for Node are in a window: no page knows it before they are there. */
  slot: string;
  /** Seals what goes by the binding: see `sealOf`. The seal stands before the text, and cannot be made of other seals. */
  seal: string;
  /** Stands before all that goes down the pipe, which no page sees. */
  pipe: string;
  /** One for each function of the handle. */
  handle: Record<keyof PageHandle, string>;
}

/**
 * The first letters of a batch, or of a piece of one: more are to come, or it is the last. The document and a `-` follow, how many messages the
 * document has told before this batch, a colon, and the text. So no batch is taken twice or in the wrong order, whichever way each comes, and
 * those that are lost are counted. The pieces of a batch go one way, one after the other.
 */
export const BATCH_MARKS = { whole: '#', more: '+', last: '.' } as const;

/** How many messages a document has told so far: they come in this order, though by two ways. */
export interface ToldSoFar {
  document: string;
  count: number;
}

/** A call has started, or one-way traffic has passed. */
export interface StartMessage {
  t: 'call';
  id: string;
  /** The source that saw the call. */
  source: SourceName;
  /** Milliseconds since the epoch, with fractions. */
  at: number;
  command: string;
  kind?: 'send' | 'push';
  args?: unknown;
  options?: unknown;
  /** Bytes of the arguments on the wire. */
  size: number;
  label: string;
  /** On a push through a channel: the id of the call the channel was passed to. */
  channel?: string;
  /** On the first call of the document: its backend is a stand-in in the page, which came so. */
  standIn?: StandIn;
  /** Nobody waits for its answer: too many calls of the document have none. */
  unfollowed?: true;
  /** Made by a function of `tap`, while the runtime itself was there. */
  tapped?: true;
  /** On a push that is not the backend's own. */
  madeBy?: PushMaker;
  /** On a push: the listeners it was for, where that is known. */
  target?: EventTarget;
  /** On a push: the listener was told while the function ran that it was given to, and that returned at once. */
  sync?: true;
  /** On a `send` that repeats a call on another way, as a runtime does on its own: the id of the call. */
  retryOf?: string;
}

/** A call has ended. */
export interface EndMessage {
  t: 'end';
  id: string;
  /** Microseconds it took. */
  us: number;
  ok?: unknown;
  err?: string;
  error?: unknown;
  mocked?: true;
  /** The function has returned or thrown at once, and not by a promise. */
  sync?: true;
  /** The call has ended in the task in which it was made. */
  sameTask?: true;
}

/** A message on a transport that knows no calls: Node finds out what it is. */
export interface RawPageMessage {
  t: 'raw';
  /** The id of the message; the part before its `-` is the document's, as in a call's. */
  id: string;
  source: SourceName;
  direction: 'out' | 'in';
  /** Milliseconds since the epoch, with fractions. */
  at: number;
  channel: string;
  /** The value, encoded. */
  data?: unknown;
  size: number;
  label: string;
}

/** A stand-in in the page that goes on beside Node has answered a call otherwise than Node, as far as the page can tell. */
export interface MockMessage {
  t: 'mock';
  /** The id of the call. */
  id: string;
  command: string;
  ok?: unknown;
  /** Its error, encoded. */
  err?: unknown;
}

/** Something other than IPC has happened in the page. */
export interface EventMessage {
  t: 'event';
  /** Milliseconds since the epoch, with fractions. */
  at: number;
  label: string;
  event: PageEvent;
}

/** The events a page tells of, without their time and window. */
export type PageEvent =
  | { type: 'DomInteraction'; action: InteractionKind; selector: string; value: string | null }
  | { type: 'DomMutation'; mutation_count: number }
  | { type: 'WindowEvent'; event: string; url?: string }
  | { type: 'StateChange'; key: string; caused_by: string | null };

/** Traffic was left out because it tells nothing of the app, such as the dragging of a window. */
export interface NoiseMessage {
  t: 'noise';
  count: number;
}

/** The recording may lack calls, and why. */
export interface GapMessage {
  t: 'gap';
  reason: SessionGap['reason'];
  /** The global whose calls they are. */
  global: string;
}

/** The origin of a document, as its script saw it before any of the page. */
export interface FrameOrigin {
  /** As the browser names it: `null` where it has one of its own that nothing shares, as a sandboxed frame. */
  origin: string;
  /** Whether it has the origin of the page's main frame; that of a main frame, whether it has that of the page that opened it. */
  reachesTop: boolean;
  /** Whether its scheme has no origins, and it is not sandboxed: then its scheme and host count. */
  isLocal: boolean;
  /** Set on the document of a main frame that another page has opened, as long as that page is there, or whose origin is that of another document. */
  isPopup?: true;
}

/** The origin of the document. Told before all else of it, and again with each question. */
export interface OriginMessage extends FrameOrigin {
  t: 'origin';
}

/** A pattern of the origins of frames that are answered. */
export interface OriginPattern {
  source: string;
  flags: string;
}

/** Somebody has asked for the script's functions, and did not know the keys: for so many of them. */
export interface TamperedMessage {
  t: 'tampered';
  count: number;
}

/** Messages could not be told, or events came faster than they are told of: they were counted. */
export interface LostMessage {
  t: 'lost';
  count: number;
  /** Calls, or their answers, may be among them. */
  calls?: true;
}

/** Something was typed into a field for a secret: it is recorded nowhere, and is one wherever it stands. */
export interface TypedMessage {
  t: 'typed';
  /** Tells the field from all others. */
  field: string;
  /** The content of the field so far. */
  value: string;
}

/** The page, which answers from a session itself, has done something. */
export interface FactMessage {
  t: 'fact';
  /** The number of the replay. */
  replay: number;
  /** The number of the document, as `ResumeReply` has given it. */
  document: number;
  fact: ReplayFact;
}

export type PageMessage =
  | StartMessage
  | EndMessage
  | RawPageMessage
  | EventMessage
  | MockMessage
  | NoiseMessage
  | LostMessage
  | TypedMessage
  | FactMessage
  | GapMessage
  | TamperedMessage
  | OriginMessage;

/** The origin of a message, as it is recorded. */
export interface MessageOrigin {
  /** A name for the page, unique in the recording. */
  page?: string;
  /** The URL of the frame, when it is not the page's main frame. */
  frame?: string;
  /** The origin of the frame, when it is not that of the page's main frame; in a popup, when it is not the app's. */
  origin?: string;
}

/** A call that the page leaves to Node to answer. */
export interface PageQuestion {
  id: string;
  source: SourceName;
  command: string;
  args: unknown;
  options?: unknown;
  label: string;
  /** A one-way message, which may go on or not. @default a call */
  kind?: 'send';
  /**
   * Of a page that answers from a session itself: asked are the routes alone, or the recording alone; or it has found no recorded call; or a
   * route has answered, and the recording is to know of the call; or it answers no more, and has told of the question `again` when it found its
   * call. @default whoever can answer
   */
  about?: 'routes' | 'recording' | 'miss' | 'routed' | 'again';
  /** Of a question that is asked `again`: the number of the replay. */
  replay?: number;
  /** The messages that were told before the question: they are to arrive before it. */
  told?: ToldSoFar;
  /** The document's origin. */
  origin?: FrameOrigin;
  /** Of a `miss`: the calls that it may mean, where there are several, as the page has found them. */
  doubt?: ToldDoubt;
}

/** A document is about to answer from a session, and asks how far the replay is. */
export interface ResumeRequest {
  t: 'resume';
  /** The number of the replay. */
  replay: number;
  /** Whether it has a call to answer; else it only may come to have one. */
  asks: boolean;
  /** The messages that were told before the question: they are to arrive before it. */
  told?: ToldSoFar;
  /** The document's origin. */
  origin?: FrameOrigin;
}

/** How far a replay is, for the next document of its page; or who answers in its place: Node, or, as long as it has no call, another page. */
export type ResumeReply =
  | {
      /** The number of the document among those that have answered. */
      document: number;
      facts: ReplayFact[];
      /** The boundaries that the test has come to since. */
      boundaries: Boundary[];
    }
  | { instead: 'node' | 'another' };

/** A push for the page: to the listeners of an event, or down a channel. */
export type PagePush =
  /** Without a `target` it is for all listeners; runtimes without targets know none. */
  (
    | { event: string; payload: unknown; target?: EventTarget }
    | { channel: string; message: unknown }
    | { channelOf: string; path: string; message: unknown }
  ) & {
    /** The test itself sends it, and will again in a replay. */
    byTest?: true;
    /** A stand-in has pushed it while its handler of a call ran, and does so again where it goes on beside the session. */
    byMock?: true;
  };

/** A recorded push, addressed to the listeners of its event, or to the channel of a call. */
export function toPagePush(push: IpcCall): PagePush {
  const by = push.made_by === 'mock' ? ({ byMock: true } as const) : {};
  if (push.channel === undefined) {
    const target = push.target === undefined ? {} : { target: push.target };
    return { event: push.command, payload: push.args, ...target, ...by };
  }
  const path = push.command.slice(push.command.lastIndexOf('#') + 1);
  return { channelOf: push.channel, path, message: push.args, ...by };
}

/** Node's answer to a question. `before` is delivered before it, `after` in the task that follows. */
export interface PageAnswer {
  action: 'continue' | 'ok' | 'err' | 'pending';
  value?: unknown;
  before?: PagePush[];
  after?: PagePush[];
  mocked?: boolean;
}

/** A pattern of commands that Node answers. */
export type RoutePattern = string | { source: string; flags: string };

/** The configuration that the page script is started with. */
export interface PageConfig {
  binding: string;
  keys: PageKeys;
  /** The global by which the pipe of the page comes; empty where none can come. */
  pipe: string;
  /** Commands to ask Node about; the others go straight to the app's backend. */
  routes: RoutePattern[];
  /** Set when Node is the backend: every command is asked for. */
  serve: PageServe | null;
  /** The origins of frames that are answered beside the app's own. */
  answerOrigins: OriginPattern[];
  /** The sources to observe. */
  sources: SourceName[];
  /** Globals of the app's own whose functions are calls, each by its path on `window`. */
  globals: string[];
  /** Watches for the globals of runtimes from the start: their names are there then before anything is assigned. */
  earlyGlobals: boolean;
  /** The events other than IPC to tell of. */
  events: PageEventKinds;
  /** Bytes of one value that are recorded at most. @default `MAX_VALUE_BYTES` */
  maxValueBytes?: number;
}

/** The way in which Node is the backend. */
export interface PageServe {
  /** The label of the window. */
  label: string;
  /** Runtimes whose globals are to be supplied, because the app runs without them. */
  runtimes: SourceName[];
  /** Runtimes whose globals are to be supplied where none is there once the init scripts have run. @default none */
  unlessFound?: SourceName[];
  /** Runtimes that had a stand-in in the page for a backend: where it is there again, listening goes through to it, and the test may push by it. @default none */
  standIns?: SourceName[];
  /** Where the session lacks pushes, the names of those that it has, as `templateOf` gives them: a stand-in is heard with others. @default it lacks none */
  pushed?: string[];
  /** Those of them whose stand-in is called as ever beside Node, and its answers are thrown away. @default none */
  shadowed?: SourceName[];
  /** A session that the page answers from itself, and asks Node only where it must. @default Node answers */
  replay?: PageReplayPart;
  /**
   * Where a session is the backend: the commands that returned at once in it. No answer of Node's comes at once, so the page's own function
   * answers these. What a mock in the page pushes by itself comes from the session, and from nowhere else.
   */
  atOnce?: string[];
}

/** A session for a page that answers from it. */
export interface PageReplayPart {
  /** The number of the replay, unique in its test. */
  id: number;
  /** The session, as JSON: most documents have no calls, and never read it. */
  session: string;
  /** Those of a stub (`StubOptions`). */
  options: object;
  /** The commands that the app itself answers. */
  passthrough: string[];
}

/** Sends a text to Node, and hears nothing back. */
export type PipeSend = (text: string) => void;

/** The kinds of events that come from the page, each on or off. */
export interface PageEventKinds {
  interactions: boolean;
  mutations: boolean;
  windows: boolean;
  state: boolean;
}

/** The state of one document, for a checkpoint. */
export interface PageState {
  url: string;
  title: string;
  localStorage?: Record<string, string> | null;
  sessionStorage?: Record<string, string> | null;
  /** The state that the app exposes on `window.__IPC_RECORDER_STATE__` (a value, or a function that returns one). */
  app?: unknown;
  /** Parts of the state that could not be read, and why. */
  notes?: string[];
}

/** The answer to a read of the state where it is the one that Node knows. */
export const SAME_STATE = '';

/** Any other answer to a read of the state. */
export interface StateAnswer {
  /** Whether all parts are in it; else those that have changed since the read that Node knows. */
  isWhole: boolean;
  changed: Partial<PageState>;
  /** The parts that are there no more. */
  gone: (keyof PageState)[];
}

/** The script's object in a window for everybody, on `window[Symbol.for(PAGE_HANDLE)]`. */
export interface OpenHandle {
  /** Observes a function that the app calls in place of its runtime's own `invoke`: see `tap`. Without a `source` its calls are Tauri's. */
  tap(invoke: AnyInvoke, source?: SourceName): AnyInvoke;
  /** Observes a function by which the app listens to Tauri's events, or sends them, in place of Tauri's own: see `tap.listen`. Returns what to call instead. */
  tapEvents(what: EventFunction, own: AnyListen): (self: unknown, args: unknown[]) => unknown;
  /** Another client of the browser has come, with keys of its own, and is told all from now on. The one before hears that it was sent away. */
  takeOver(keys: PageKeys, pipe: PipeSend | undefined): void;
}

/** The script's object in a window for those who know the keys, on `window[Symbol.for(keys.slot)]`. It cannot be changed, so none can take its place and learn them. */
export interface KeyedHandle {
  /** Returns the function that has this key. For any other key undefined, and Node is told. */
  open<Name extends keyof PageHandle>(key: string, name?: Name): PageHandle[Name] | undefined;
}

/** The functions Node calls in the page, each by its key. */
export interface PageHandle {
  /** Sends what waits, and returns how many messages that makes. */
  flush(): ToldSoFar;
  /** Sends batches down the pipe of the page from now on; without one by the binding again. */
  pipe(send: PipeSend | undefined): void;
  /** Takes the pipe the moment that the browser puts it on the window, and away again. */
  awaitPipe(name: string): void;
  /**
   * Sends what waits, then reads the state; returns `SAME_STATE`, or a `StateAnswer` as JSON.
   *
   * @param id the id of this read, unlike that of any other, whoever reads.
   * @param known the id of the read whose state Node has; null when it has none.
   */
  state(id: string, known: string | null): string;
  /** Delivers pushes (JSON of a `PagePush[]`) to the app's listeners and channels, in the window `label` only when given; returns how many callbacks ran. */
  push(pushes: string, label?: string): number;
  routes(patterns: RoutePattern[]): void;
  /** @param start starts the part that answers from a session: with `replay`. */
  serve(options: PageServe | null, start?: unknown): void;
  /** The replayed test has come to a boundary. @param at how many came before it in this replay. @param boundary as JSON */
  boundary(at: number, boundary: string): void;
  /** Looks for what the test's own code may have made; true when nothing is looked for in this document any more. */
  look(): boolean;
  /** Observes the window's new document, too. @param pipe that of its page, if there is one. */
  restart(pipe: PipeSend | undefined): void;
  /** Puts the page's own functions back, and sends what waits. */
  detach(): ToldSoFar;
}

/** A function of the API of events: `listen`, `once`, `emit`. */
export type EventFunction = 'listen' | 'once' | 'emit';

/** `listen`, whatever its listeners and answer are. */
// biome-ignore lint/suspicious/noExplicitAny: a function of the app's, called as it calls it
export type AnyListen = (event: any, handler: any, ...rest: any[]) => any;

/** `invoke`, whatever its arguments and answer are. */
// biome-ignore lint/suspicious/noExplicitAny: a function of the app's, called as it calls it
export type AnyInvoke = (command: string, ...rest: any[]) => any;

/** The key under which a tab counts its documents in its `sessionStorage`, when their random numbers are seeded. */
export const DOCUMENTS_KEY = 'ipc-recorder:documents';
