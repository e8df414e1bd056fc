/** What the page script and the page source say to each other. Everything crosses as JSON text through one binding. */

/** The page script's own door, on `window[Symbol.for(PAGE_HANDLE)]`. */
export const PAGE_HANDLE = 'playwright-ipc-recorder';

/** A call has started, or one-way traffic has passed. */
export interface StartMessage {
  t: 'call';
  id: string;
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
  mocked?: true;
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
}

export type PageMessage = StartMessage | EndMessage;

/** A call that the page leaves to Node to answer. */
export interface PageQuestion {
  id: string;
  command: string;
  args: unknown;
  options?: unknown;
  label: string;
}

/** A push for the page: to the listeners of an event, or down a channel. */
export type PagePush =
  | { event: string; payload: unknown }
  | { channel: string; message: unknown }
  | { channelOf: string; path: string; message: unknown };

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

/** What the page script is started with. */
export interface PageConfig {
  binding: string;
  /** Commands to ask Node about; the others go straight to the app's backend. */
  routes: RoutePattern[];
  /** Set when Node is the backend: every command is asked for, and the runtime's globals are supplied. */
  serve: { label: string } | null;
}

/** What one document knows of itself, for a checkpoint. */
export interface PageState {
  url: string;
  title: string;
  localStorage?: Record<string, string> | null;
  sessionStorage?: Record<string, string> | null;
  /** What the app exposes on `window.__IPC_RECORDER_STATE__` (a value, or a function that returns one). */
  app?: unknown;
  /** What could not be read, and why. */
  notes?: string[];
}

/** The functions Node calls in the page, through the handle. */
export interface PageHandle {
  /** Sends what waits, then reads the state. */
  state(): PageState;
  /** Delivers pushes to the app's listeners and channels, in the window `label` only when given; returns how many callbacks ran. */
  push(pushes: PagePush[], label?: string): number;
  routes(patterns: RoutePattern[]): void;
  serve(options: { label: string } | null): void;
  /** Observes the window's new document, too. */
  restart(): void;
  /** Puts the page's own functions back. */
  detach(): void;
}
