import type { Frame, Page } from '@playwright/test';
import { startTimer } from '../../std/timers.ts';
import type { PageMessage } from '../page-protocol.ts';
import { DocumentNames } from './door/document-names.ts';
import { type DoorLimits, readMessages } from './door/read-messages.ts';
import type { Batch } from './read-batch.ts';

/** Milliseconds between two looks for messages that are waited for, and the looks at which none has come before they are given up. */
const LOOK_MS = 100;
const LOOKS = 10;

/** Messages that a document may be ahead of those that have arrived: some hundred times as many as a busy process has ever been behind. */
const MAX_AHEAD = 1_000_000;

/** Told of the messages of one document, in the order in which it told them. */
export interface DocumentListener {
  batch(frame: Frame, messages: PageMessage[]): void;
  lost(count: number): void;
  /** So many messages, or batches that could not be read, are not the page script's. */
  tampered(count: number): void;
}

/** A wait for messages of the document, up to a number of them. */
interface Wait {
  count: number;
  resolve(): void;
}

/** Puts the batches of one document in order, and says when those up to a number have arrived. */
export class DocumentInbox {
  /** The document's frame, once that is known. */
  frame: Frame | undefined;
  /** Whether the frame is no more than likely. */
  private isGuess = false;
  private readonly page: Page;
  private readonly names: DocumentNames;
  private readonly limits: DoorLimits;
  private readonly listener: DocumentListener;
  /** Counts the messages that have had their turn. */
  private next = 0;
  /** Batches that came before their turn, by the number of their first message. */
  private readonly early = new Map<number, string>();
  /** Their length, in UTF-16 units. */
  private earlyLength = 0;
  /** The pieces there are of a batch. */
  private open: { first: number; pieces: string[]; length: number } | undefined;
  private readonly waits = new Set<Wait>();
  /** Messages that were given up: the number of the first of them, and of the first after them. */
  private readonly givenUp: [from: number, to: number][] = [];
  private isLooking = false;
  /** Whether the batch whose turn it was has been refused. */
  private isRefused = false;
  /** Ends the wait for the batches that came before their turn. */
  private settle: (() => void) | undefined;

  /** @param name the document's, by which it calls itself. */
  constructor(page: Page, name: string, listener: DocumentListener, limits: DoorLimits) {
    this.page = page;
    this.names = new DocumentNames(name);
    this.listener = listener;
    this.limits = limits;
  }

  /** Takes a batch or a piece. @param frame undefined when it came down the pipe: what comes first by it is of the page's main frame. */
  take(batch: Batch, frame: Frame | undefined): void {
    const { first } = batch;
    if (!this.isFrom(frame) || first > this.next + MAX_AHEAD) {
      this.listener.tampered(1);
      return;
    }
    this.frame ??= frame ?? (first === 0 ? this.page.mainFrame() : undefined);
    const text = this.whole(batch);
    if (text === undefined) return;
    if (first >= this.next) this.keepEarly(first, text);
    else if (this.frame !== undefined && this.givenUp.some(([from, to]) => first >= from && first < to))
      this.tell(this.frame, text);
    this.takeTurns();
  }

  /** Resolves when so many messages have arrived, or are given up; undefined when they have. */
  arrived(count: number): Promise<void> | undefined {
    if (count <= this.next) return undefined;
    if (count > this.next + MAX_AHEAD) {
      this.listener.tampered(1);
      return undefined;
    }
    this.look();
    return new Promise((resolve) => this.waits.add({ count, resolve }));
  }

  /** Resolves when no batch waits for its turn any more; undefined when none does, or somebody waits for that already. */
  settled(): Promise<void> | undefined {
    if (this.early.size === 0 || this.settle !== undefined) return undefined;
    return new Promise((resolve) => {
      this.settle = resolve;
      this.look();
    });
  }

  private whole({ first, text, isUnfinished }: Batch): string | undefined {
    if (this.open?.first !== first) this.open = undefined;
    if (!isUnfinished && this.open === undefined) return text;
    this.open ??= { first, pieces: [], length: 0 };
    this.open.length += text.length;
    // One that is too long is refused with its last piece, and takes no room until then.
    if (this.open.length <= this.limits.length) this.open.pieces.push(text);
    else this.open.pieces.length = 0;
    if (isUnfinished) return undefined;
    const { pieces } = this.open;
    this.open = undefined;
    return pieces.join('');
  }

  private takeTurns(): void {
    if (this.frame === undefined) return;
    this.passRefused();
    for (let text = this.early.get(this.next); text !== undefined; text = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.earlyLength -= text.length;
      const told = this.tell(this.frame, text);
      this.next += told ?? 0;
      this.isRefused = told === undefined;
      this.passRefused();
    }
    for (const wait of this.waits) {
      if (wait.count > this.next) continue;
      this.waits.delete(wait);
      wait.resolve();
    }
    if (this.early.size > 0) return;
    this.settle?.();
    this.settle = undefined;
  }

  /** Goes on with the next batch that is there, where one was refused: how many messages were in that is not known, and none of them is waited for. */
  private passRefused(): void {
    if (!this.isRefused || this.early.size === 0) return;
    this.isRefused = false;
    const to = Math.min(...this.early.keys());
    if (to <= this.next) return;
    this.givenUp.push([this.next, to]);
    this.next = to;
  }

  /** Whether a batch may come from a frame: a document belongs to the one that it was first in. */
  private isFrom(frame: Frame | undefined): boolean {
    if (frame === undefined || this.frame === undefined || frame === this.frame) return true;
    if (!this.isGuess) return false;
    this.isGuess = false;
    this.frame = frame;
    return true;
  }

  private keepEarly(first: number, text: string): void {
    const { length } = this.early.get(first) ?? '';
    // One whose turn it is waits for nothing.
    if (first > this.next && this.earlyLength - length + text.length > this.limits.length) {
      this.listener.tampered(1);
      return;
    }
    this.earlyLength += text.length - length;
    this.early.set(first, text);
  }

  /** Tells of a batch, and returns how many messages were in it; undefined for one that is refused. An error of ours must not become one of the test's process. It is told without its text, which may hold a value. */
  private tell(frame: Frame, text: string): number | undefined {
    const read = readMessages(text, this.names, this.limits);
    if (read === undefined) {
      this.listener.tampered(1);
      return undefined;
    }
    const { messages, count, refused } = read;
    try {
      if (refused > 0) this.listener.tampered(refused);
      this.listener.batch(frame, messages);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      process.emitWarning(`Messages of a page were not recorded: ${name}`, 'IpcRecorderWarning');
    }
    return count;
  }

  /** Looks for what is waited for until it has come, or nothing has for long: in tasks of their own, so that a busy process has read before what there is. */
  private look(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    let { next } = this;
    let idle = 0;
    const look = () => {
      idle = this.next === next ? idle + 1 : 0;
      next = this.next;
      if (idle >= LOOKS) this.giveUp();
      this.isLooking = this.waits.size > 0 || this.early.size > 0;
      if (this.isLooking) startTimer(look, LOOK_MS).unref();
    };
    startTimer(look, LOOK_MS).unref();
  }

  private giveUp(): void {
    // That it was of a frame within the page is not known either.
    if (this.frame === undefined) {
      this.frame = this.page.mainFrame();
      this.isGuess = true;
    }
    const to = Math.min(...(this.early.size > 0 ? this.early.keys() : [...this.waits].map(({ count }) => count)));
    if (to > this.next) {
      this.listener.lost(to - this.next);
      this.givenUp.push([this.next, to]);
      this.next = to;
    }
    this.takeTurns();
  }
}
