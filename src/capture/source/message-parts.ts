import { decodeValue } from '../../session/codec/decode-value.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { markerOf, RECORDED_VALUES } from '../../session/codec/values.ts';

/** The recording takes out what is too large. */
const RECORDED = { limits: RECORDED_VALUES };
/** Levels of objects of the user's making that are looked into for parts of the message. */
const MAX_DEPTH = 4;

/**
 * Decodes a message for a function of the user's, and encodes its parts again. Something that was too large to be kept whole has no value,
 * and would not be what it was when encoded again: so parts of the message that come back are recorded as they came.
 */
export class MessageParts {
  readonly value: unknown;
  private readonly parts = new Map<object, unknown>();

  constructor(encoded: unknown) {
    this.value = decodeValue(encoded);
    this.note(this.value, encoded);
  }

  /** Encodes a value that may be a part of the message, or have parts of it. */
  encode(value: unknown, depth = 0): unknown {
    if (typeof value !== 'object' || value === null) return encodeValue(value, RECORDED);
    if (this.parts.has(value)) return this.parts.get(value);
    if (depth < MAX_DEPTH && Array.isArray(value)) return value.map((item) => this.encode(item, depth + 1));
    if (depth >= MAX_DEPTH || Object.getPrototypeOf(value) !== Object.prototype || markerOf(value) !== undefined)
      return encodeValue(value, RECORDED);
    const present = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(present.map(([key, item]) => [key, this.encode(item, depth + 1)]));
  }

  private note(value: unknown, encoded: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    this.parts.set(value, encoded);
    if (markerOf(encoded) !== undefined) return;
    for (const [key, item] of Object.entries(value)) this.note(item, Reflect.get(encoded as object, key));
  }
}
