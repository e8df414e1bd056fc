import type { RunFacts } from '../../src/run-report/run-facts.ts';
import type { RecordedSession } from '../../src/session/format/schema.ts';
import { type Journal, readJournal } from '../../src/store/journal/read-journal.ts';
import { type AttemptComparison, compareAttempts } from './compare-attempts.ts';
import { type ReportTask, reportRun } from './report-run.ts';

/** A task of the reporter's whose time and memory depend on what was recorded. */
export type ThreadTask = ReadTask | CompareTask | ReportTask;

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

/** The answer to a task: the journal, a failed attempt beside one that passed, or the facts of a run. */
export type ThreadAnswer<Task extends ThreadTask> = Task extends ReadTask
  ? Journal
  : Task extends CompareTask
    ? AttemptComparison
    : RunFacts;

/** Does a task, in whichever thread. */
export async function doTask(task: ThreadTask): Promise<ThreadAnswer<ThreadTask>> {
  if (task.kind === 'read') return readJournal(task.folder);
  if (task.kind === 'compare') return compareAttempts(task.failed, task.passed);
  return await reportRun(task);
}
