import { pause } from '../../std/timers.ts';
import { DocumentNames } from '../page/door/document-names.ts';
import { openSealed } from '../page/door/page-keys.ts';
import { type DoorLimits, readMessages } from '../page/door/read-messages.ts';
import { PageMessages } from '../page/page-messages.ts';
import { readBatch } from '../page/read-batch.ts';
import type { PageKeys } from '../page-protocol.ts';
import type { IpcSink } from '../source/ipc-source.ts';
import { endOfEntry, startOfEntry } from './log-messages.ts';
import type { VictauriClient } from './victauri-client.ts';
import {
  type Drained,
  drainCode,
  type Introduction,
  type LogEntry,
  removeCode,
  type Told,
  type Untold,
} from './window-tap.ts';

/** Milliseconds that a window is asked to wait for something to tell. */
const WAIT_MS = 1_000;

/** Milliseconds that one question to a window may take beyond its wait: a document that went meanwhile answers none in older versions. */
const ANSWER_LIMIT_MS = 4_000;

/** Milliseconds before a window that has not answered is asked again: at first, and at most. */
const PAUSE_MS = 50;
const MAX_PAUSE_MS = 1_000;

/** Milliseconds after its first failure during which a window is waited for: it loads, or leaves a document. */
const SILENT_MS = 1_000;

/** What a window needs of its source. */
export interface DrainOptions {
  client: VictauriClient;
  sink: IpcSink;
  /** Tells this recorder from others. */
  owner: string;
  /** Observes a document. */
  installCode: string;
  /** What the documents show their batches to be theirs by. */
  keys: PageKeys;
  /** What a document may tell at once at most. */
  limits: DoorLimits;
  /** Calls that had begun before are not the recorder's business: milliseconds since the epoch. */
  since: number;
  /** Told of each batch. */
  arrived(): void;
}

/** A document of the window that may still tell something. */
interface KnownDocument {
  name: string;
  names: DocumentNames;
  /** Counts the batches that have arrived. */
  taken: number;
  /** The text of a batch that has come in part. */
  pieces: string;
  /** Calls of the log that have not ended. */
  open: LogEntry[];
}

/** Takes what the documents of one window tell, in their order and each message once, as long as the window is there. */
export class WindowDrain {
  readonly label: string;
  private readonly options: DrainOptions;
  private readonly messages: PageMessages;
  /** The document that is there. */
  private current: KnownDocument | undefined;
  private isOver = false;
  /** When it failed to answer for the first time, in milliseconds since the epoch; undefined while it answers. */
  private failingSince: number | undefined;

  constructor(label: string, options: DrainOptions) {
    this.label = label;
    this.options = options;
    this.messages = new PageMessages(options.sink);
  }

  /** Observes the window's documents from now on, each as soon as it answers. */
  start(): void {
    void this.run();
  }

  /**
   * Resolves with true when all that the window has told by now is recorded, and with false when it has not answered for a while, as one does that
   * Victauri may not evaluate in. What it tells meanwhile is not waited for: an app that never pauses has no end.
   */
  async flush(): Promise<boolean> {
    for (let asked: Told | undefined; !this.isOver; ) {
      if (this.isSilent) return false;
      const told = await this.ask(0).catch(() => pause(PAUSE_MS));
      asked ??= told;
      if (asked !== undefined && !this.lacks(asked)) return true;
    }
    return true;
  }

  /** Stops observing the document that is there. */
  async stop(): Promise<void> {
    if (this.isOver) return;
    await this.flush();
    this.isOver = true;
    await this.evaluate(removeCode(this.options.owner), 0).catch(() => {});
  }

  /** The window is gone: nobody waits for its calls any more. */
  closed(): void {
    this.isOver = true;
    if (this.current !== undefined) this.messages.documentGone(this.current.name, 'closed');
    this.options.sink.batched?.();
  }

