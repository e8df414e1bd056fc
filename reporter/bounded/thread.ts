import type { RecordedSession, SessionTest } from '../../src/session/format/schema.ts';
import { type ReadBaselines, readBaselines } from '../../src/store/baselines/read-baselines.ts';
import { type Journal, readJournal } from '../../src/store/journal/read-journal.ts';
import { type AttemptComparison, compareAttempts, type Passes } from './compare-attempts.ts';

/** A task of the reporter's whose time and memory depend on what was recorded. */
export type ThreadTask = ReadTask | BaselinesTask | CompareTask;

interface ReadTask {
  kind: 'read';
  /** The folder of a journal. */
  folder: string;
}

interface BaselinesTask {
  kind: 'baselines';
  files: readonly string[];
  /** The test whose baselines these are. */
  test: SessionTest;
}

interface CompareTask extends Passes {
  kind: 'compare';
  failed: RecordedSession;
}

interface Answers {
  read: Journal;
  baselines: ReadBaselines;
  compare: AttemptComparison;
}

/** The answer to a task: the journal, the baselines, or a failed attempt beside those that passed. */
export type ThreadAnswer<Task extends ThreadTask> = Answers[Task['kind']];

/** Does a task, in whichever thread. */
export function doTask<Task extends ThreadTask>(task: Task): ThreadAnswer<Task> {
  return answerTo(task) as ThreadAnswer<Task>;
}

function answerTo(task: ThreadTask): ThreadAnswer<ThreadTask> {
  if (task.kind === 'read') return readJournal(task.folder);
  return task.kind === 'baselines' ? readBaselines(task.files, task.test) : compareAttempts(task.failed, task);
}
