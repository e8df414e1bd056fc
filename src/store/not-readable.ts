import { IpcError } from '../errors.ts';
import { escapeText } from '../std/text/printable-text.ts';

/** Returns the error of a file that cannot be read. @param detail a sentence */
export function notReadable(file: string, detail: string, cause?: unknown): IpcError {
  return new IpcError(
    'SESSION_NOT_READABLE',
    `Failed to read "${escapeText(file)}": ${detail}`,
    cause === undefined ? undefined : { cause },
  );
}
