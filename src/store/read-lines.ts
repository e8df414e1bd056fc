import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1_048_576;
const NEWLINE = 0x0a;

/**
 * Returns the lines of a file, one after the other, so that memory holds one of them: empty ones are left out, and one of more
 * than `maxLineBytes` is undefined.
 *
 * @throws The file system's error.
 */
export function* readLines(file: string, maxLineBytes: number): Generator<string | undefined> {
  const fd = openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let parts: Buffer[] = [];
    let length = 0;
    const take = (part: Buffer) => {
      length += part.length;
      if (length <= maxLineBytes) parts.push(part);
      else parts = [];
    };
    const finish = () => {
      const line = length > maxLineBytes ? undefined : Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      return line;
    };
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      let start = 0;
      // A newline is never part of a character in UTF-8, so a line that was cut in the middle of one spoils no other.
      for (let end = chunk.indexOf(NEWLINE); end !== -1 && end < read; end = chunk.indexOf(NEWLINE, start)) {
        take(chunk.subarray(start, end));
        start = end + 1;
        const line = finish();
        if (line !== '') yield line;
      }
      if (start < read) take(Buffer.from(chunk.subarray(start, read)));
    }
    const last = finish();
    if (last !== '') yield last;
  } finally {
    closeSync(fd);
  }
}
