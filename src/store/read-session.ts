import { type Stats, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { IpcError } from '../errors.ts';
import { parseSession } from '../session/format/parse-session.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { escapeText } from '../std/text/printable-text.ts';
import { JOURNAL_FORMAT } from './journal/journal-format.ts';
import { readJournal, readJournalFiles } from './journal/read-journal.ts';
import { notReadable } from './not-readable.ts';
import { READ_MORE, type ReadLimits, readableBytes, readableValues } from './read-limits.ts';
import { RECORDING_FILES } from './recording-files.ts';

/**
 * Reads a session from a file: JSON, gzip of it, or the journal of a run that was killed; or from the folder that has one of these.
 *
 * @throws {IpcError} `SESSION_NOT_READABLE`, `INVALID_SESSION` or `SESSION_TOO_NEW`; the message names the file, what is wrong and what to do.
 * @example
 * const session = await readSession('test-results/ipc/4f2a-r0/ipc-session.json');
 */
export async function readSession(
  file: string,
  { maxBytes = readableBytes() }: ReadLimits = {},
): Promise<RecordedSession> {
  const found = findSessionFile(file);
  const name = basename(found);
  if (name === RECORDING_FILES.journal || name === RECORDING_FILES.olderJournal)
    return readJournal(dirname(found), { maxText: maxBytes }).session;
  const bytes = await inflate(found, await readBytes(found, maxBytes), maxBytes);
  if (bytes.length === 0)
    throw notReadable(
      found,
      'it is empty. The run that wrote it was probably cut off; is there a journal.ndjson beside it?',
    );
  if (bytes.subarray(0, 80).includes(`"${JOURNAL_FORMAT}"`))
    return readJournalFiles([found], { maxText: maxBytes }).session;
  try {
    return parseSession(bytes, { maxValues: readableValues(maxBytes) });
  } catch (cause) {
    if (!(cause instanceof IpcError)) throw cause;
    const hint = cause.code === 'INVALID_SESSION' ? lookAlike(bytes) : '';
    throw new IpcError(cause.code, `Failed to read "${escapeText(found)}": ${cause.message}${hint}`, { cause });
  }
}

/**
 * Returns the file meant by `path`, which may be the folder of a session.
 *
 * @throws {IpcError} `SESSION_NOT_READABLE`
 */
export function findSessionFile(path: string): string {
  const stats = statOf(path);
  if (!stats) {
    throw notReadable(
      path,
      'there is no such file. Sessions are in test-results/ipc/<test>/ipc-session.json; `ipc-recorder ls` lists them.',
    );
  }
  if (stats.isFile()) return path;
  // To open a pipe waits for whoever writes into it.
  if (!stats.isDirectory()) throw notReadable(path, 'it is neither a file nor a folder.');
  for (const name of [RECORDING_FILES.session, RECORDING_FILES.journal, RECORDING_FILES.olderJournal]) {
    const file = join(path, name);
    if (statOf(file)?.isFile()) return file;
  }
  throw notReadable(
    path,
    `the folder has no ${RECORDING_FILES.session}. \`ipc-recorder ls ${path}\` lists the sessions below it.`,
  );
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    // A link that leads to itself, a name that is too long, a folder that may not be entered.
    throw notReadable(path, `${(cause as Error).message}.`, cause);
  }
}

async function readBytes(file: string, maxBytes: number): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) throw notReadable(file, tooLarge(`${size} bytes`, maxBytes));
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof IpcError) throw cause;
    throw notReadable(file, `${(cause as Error).message}.`, cause);
  }
}

async function inflate(file: string, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    const isTooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const detail = isTooLarge
      ? tooLarge('more, inflated', maxBytes)
      : `it is gzip, but damaged or cut short (${(cause as Error).message}).`;
    throw notReadable(file, detail, cause);
  }
}

function tooLarge(size: string, maxBytes: number): string {
  return `it is too large: ${size}, where ${maxBytes} are allowed. ${READ_MORE}`;
}

/** Gives a hint for files that are given by mistake. */
function lookAlike(bytes: Buffer): string {
  const head = bytes.subarray(0, 4_096).toString('utf8').trimStart();
  if (head.startsWith('PK')) return '. This is a zip, such as a trace; sessions are JSON files beside it.';
  if (head.startsWith('<'))
    return '. This is an HTML page; the sessions of an HTML report are in its data folder, `ipc-recorder ls <report>` lists them.';
  if (/"log"\s*:\s*\{\s*"(?:version|creator|entries)"/.test(head))
    return '. This looks like a HAR, which records HTTP; give an ipc-session.json.';
  if (/"suites"\s*:|"config"\s*:\s*\{/.test(head))
    return '. This looks like a Playwright JSON report; `ipc-recorder ls test-results` lists the sessions of a run.';
  return '';
}
