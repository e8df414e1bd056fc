import process from 'node:process';

/** Bytes of both segments of a journal, which is read line by line, and of a session that a worker sends. */
export const MAX_JOURNAL_BYTES = 268_435_456;

/** The variable by which more is read: megabytes of one session. */
const READ_ENV = 'IPC_RECORDER_READ_MB';

/** Limits of what is read of one session, whoever made it. */
export interface ReadLimits {
  /** Bytes of JSON, inflated. @default 25165824, or what `IPC_RECORDER_READ_MB` says */
  maxBytes?: number;
}

/**
 * Returns the bytes of JSON that are read of one session. Every command does with what it has read what it does in 512 MB of memory: a text is there as
 * bytes, as text, as values, and as what is written, at two bytes for a character where one of them is beyond Latin.
 */
export function readableBytes(): number {
  const megabytes = Number(process.env[READ_ENV]);
  return Number.isFinite(megabytes) && megabytes > 0 ? megabytes * MEGABYTE : 24 * MEGABYTE;
}

/** Returns the bytes of each of two sessions that are compared. */
export function comparableBytes(): number {
  return (readableBytes() * 2) / 3;
}

/** Returns the bytes of large values, before compression, that are read of one session by a command that needs all of them at once. */
export function readableValueBytes(): number {
  return (readableBytes() * 8) / 3;
}

/** Returns the values that are read of one session of so many bytes: an object without members is six by this count, and takes 60 bytes for three of text. */
export function readableValues(maxBytes: number): number {
  return Math.ceil(maxBytes / 6);
}

/** Says how more can be read. */
export const READ_MORE = `To read it all the same, allow more megabytes by ${READ_ENV}.`;

const MEGABYTE = 1_048_576;
