import type { AttemptFiles, RunFacts, RunTotals } from '../../src/run-report/run-facts.ts';
import { RunReport } from '../../src/run-report/run-report.ts';
import { readSession } from '../../src/store/read-session.ts';

/** The task to add up the sessions of a run. */
export interface ReportTask {
  kind: 'report';
  totals: RunTotals;
  /** The sessions to read, failed attempts before the others: where time is up, the rest is left out. */
  sessions: ReportedSession[];
  /** Milliseconds after which no further session is read. */
  readMs: number;
}

/** A session of a run. */
export interface ReportedSession {
  files: AttemptFiles;
  /** Whether its test passed in another attempt. */
  isFlaky: boolean;
}

/** Adds up the sessions of a run. Those that cannot be read, or that time is up for, are counted in a note. */
export async function reportRun({ totals, sessions, readMs }: ReportTask): Promise<RunFacts> {
  const end = performance.now() + readMs;
  const run = new RunReport();
  let unread = 0;
  for (const { files, isFlaky } of sessions) {
    const session = performance.now() < end ? await readSession(files.session).catch(() => undefined) : undefined;
    if (session === undefined) unread += 1;
    else run.add(session, files, isFlaky);
  }
  return run.facts({ totals, unread });
}
