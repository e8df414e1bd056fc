import type { Frame, Page } from '@playwright/test';
import type { Abandoned } from '../../session/format/schema.ts';

/** Told of documents whose calls come to no end any more. */
export interface DocumentListener {
  /** Nobody waits for its calls any more; messages of it may still be on their way. */
  documentGone(document: string, how: Abandoned): void;
  /** Nothing of it comes any more. */
  forget(document: string): void;
}

/** The frames that have made calls, and the documents of each that calls may still end in: the one that is there, and the one before it. */
export class FrameDocuments {
  private readonly frames = new Set<Frame>();
  private readonly documents = new WeakMap<Frame, string[]>();
  private readonly listener: DocumentListener;

  constructor(listener: DocumentListener) {
    this.listener = listener;
  }

  /** The frames that are there. */
  all(): Frame[] {
    this.dropDetached();
    return [...this.frames];
  }

  /** Notes the document of a frame, and forgets what is gone: frames that were detached, calls that documents left open. */
  note(frame: Frame, document: string): void {
    if (!this.frames.has(frame)) {
      this.dropDetached();
      this.frames.add(frame);
    }
    const documents = this.documents.get(frame) ?? [];
    this.documents.set(frame, documents);
    if (documents.includes(document)) return;
    documents.push(document);
    // Messages of a document that goes may come after the first ones of the next.
    if (documents.length > 2) this.listener.forget(documents.shift() as string);
  }

  /** The document that a frame has, as far as its calls have told. */
  current(frame: Frame): string | undefined {
    return this.documents.get(frame)?.at(-1);
  }

  /** The documents that a frame had are gone: what they wait for comes no more. */
  gone(frame: Frame, how: Abandoned): void {
    for (const document of this.documents.get(frame) ?? []) this.listener.documentGone(document, how);
  }

  /** A page has closed, with all its frames. */
  closed(page: Page): void {
    for (const frame of this.frames) if (frame.page() === page) this.gone(frame, 'closed');
  }

  private dropDetached(): void {
    for (const frame of this.frames) {
      if (!frame.isDetached()) continue;
      this.frames.delete(frame);
      for (const document of this.documents.get(frame) ?? []) this.listener.forget(document);
    }
  }
}
