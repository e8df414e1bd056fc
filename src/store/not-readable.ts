import { IpcError } from '../errors.ts';

/** Returns the error of a file that cannot be read. @param detail a sentence */
export function notReadable(file: string, detail: string, cause?: unknown): IpcError {
  return new IpcError(
    'SESSION_NOT_READABLE',
    `Failed to read "${file}": ${detail}`,
    cause === undefined ? undefined : { cause },
  );
}
