import { handleFunction } from '../page/door/page-keys.ts';
import type { KeyedHandle, PageConfig, PageHandle, PageKeys } from '../page-protocol.ts';

/** The key of our part in a window, on `window[Symbol.for(TAP)]`. */
const TAP = 'playwright-ipc-recorder:victauri';

/** The key in the session's storage under which a document leaves what it has not told yet for the next one of its window. */
const TAIL = 'playwright-ipc-recorder:tail';

/** Units of text that one reply holds at most, if it is more than one batch: Victauri carries five million bytes. */
const REPLY_LENGTH = 1_000_000;

/** A call as Victauri's own log has it. */
export interface LogEntry {
  id: number;
  command: string;
  args?: unknown;
  /** Set by newer versions where the arguments were not kept whole. */
  args_truncated?: boolean;
  /** Milliseconds since the epoch. */
  timestamp: number;
  status: 'ok' | 'error' | 'pending' | 'unknown';
  duration_ms: number | null;
  result?: unknown;
  error?: string | null;
  /** A rule of Victauri's has answered it. */
  mocked?: boolean;
}

/** What a document has told and is not known to have arrived. */
export interface Untold {
  document: string;
  /** The number of the first batch. */
  from: number;
  batches: string[];
  /** The calls that it had made before it was observed, until Node knows the document. */
  log: LogEntry[];
}

/** A document tells of itself, until Node knows it. */
export interface Introduction {
  /** What the documents before it have left, the oldest first. */
  tails: Untold[];
  document: string;
  log: LogEntry[];
}

/** What a document has told, how many batches there are of it with those that did not go into the reply, and the calls from before that have ended. */
export type Told = Untold & { told: number; ended: LogEntry[] };

/** The answer to a question; null where the document is not observed, its introduction where it is not known to who asks. */
export type Drained = null | { introduction: Introduction } | Told;

/** Writes the code that observes a window's document from now on, and returns its `Introduction`. @param owner tells this recorder from others. */
export function installCode(config: PageConfig, script: string, owner: string): string {
  const { binding, keys } = config;
  const given = { tap: TAP, tail: TAIL, keys, binding, owner, limit: REPLY_LENGTH };
  return `return JSON.stringify((${String(installTap)})(${JSON.stringify(given)}, () => { ${script} }));`;
}

/** What is asked of a document. */
export interface Question {
  owner: string;
  /** The document that is expected. */
  document: string | undefined;
  /** Counts its batches that have arrived. */
  taken: number;
  /** Milliseconds to wait for something to tell where there is nothing. */
  waitMs: number;
  /** Calls of the log that had not ended. */
  open: number[];
}

/** Writes the code that takes what a document has told, as `Drained` in JSON. */
export function drainCode(question: Question): string {
  return `const tap = window[Symbol.for(${JSON.stringify(TAP)})];
    return tap?.owner === ${JSON.stringify(question.owner)} ? JSON.stringify(await tap.drain(${JSON.stringify(question)})) : 'null';`;
}

/** Writes the code that reads a document's state for a checkpoint, as a `StateAnswer` in JSON. */
export function stateCode(keys: PageKeys, id: string): string {
  return `return ${handleFunction(keys, 'state')}?.(${JSON.stringify(id)}, null) ?? 'null';`;
}

/** Writes the code that stops observing a document. */
export function removeCode(owner: string): string {
  return `const tap = window[Symbol.for(${JSON.stringify(TAP)})]; if (tap?.owner === ${JSON.stringify(owner)}) tap.remove(); return null;`;
}

interface TapGiven {
  tap: string;
  tail: string;
  keys: PageKeys;
  binding: string;
  owner: string;
  limit: number;
}

interface Tap {
  owner: string;
  introduce(): Introduction;
  drain(question: Question): Promise<Drained>;
  remove(): void;
}

/** What is needed of the window. */
interface TappedWindow {
  [name: string | symbol]: unknown;
  setTimeout: typeof setTimeout;
  clearTimeout: typeof clearTimeout;
  sessionStorage: Record<'getItem' | 'removeItem', (key: string) => string | null> & {
    setItem(key: string, value: string): void;
  };
  addEventListener(type: string, listener: () => void, capture: boolean): void;
  removeEventListener(type: string, listener: () => void, capture: boolean): void;
  /** Victauri's own bridge. */
  __VICTAURI__?: { getIpcLog?(): LogEntry[] };
}

/** Runs in the window: it sees nothing around it. What it has told stays until it is known to have arrived. */
function installTap(given: TapGiven, runPageScript: () => void): Introduction {
  const scope = globalThis as unknown as TappedWindow;
  const slot = Symbol.for(given.tap);
  const known = scope[slot] as Tap | undefined;
  if (known?.owner === given.owner) return known.introduce();
  known?.remove();
  const { setTimeout, clearTimeout } = scope;
  const define = Object.defineProperty;

  const own: Untold = { document: '', from: 0, batches: [], log: [] };
  let wake: (() => void) | undefined;
  let isLeft = false;
  define(scope, given.binding, {
    configurable: true,
    writable: true,
    value: (text: string) => {
      own.batches.push(text);
      wake?.();
      // A listener of the app's own may call after ours has run.
      if (isLeft) leave();
      return Promise.resolve();
    },
  });
  runPageScript();
  const { slot: keyed, handle: names } = given.keys;
  const handle = scope[Symbol.for(keyed)] as KeyedHandle;
  const flush = handle.open<'flush'>(names.flush) as PageHandle['flush'];
  const detach = handle.open<'detach'>(names.detach) as PageHandle['detach'];
  own.document = flush().document;
  // In the same task: a call is in the log, or observed.
  const readLog = () => scope.__VICTAURI__?.getIpcLog?.() ?? [];
  own.log = readLog();

  const takeTails = (): Untold[] => {
    try {
      const text = scope.sessionStorage.getItem(given.tail);
      scope.sessionStorage.removeItem(given.tail);
      return text === null ? [] : (JSON.parse(text) as Untold[]);
    } catch {
      return [];
    }
  };
  let tails = takeTails();
  const leave = () => {
    try {
      scope.sessionStorage.setItem(given.tail, JSON.stringify([...tails, own]));
    } catch {
      // There is no room: the next document finds nothing, and the loss is told.
    }
  };
  const hidden = () => {
    flush();
    isLeft = true;
    leave();
  };
  const shown = () => {
    isLeft = false;
    takeTails();
  };
  scope.addEventListener('pagehide', hidden, true);
  scope.addEventListener('pageshow', shown, true);

  const introduce = () => ({ tails, document: own.document, log: own.log });
  const tap: Tap = {
    owner: given.owner,
    introduce,
    async drain({ document, taken, waitMs, open }) {
      if (document !== own.document) return { introduction: introduce() };
      tails = [];
      own.log = [];
      own.batches = own.batches.slice(Math.max(0, taken - own.from));
      own.from = Math.max(own.from, taken);
      flush();
      if (own.batches.length === 0 && waitMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      let length = 0;
      const batches = own.batches.filter((text, at) => {
        length += text.length;
        return at === 0 || length <= given.limit;
      });
      const ended =
        open.length === 0 ? [] : readLog().filter(({ id, status }) => open.includes(id) && status !== 'pending');
      return { ...own, batches, told: own.from + own.batches.length, ended };
    },
    remove() {
      scope.removeEventListener('pagehide', hidden, true);
      scope.removeEventListener('pageshow', shown, true);
      detach();
      delete scope[slot];
    },
  };
  define(scope, slot, { configurable: true, value: tap });
  return introduce();
}
