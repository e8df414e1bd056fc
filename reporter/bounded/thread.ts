import type { RunFacts } from '../../src/run-report/run-facts.ts';
import type { RecordedSession, SessionTest } from '../../src/session/format/schema.ts';
import { type ReadBaselines, readBaselines } from '../../src/store/baselines/read-baselines.ts';
import { type Journal, readJournal } from '../../src/store/journal/read-journal.ts';
import { type AttemptComparison, compareAttempts, type Passes } from './compare-attempts.ts';
import { type ReportTask, reportRun } from './report-run.ts';

/** A task of the reporter's whose time and memory depend on what was recorded. */
export type ThreadTask = ReadTask | BaselinesTask | CompareTask | ReportTask;

interface ReadTask {
  kind: 'read';
  /** The folder of the recording. */
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
  report: RunFacts;
}

/** The answer to a task: the journal, the baselines, a failed attempt beside those that passed, or the facts of a run. */
export type ThreadAnswer<Task extends ThreadTask> = Answers[Task['kind']];

/** Does a task, in whichever thread. */
export async function doTask<Task extends ThreadTask>(task: Task): Promise<ThreadAnswer<Task>> {
  return (await answerTo(task)) as ThreadAnswer<Task>;
}

async function answerTo(task: ThreadTask): Promise<ThreadAnswer<ThreadTask>> {
  if (task.kind === 'read') return readJournal(task.folder);
  if (task.kind === 'baselines') return readBaselines(task.files, task.test);
  return task.kind === 'compare' ? compareAttempts(task.failed, task) : await reportRun(task);
}
