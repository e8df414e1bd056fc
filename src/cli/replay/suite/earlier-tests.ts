import type { SessionTest } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { stripAnsi } from '../../../std/text/printable-text.ts';
import { type ReplayedResult, type TestName, testKey } from '../../../store/replay-run.ts';
import { isSame, type ListedTest, testNameOf } from '../playwright/find-test.ts';
import type { ListedTests } from '../playwright/test-project.ts';
import type { SessionsBeside } from './sessions-beside.ts';

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
 * @param where.file its session, or the folder of that.
 */
export async function earlierTests(
  { test, listed }: { test: SessionTest; listed: ListedTest },
  { tests, groups }: ListedTests,
  { file, beside }: { file: string; beside: SessionsBeside },
): Promise<EarlierTest[]> {
  const before = new Set(namesBefore(listed, groups));
  const after = test.after ?? [];
  if (before.size === 0 && after.length === 0) return [];
  const earlier: EarlierTest[] = [];
  for (const one of tests) {
    const recorded = after.find(({ title_path }) => isSame(one, { ...test, title_path }));
    if (recorded === undefined && !before.has(keyOf(one))) continue;
    const session = await beside.find(file, test, one, recorded?.id);
    earlier.push({ listed: one, title: one.titlePath.join(' › '), ...defined({ session }) });
  }
  return earlier;
}

/** Returns the keys of the tests before one in its serial group. */
function namesBefore(listed: ListedTest, groups: TestName[][]): string[] {
  const key = keyOf(listed);
  const keys = groups.map((group) => group.map(testKey)).find((group) => group.includes(key)) ?? [];
  return keys.slice(0, keys.indexOf(key));
}

function keyOf(listed: ListedTest): string {
  return testKey(testNameOf(listed));
}

/** Says which of the earlier tests has failed: Playwright may not have run the last one for that. */
export function failedBefore(earlier: [title: string, result: ReplayedResult | undefined][]): string | undefined {
  const failed = earlier.find(([, result]) => result?.status === 'failed' || result?.status === 'timedOut');
  if (failed === undefined) return undefined;
  const [title, result] = failed;
  return `The test "${title}", which it stands on, has failed: ${stripAnsi(result?.error?.message ?? '')}`;
}
