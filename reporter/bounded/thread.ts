import type { RecordedSession } from '../../src/session/format/schema.ts';
import { type Journal, readJournal } from '../../src/store/read-journal.ts';
import { diffSessions } from '../../src/triage/diff-sessions.ts';
import type { Divergence } from '../../src/triage/divergence.ts';

/** A task of the reporter's whose time and memory depend on what was recorded. */
export type ThreadTask = ReadTask | DiffTask;

interface ReadTask {
  kind: 'read';
  /** The folder of a journal. */
  folder: string;
}

interface DiffTask {
  kind: 'diff';
  first: RecordedSession;
  second: RecordedSession;
}

/** The answer to a task: the journal, or the first difference. */
export type ThreadAnswer<Task extends ThreadTask> = Task extends ReadTask ? Journal : Divergence | undefined;

/** Does a task, in whichever thread. */
export function doTask<Task extends ThreadTask>(task: Task): ThreadAnswer<Task> {
  const answer = task.kind === 'read' ? readJournal(task.folder) : diffSessions(task.first, task.second).first;
  return answer as ThreadAnswer<Task>;
}
