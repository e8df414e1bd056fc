import { fenced } from '../../std/text/fenced.ts';
import { firstLine } from '../../std/text/first-line.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';

/** A session that could not be read, and why. */
export interface UnreadSession {
  path: string;
  error: string;
}

/**
 * Reads the sessions that were found, one after the other, so that one that cannot be read, or is too large, does not end it all. A comparison of what was
 * read is not of the whole where any is returned.
 *
 * @param found with the error of a session that could not even be listed.
 * @param use takes each session that was read; its errors are thrown.
 * @param options.stop ends it behind the session that is read: those behind that are neither read nor returned.
 * @returns those that were not read.
 */
export async function readEach<Session>(
  found: readonly { path: string; error?: string }[],
  read: (path: string) => Promise<Session>,
  use: (session: Session, path: string) => void,
  { stop, onRead }: ReadEachOptions = {},
): Promise<UnreadSession[]> {
  const unread: UnreadSession[] = [];
  for (const [at, { path, error }] of found.entries()) {
    if (stop?.aborted) break;
    onRead?.(`${at} of ${counted(found.length, 'session')} read`);
    let session: Session;
    try {
      if (error !== undefined) throw new Error(error);
      session = await read(path);
    } catch (cause) {
      unread.push({ path, error: (cause as Error).message });
      continue;
    }
    use(session, path);
  }
  return unread;
}

export interface ReadEachOptions {
  stop?: AbortSignal;
  /** Told how far it is, in words, before each session. */
  onRead?: (text: string) => void;
}

/** Names the sessions that were not read, in a fence: paths and errors may quote them. Empty where all were read. */
export function unreadText(unread: readonly UnreadSession[]): string {
  if (unread.length === 0) return '';
  const shown = unread.slice(0, MAX_SHOWN).map(({ path, error }) => lineOf(path, error));
  const more = unread.length - MAX_SHOWN;
  const lines = [...shown, ...(more > 0 ? [`… and ${more} more`] : [])];
  return `${counted(unread.length, 'session')} could not be read, and may be otherwise:\n\n${fenced(lines.join('\n'), { label: 'sessions' })}`;
}

const MAX_SHOWN = 20;

function lineOf(path: string, error: string): string {
  return `${escapeToFit(path, 200)}: ${escapeToFit(firstLine(error), 200)}`;
}
