import type { Guard } from '../redact/guard.ts';
import type { RecordedSession } from '../session/schema.ts';
import type { JournalEnd, JournalHeader } from './journal-format.ts';
import { JournalWriter } from './journal-writer.ts';

/** Writes the journal of a recording that has ended anew, from memory, where the first one was deleted on the way or was too small; false when that fails too. */
export function rewriteJournal(
  folder: string,
  header: JournalHeader,
  { events, checkpoints }: RecordedSession,
  { ending, guard }: { ending: JournalEnd; guard: Guard },
): boolean {
  const journal = new JournalWriter(folder, header, { segmentBytes: Number.POSITIVE_INFINITY, guard });
  for (const event of events) journal.event(event);
  for (const checkpoint of checkpoints) journal.checkpoint(checkpoint);
  journal.end(ending);
  const isWhole = journal.state() === 'whole';
  journal.close();
  return isWhole;
}
