import { BATCH_MARKS } from '../page-protocol.ts';

/** A batch of messages of a document, or a piece of one. */
export interface Batch {
  document: string;
  /** How many messages the document has told before. */
  first: number;
  /** The text of the messages, or of the piece. */
  text: string;
  /** Whether further pieces of the batch are to come. */
  isUnfinished: boolean;
}

const MARKS: string[] = Object.values(BATCH_MARKS);

/** Tells whether a text of a page is a batch or a piece of one, and no question. */
export function isBatch(text: string): boolean {
  return MARKS.includes(text.charAt(0));
}

/** Reads what stands before the messages of a batch. */
export function readBatch(text: string): Batch {
  const dash = text.indexOf('-');
  const colon = text.indexOf(':', dash);
  return {
    document: text.slice(1, dash),
    first: Number(text.slice(dash + 1, colon)),
    text: text.slice(colon + 1),
    isUnfinished: text.startsWith(BATCH_MARKS.more),
  };
}
