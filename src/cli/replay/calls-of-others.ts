import { existsSync } from 'node:fs';
import { invokedCalls } from '../../calls/recorded-call.ts';
import { CommandCounts } from '../../replay/command-counts.ts';
import { isBackendCall, isReplayable } from '../../replay/delivery/replayable-calls.ts';
import type { CommandCount } from '../../replay/stub-report.ts';
import { readSession } from '../../store/read-session.ts';
import { ATTACHMENTS } from '../../store/recording-files.ts';
import type { ReplayedResult } from '../../store/replay-run.ts';

/** Counts the calls of tests that ran along with the one that was replayed, such as those of a set-up project: no session has answered them. */
export async function callsOfOthers(others: readonly ReplayedResult[]): Promise<CommandCount[]> {
  const counts = new CommandCounts();
  for (const { path } of others.flatMap(({ attachments }) => attachments.filter(isSession))) {
    const session = path !== undefined && existsSync(path) ? await readSession(path).catch(() => undefined) : undefined;
    if (session === undefined) continue;
    for (const recorded of invokedCalls(session))
      if (isReplayable(recorded) && isBackendCall(recorded)) counts.add(recorded.call.command);
  }
  return counts.list();
}

const isSession = ({ name }: { name: string }) => name === ATTACHMENTS.session;
