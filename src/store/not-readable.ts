import { IpcError } from '../errors.ts';

/** Bytes of JSON, inflated, that a reader takes of one recording; both segments of a journal together. */
export const MAX_READABLE_BYTES = 268_435_456;

/** Returns the error of a file that cannot be read. @param detail a sentence */
export function notReadable(file: string, detail: string, cause?: unknown): IpcError {
  return new IpcError(
    'SESSION_NOT_READABLE',
    `Failed to read "${file}": ${detail}`,
    cause === undefined ? undefined : { cause },
  );
}
