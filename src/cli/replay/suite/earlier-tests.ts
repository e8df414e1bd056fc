import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SessionTest } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { stripAnsi } from '../../../std/printable-text.ts';
import { findSessions } from '../../../store/find-sessions.ts';
import { isFolder } from '../../../store/is-folder.ts';
import { attemptId, RECORDING_FILES } from '../../../store/recording-files.ts';
import { type ReplayedResult, type TestName, testKey } from '../../../store/replay-run.ts';
import { isSame, type ListedTest } from '../playwright/find-test.ts';
import type { ListedTests } from '../playwright/test-project.ts';

/** A test that runs before the one that is replayed, since that one stands on it. */
export interface EarlierTest extends EarlierReplay {
  listed: ListedTest;
}

/** An earlier test as the result names it. */
export interface EarlierReplay {
  title: string;
  /** The session that answers it; absent when it has the suite's own backend. */
  session?: string;
}

/**
 * Returns the tests that one stands on, as far as the suite still has them, in its order, with the sessions that lie beside its own:
 * those that had its pages when it was recorded, and those before it in its serial group.
 *
 * @param file its session, or the folder of that.
 */
export async function earlierTests(
  { test, listed }: { test: SessionTest; listed: ListedTest },
  { tests, groups }: ListedTests,
  file: string,
): Promise<EarlierTest[]> {
  const before = new Set(namesBefore(listed, groups));
  const after = test.after ?? [];
  if (before.size === 0 && after.length === 0) return [];
  const beside = await sessionsBeside(file);
  return tests.flatMap((one) => {
    const recorded = after.find(({ title_path }) => isSame(one, { ...test, title_path }));
    if (recorded === undefined && !before.has(keyOf(one))) return [];
    const ids = [recorded?.id, ...[test.attempt, 0].map((attempt) => attemptId(one.id ?? '', attempt))];
    const session = ids.map((id) => (id === undefined ? undefined : beside(id))).find((path) => path !== undefined);
    return [{ listed: one, title: one.titlePath.join(' › '), ...defined({ session }) }];
  });
}

/** Returns the keys of the tests before one in its serial group. */
function namesBefore(listed: ListedTest, groups: TestName[][]): string[] {
  const key = keyOf(listed);
  const keys = groups.map((group) => group.map(testKey)).find((group) => group.includes(key)) ?? [];
  return keys.slice(0, keys.indexOf(key));
}

function keyOf({ project, file, titlePath }: ListedTest): string {
  return testKey({ project, file, titlePath, repeat: 0 });
}

/** Says which of the earlier tests has failed: Playwright may not have run the last one for that. */
export function failedBefore(earlier: [title: string, result: ReplayedResult | undefined][]): string | undefined {
  const failed = earlier.find(([, result]) => result?.status === 'failed' || result?.status === 'timedOut');
  if (failed === undefined) return undefined;
  const [title, result] = failed;
  return `The test "${title}", which it stands on, has failed: ${stripAnsi(result?.error?.message ?? '')}`;
}

/** Finds sessions by their ids: in the folders next to that of a session, or in the data of the same report. */
async function sessionsBeside(file: string): Promise<(id: string) => string | undefined> {
  const own = isFolder(file) ? resolve(file) : dirname(resolve(file));
  const reported = basename(own) === 'data' ? await findSessions(own) : [];
  return (id) => {
    const beside = [RECORDING_FILES.session, RECORDING_FILES.journal].map((name) => join(dirname(own), id, name));
    return (
      beside.find((path) => existsSync(path)) ?? reported.find((one) => one.id === id && one.error === undefined)?.path
    );
  };
}
