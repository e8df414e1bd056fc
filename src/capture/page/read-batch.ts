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

/** Letters of the name of a document at most, and of all that stands before the messages. */
const MAX_DOCUMENT = 32;
const MAX_HEAD = 64;

/** Reads what stands before the messages of a batch; undefined when that is not what documents write. */
export function readBatch(text: string): Batch | undefined {
  const head = text.slice(0, MAX_HEAD);
  const dash = head.indexOf('-');
  const colon = head.indexOf(':', dash);
  const first = dash < 2 || dash > MAX_DOCUMENT || colon === -1 ? Number.NaN : Number(head.slice(dash + 1, colon));
  if (!Number.isSafeInteger(first) || first < 0) return undefined;
  return {
    document: text.slice(1, dash),
    first,
    text: text.slice(colon + 1),
    isUnfinished: text.startsWith(BATCH_MARKS.more),
  };
}
