import type { Frame, Page } from '@playwright/test';
import type { FrameOrigin, PageMessage, ToldSoFar } from '../page-protocol.ts';
import { DocumentInbox, type DocumentListener } from './document-inbox.ts';
import type { DoorLimits } from './door/read-messages.ts';
import { isToldSoFar } from './door/read-question.ts';
import { isBatch, readBatch } from './read-batch.ts';

/** The page and frame that messages came from. */
export interface MessagePlace {
  page: Page;
  frame: Frame;
  /** The origin of the document, as it has told it. */
  origin?: FrameOrigin | undefined;
}

/** Told of the messages of pages, those of a document in the order in which it told them. */
export interface InboxListener {
  batch(place: MessagePlace, messages: PageMessage[]): void;
  /** Messages of a page have not arrived; those after them are not held back any longer. */
  lost(page: Page, count: number): void;
  /** What a page has sent is not the page script's: so many messages, or batches that could not be read. */
  tampered(page: Page, count: number): void;
}

/** Documents of a frame that messages may still come of, before the one that comes now. */
const KEPT_DOCUMENTS = 2;
/** Documents of a page that messages are taken of: each frame has one or two. */
const MAX_DOCUMENTS = 1_000;

/** Takes the batches of pages, which come by two ways: what comes down a pipe may overtake what went by the binding before. */
export class PageInbox {
  private readonly listener: InboxListener;
  private readonly pages = new WeakMap<Page, Map<string, DocumentInbox>>();
  private readonly waiting = new Set<Promise<void>>();

  private readonly limits: DoorLimits;

  constructor(listener: InboxListener, limits: DoorLimits) {
    this.listener = listener;
    this.limits = limits;
  }

  /** Takes a text if it is a batch or a piece of one. @param frame undefined for what came down a pipe, which does not tell the frame. */
  take(page: Page, frame: Frame | undefined, text: string): boolean {
    if (!isBatch(text)) return false;
    const batch = readBatch(text);
    const inbox = batch && this.inboxOf(page, batch.document);
    if (batch === undefined || inbox === undefined) {
      this.listener.tampered(page, 1);
      return true;
    }
    inbox.take(batch, frame);
    this.note(inbox.settled());
    return true;
  }

  /** Resolves when what a document has told so far has arrived, or is given up. Undefined when nothing of it is missing. */
  arrived(page: Page, told: ToldSoFar | null | undefined): Promise<void> | undefined {
    if (told == null) return undefined;
    if (!isToldSoFar(told)) {
      this.listener.tampered(page, 1);
      return undefined;
    }
    if (told.count === 0) return undefined;
    const arrived = this.inboxOf(page, told.document)?.arrived(told.count);
    return arrived && this.note(arrived);
  }

  /** Resolves when no batch is waited for any more. */
  async settled(): Promise<void> {
    await Promise.all(this.waiting);
  }

  private note(settling: Promise<void> | undefined): Promise<void> | undefined {
    if (settling === undefined) return undefined;
    const noted = settling.finally(() => this.waiting.delete(noted));
    this.waiting.add(noted);
    return noted;
  }

  /** Returns the inbox of a document; undefined where the page has told of too many. */
  private inboxOf(page: Page, document: string): DocumentInbox | undefined {
    const documents = this.pages.get(page) ?? new Map<string, DocumentInbox>();
    this.pages.set(page, documents);
    const known = documents.get(document);
    if (known !== undefined) return known;
    forgetOld(documents);
    if (documents.size >= MAX_DOCUMENTS) return undefined;
    let origin: FrameOrigin | undefined;
    const listener: DocumentListener = {
      batch: (frame, messages) => {
        // It says so once, in its first message.
        if (messages[0]?.t === 'origin') origin ??= messages[0];
        this.listener.batch({ page, frame, origin }, messages);
      },
      lost: (count) => this.listener.lost(page, count),
      tampered: (count) => this.listener.tampered(page, count),
    };
    const inbox = new DocumentInbox(page, document, listener, this.limits);
    documents.set(document, inbox);
    return inbox;
  }
}

/** Forgets documents of frames that are gone, or that have had several since. */
function forgetOld(documents: Map<string, DocumentInbox>): void {
  const later = new Map<Frame, number>();
  for (const [document, { frame }] of [...documents].reverse()) {
    if (frame === undefined) continue;
    const count = later.get(frame) ?? 0;
    later.set(frame, count + 1);
    if (frame.isDetached() || count >= KEPT_DOCUMENTS) documents.delete(document);
  }
}
