import type { Guard } from '../../redact/guard.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import type { JournalEnd, JournalHeader } from './journal-format.ts';
import { JournalWriter, MAX_SEGMENT_BYTES } from './journal-writer.ts';

/**
 * Writes the journal of a recording that has ended anew, from memory, where the first one was deleted on the way or was too small. What memory
 * holds may be larger in UTF-8 than two segments of the recording's own, so it has as much as a reader takes.
 *
 * @returns False when that fails, or is too small as well.
 */
export function rewriteJournal(
  folder: string,
  header: JournalHeader,
  { events, checkpoints, actions = [] }: RecordedSession,
  { ending, guard }: { ending: JournalEnd; guard: Guard },
): boolean {
  const journal = new JournalWriter(folder, header, { segmentBytes: MAX_SEGMENT_BYTES, guard });
  for (const event of events) journal.event(event);
  for (const [number, action] of actions.entries()) journal.action(number, action);
  for (const checkpoint of checkpoints) journal.checkpoint(checkpoint);
  journal.end(ending);
  const isWhole = journal.state() === 'whole';
  journal.close();
  return isWhole;
}
