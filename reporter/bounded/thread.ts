import type { RecordedSession } from '../../src/session/format/schema.ts';
import { type Journal, readJournal } from '../../src/store/journal/read-journal.ts';
import { type AttemptComparison, compareAttempts } from './compare-attempts.ts';

/** A task of the reporter's whose time and memory depend on what was recorded. */
export type ThreadTask = ReadTask | CompareTask;

interface ReadTask {
  kind: 'read';
  /** The folder of a journal. */
  folder: string;
}

interface CompareTask {
  kind: 'compare';
  failed: RecordedSession;
  passed: RecordedSession;
}

/** The answer to a task: the journal, or a failed attempt beside one that passed. */
export type ThreadAnswer<Task extends ThreadTask> = Task extends ReadTask ? Journal : AttemptComparison;

/** Does a task, in whichever thread. */
export function doTask<Task extends ThreadTask>(task: Task): ThreadAnswer<Task> {
  const answer = task.kind === 'read' ? readJournal(task.folder) : compareAttempts(task.failed, task.passed);
  return answer as ThreadAnswer<Task>;
}
