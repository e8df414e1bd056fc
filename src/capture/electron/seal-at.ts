import { createCipheriv, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

/** Seals bytes as they are written, or opens sealed ones as they are read: one is the other. Bytes go through it in their order. */
export type Seal = (bytes: Buffer) => Buffer;

/** Makes the key of one launch, in base64. */
export function newSealKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/**
 * Returns what seals a segment of the file of records from a place on, by AES-256 in counter mode. The key is in the memory of the app and its worker
 * alone: what a crash leaves on the disk can be read as long as that worker is there, and by nobody else. It keeps secrets, and does not tell whether
 * somebody has changed the file.
 *
 * @param key in base64, unlike that of any other launch: no two segments may be sealed alike.
 */
export function sealAt(key: string, segment: number, place: number): Seal {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeUInt32BE(segment, 0);
  counter.writeUIntBE(Math.floor(place / BLOCK_BYTES), BLOCK_BYTES - 6, 6);
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(key, 'base64'), counter);
  cipher.update(Buffer.alloc(place % BLOCK_BYTES));
  return (bytes) => cipher.update(bytes);
}
