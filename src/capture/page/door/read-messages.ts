import { MAX_VALUE_BYTES, recordedValues } from '../../../session/codec/values.ts';
import { measureJson } from '../../../session/format/measure-json.ts';
import { maxBatchLength, type PageMessage } from '../../page-protocol.ts';
import type { DocumentNames } from './document-names.ts';
import { isPageMessage } from './is-page-message.ts';

/** Limits of what a page may send at a time. */
export interface DoorLimits {
  /** UTF-16 units of a batch, or of a question. */
  length: number;
  /** Values in a batch: those of the largest message. */
  values: number;
}

/** Levels of a batch: those of a value, and what stands around it. */
export const MAX_LEVELS = 140;

/** Values of JSON for one of the app, as `measureJson` counts them: six for an object without members, five for an entry of a map; and how many values of the app a message has. */
const JSON_VALUES = 9;
/** Values of a batch of small messages, which are split long before. */
const SMALL_VALUES = 250_000;

/** Returns the limits where so many bytes of one value are recorded. */
export function doorLimits(maxValueBytes = MAX_VALUE_BYTES): DoorLimits {
  const { maxNodes } = recordedValues(maxValueBytes);
  return { length: maxBatchLength(maxValueBytes), values: JSON_VALUES * maxNodes + SMALL_VALUES };
}

/** The messages of a batch, and how many there were that the page script cannot have written. */
export interface ReadMessages {
  messages: PageMessage[];
  /** How many there were in all, which are told as such. */
  count: number;
  refused: number;
}

/** Reads the messages of a batch, which is measured first: what it would make in memory, it makes only within the limits. Undefined for one that is none. */
export function readMessages(text: string, document: DocumentNames, limits: DoorLimits): ReadMessages | undefined {
  if (!isWithin(text, limits)) return undefined;
  const parsed = parse(text);
  if (!Array.isArray(parsed)) return undefined;
  const count = parsed.length;
  // Nearly always all of them are as they should be, and the list is taken as it is.
  const messages = parsed.every((message) => isPageMessage(message, document))
    ? (parsed as PageMessage[])
    : parsed.filter((message): message is PageMessage => isPageMessage(message, document));
  return { messages, count, refused: count - messages.length };
}

/** Most batches need no measuring: they are too short for so many values, and have too few brackets for so many levels. */
function isWithin(text: string, { length, values }: DoorLimits): boolean {
  if (text.length > length) return false;
  if (text.length <= values && brackets(text, '{') + brackets(text, '[') <= MAX_LEVELS) return true;
  return measureJson(text, values, MAX_LEVELS).excess === undefined;
}

/** Counts the brackets of a text that open, up to one more than there may be levels. */
function brackets(text: string, bracket: string): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at !== -1 && count <= MAX_LEVELS; at = text.indexOf(bracket, at + 1)) count += 1;
  return count;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
