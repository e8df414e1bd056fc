import type { Frame } from '@playwright/test';
import { PIECE_MARKS } from '../page-protocol.ts';

/** Puts the batches together that frames send in pieces. */
export class BatchPieces {
  private readonly open = new WeakMap<Frame, { id: string; pieces: string[] }>();

  /** Tells whether a message is a piece of a batch. */
  isPiece(text: string): boolean {
    return text.startsWith(PIECE_MARKS.more) || text.startsWith(PIECE_MARKS.last);
  }

  /** Takes a piece; returns the batch when it was the last. A document that is gone has left its batch unfinished: it cannot be read. */
  take(frame: Frame, text: string): string | undefined {
    const colon = text.indexOf(':');
    const id = text.slice(1, colon);
    const known = this.open.get(frame);
    const batch = known?.id === id ? known : { id, pieces: [] };
    batch.pieces.push(text.slice(colon + 1));
    if (text.startsWith(PIECE_MARKS.more)) {
      this.open.set(frame, batch);
      return undefined;
    }
    this.open.delete(frame);
    return batch.pieces.join('');
  }
}