  private get isSilent(): boolean {
    return this.failingSince !== undefined && Date.now() - this.failingSince >= SILENT_MS;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.isOver; ) {
      // One that fails: the document is being left, the window closes, or the app is gone. Its source finds out which.
      const hasAnswered = await this.ask(WAIT_MS).then(
        () => true,
        () => false,
      );
      if (!hasAnswered) await pause(Math.min(PAUSE_MS * 2 ** failures, MAX_PAUSE_MS));
      failures = hasAnswered ? 0 : failures + 1;
    }
  }

  /** Tells whether a document that is still there has told what has not arrived. */
  private lacks({ document, told }: Told): boolean {
    return this.current?.name === document && this.current.taken < told;
  }

  /** Takes what there is, and returns how much the document had told then; undefined for one that was not known. */
  private async ask(waitMs: number): Promise<Told | undefined> {
    try {
      const told = await this.askOnce(waitMs);
      this.failingSince = undefined;
      return told;
    } catch (error) {
      this.failingSince ??= Date.now();
      throw error;
    }
  }

  private async askOnce(waitMs: number): Promise<Told | undefined> {
    const { owner, installCode } = this.options;
    const { name: document, taken = 0, open = [] } = this.current ?? {};
    const question = { owner, document, taken, waitMs, open: open.map(({ id }) => id) };
    const drained = (await this.evaluate(drainCode(question), waitMs)) as Drained;
    if (this.isOver) return undefined;
    if (drained === null) this.meet((await this.evaluate(installCode, 0)) as Introduction);
    else if ('introduction' in drained) this.meet(drained.introduction);
    else {
      this.take(drained, drained.ended);
      return drained;
    }
    return undefined;
  }

  private async evaluate(code: string, waitMs: number): Promise<unknown> {
    const text = await this.options.client.evaluate(code, this.label, waitMs + ANSWER_LIMIT_MS);
    return typeof text === 'string' ? JSON.parse(text) : text;
  }

  /** Takes the document that is there now, and what those before it have left. */
  private meet({ tails, document, log }: Introduction): void {
    const { current, options } = this;
    if (current?.name === document) return;
    if (current !== undefined && !tails.some((tail) => tail.document === current.name)) {
      options.sink.lost?.(1);
      options.sink.gap?.({ reason: 'lost-messages', page: this.label });
    }
    for (const tail of tails) {
      // A document that another recorder has observed is in its recording.
      if (this.current === undefined) continue;
      if (this.current.name !== tail.document) this.enter(tail);
      this.take(tail, []);
    }
    this.enter({ document, log });
    options.sink.batched?.();
  }

  /** A document is there in place of the one before. */
  private enter({ document, log }: Pick<Untold, 'document' | 'log'>): void {
    const { current, messages, options } = this;
    if (current !== undefined) messages.documentGone(current.name, 'navigated');
    const missed = log.filter(({ timestamp }) => timestamp >= options.since);
    for (const entry of missed) {
      messages.take(startOfEntry(document, entry, this.label), {});
      const end = endOfEntry(document, entry);
      if (end !== undefined) messages.take(end, {});
    }
    if (missed.length > 0) options.sink.gap?.({ reason: 'late-document', page: this.label });
    this.current = {
      name: document,
      names: new DocumentNames(document),
      taken: 0,
      pieces: '',
      open: missed.filter(({ status }) => status === 'pending'),
    };
  }

  /** Takes the batches that have not been taken. */
  private take({ document, from, batches }: Untold, ended: LogEntry[]): void {
    const { current } = this;
    if (current === undefined || current.name !== document) return;
    for (const [at, text] of batches.entries()) {
      if (from + at < current.taken) continue;
      current.taken = from + at + 1;
      this.takeBatch(current, text);
    }
    for (const entry of ended) {
      if (!current.open.some(({ id }) => id === entry.id)) continue;
      current.open = current.open.filter(({ id }) => id !== entry.id);
      const end = endOfEntry(document, entry);
      if (end !== undefined) this.messages.take(end, {});
    }
    if (batches.length > 0 || ended.length > 0) {
      this.options.arrived();
      this.options.sink.batched?.();
    }
  }

  private takeBatch(document: KnownDocument, sealed: string): void {
    const { keys, limits, sink } = this.options;
    const text = openSealed(keys, sealed, false);
    const batch = text === undefined ? undefined : readBatch(text);
    if (batch === undefined) {
      this.refuse(1);
      return;
    }
    document.pieces += batch.text;
    if (batch.isUnfinished && document.pieces.length <= limits.length) return;
    const read = readMessages(document.pieces, document.names, limits);
    document.pieces = '';
    if (read === undefined) {
      this.refuse(1);
      return;
    }
    if (read.refused > 0) this.refuse(read.refused);
    for (const message of read.messages) {
      if (message.t === 'tampered') sink.tampered?.(message.count);
      if ('label' in message) message.label = this.label;
      this.messages.take(message, {});
    }
  }

  /** Counts what the page script cannot have told. */
  private refuse(count: number): void {
    this.options.sink.tampered?.(count);
  }
}
