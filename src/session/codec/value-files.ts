import { mapMembers } from './take-out-large.ts';
import { markerOf } from './values.ts';

/** The content of a `$file` marker: a value that stands in a file beside its session, by the digest of its content. */
export interface ValueFile {
  /** The form of the content: the bytes of binary data, UTF-8 text of a string, else the JSON of the encoded value. */
  as: 'bytes' | 'text' | 'json';
  /** The kind of value, in the words of `$cut` and `$binary`. */
  type: string;
  /** UTF-16 units of a text, items of an array, map, set or object, bytes of binary data. */
  size: number;
  /** Bytes of the content. */
  bytes: number;
  /** SHA-256 of the content, as 64 hex digits: the file's name. */
  sha256: string;
  /** SHA-256 of the content in canonical form, each secret's token reduced to its class; absent where that is the content itself. */
  alike?: string;
  /** The tokens in the content, each once, in order. */
  tokens?: string[];
  /** The begin of the content, for the reader. */
  head?: string;
  /** The name of a `File`. */
  name?: string;
  /** The type of a `Blob` or `File` in its own words, such as `image/png`. */
  mime?: string;
}

/** Reads the values that stand beside a session. */
export interface ValueSource {
  /** Returns the encoded value as it was recorded; undefined when it is not there. */
  read(file: ValueFile): unknown;
}

/** Returns the content of a `$file` marker; undefined for anything else. */
export function valueFileOf(encoded: unknown): ValueFile | undefined {
  if (markerOf(encoded) !== '$file') return undefined;
  const { $file: file } = encoded as { $file: Partial<ValueFile> | null };
  if (typeof file !== 'object' || file === null) return undefined;
  const { as, type, size, bytes, sha256 } = file;
  const isSound =
    (as === 'bytes' || as === 'text' || as === 'json') &&
    typeof type === 'string' &&
    Number.isSafeInteger(size) &&
    Number.isSafeInteger(bytes) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256);
  return isSound ? (file as ValueFile) : undefined;
}

/** Lists the files that a value, or anything with values in it, refers to. */
export function valueFilesIn(encoded: unknown): ValueFile[] {
  const found: ValueFile[] = [];
  const work: unknown[] = [encoded];
  while (work.length > 0) {
    const value = work.pop();
    if (typeof value !== 'object' || value === null) continue;
    const file = valueFileOf(value);
    if (file !== undefined) found.push(file);
    // In their order: the last that is pushed comes next.
    else for (const item of Object.values(value).reverse()) work.push(item);
  }
  return found;
}

/** Puts the values that stand beside a session back into their places. A `$file` that is not there stays. */
export function putBack(encoded: unknown, source: ValueSource): unknown {
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  const file = valueFileOf(encoded);
  if (file === undefined) return mapMembers(encoded, (item) => putBack(item, source));
  const value = source.read(file);
  return value === undefined ? encoded : value;
}

/** Reduces each `$file` in a value to what tells whether two are the same question: not their display, nor the key of their tokens. */
export function comparable(encoded: unknown): unknown {
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  const file = valueFileOf(encoded);
  if (file === undefined) return mapMembers(encoded, comparable);
  const { as, type, size, sha256, alike = sha256, tokens, name, mime } = file;
  return { $file: { as, type, size, alike, ...(tokens && { tokens }), ...(name && { name }), ...(mime && { mime }) } };
}
