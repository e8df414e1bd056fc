import type { RecordedEvent } from '../../../session/format/schema.ts';
import type { LoadedSession } from './load-session.ts';

/**
 * Finds the events whose command, window, arguments or answer hold `query`, case apart.
 * Commands are found at once; payloads chunk by chunk, with a report after each, until `signal` is aborted.
 */
export async function searchEvents(
  session: LoadedSession,
  query: string,
  signal: AbortSignal,
  onProgress: (matches: Uint8Array, done: number) => void,
): Promise<void> {
  const wanted = query.toLowerCase();
  const { columns } = session;
  const matches = new Uint8Array(columns.count);
  const matchingNames = new Set(
    columns.names.flatMap((name, number) => (name.toLowerCase().includes(wanted) ? [number] : [])),
  );
  for (let row = 0; row < matches.length; row++) if (matchingNames.has(columns.nameNumber(row))) matches[row] = 1;
  let row = 0;
  for (let chunk = 0; chunk < session.eventChunks; chunk++) {
    onProgress(matches.slice(), chunk / session.eventChunks);
    await new Promise((resolve) => setTimeout(resolve)); // keys and scrolling go first
    const lines = await session.searchLines(chunk);
    if (signal.aborted) return;
    for (const line of lines) {
      if (matches[row] === 0 && hasText(line, wanted)) matches[row] = 1;
      row++;
    }
  }
  onProgress(matches, 1);
}

/** Looks at the raw line first: most events need no parsing. */
function hasText(line: string, wanted: string): boolean {
  const escaped = JSON.stringify(wanted).slice(1, -1);
  const raw = line.toLowerCase();
  if (!raw.includes(escaped) && !raw.includes(wanted)) return false;
  const { event } = JSON.parse(line) as RecordedEvent;
  if (event.type !== 'Ipc') return JSON.stringify(event).toLowerCase().includes(escaped);
  const { command, webview_label, args, options, result, error } = event;
  const payload = JSON.stringify([command, webview_label, args, options, result, error]).toLowerCase();
  return payload.includes(escaped) || payload.includes(wanted);
}
