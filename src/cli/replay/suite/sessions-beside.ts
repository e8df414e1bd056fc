import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SessionTest } from '../../../session/format/schema.ts';
import { type FoundSession, findSessions } from '../../../store/find-sessions.ts';
import { isFolder } from '../../../store/is-folder.ts';
import { attemptId } from '../../../store/recording-files.ts';
import { isSame, type ListedTest } from '../playwright/find-test.ts';

/** The session of a test that has been found. */
type TestSession = FoundSession & { test: SessionTest };

/** The sessions that lie beside others: in the folders next to theirs, or in the data of the same report. Each is read once. */
export class SessionsBeside {
  private readonly folders = new Map<string, Promise<TestSession[]>>();
  private readonly neighbours = new Map<string, Promise<TestSession[]>>();

  /**
   * Returns the session of another test of the suite. The id that Playwright lists does not find it: a test of several projects has there
   * the id of the first.
   *
   * @param file a session, or the folder of that.
   * @param test its test: of several sessions of the other one, that of the same attempt and repetition is taken, else the newest.
   * @param id the id of the other's session, where it is known.
   */
  async find(file: string, test: SessionTest, listed: ListedTest, id?: string): Promise<string | undefined> {
    const own = isFolder(file) ? resolve(file) : dirname(resolve(file));
    const likeness = (one: TestSession) =>
      (one.id === id ? 4 : 0) +
      (one.test.attempt === test.attempt ? 2 : 0) +
      ((one.test.repeat ?? 0) === (test.repeat ?? 0) ? 1 : 0);
    const likest = (found: TestSession[]) =>
      found
        .filter((one) => isSame(listed, one.test))
        .sort((one, other) => likeness(other) - likeness(one))
        .at(0);
    if (basename(own) === 'data') return likest(await this.below(own))?.path;
    const names = [id, ...[test.attempt, 0].map((attempt) => attemptId(listed.id ?? '', attempt))];
    const named = await Promise.all(
      names.map((name) => (name === undefined ? [] : this.below(join(dirname(own), name)))),
    );
    const first = likest(named.flat());
    // The wanted one, or as good: the others need not be read.
    if (first !== undefined && likeness(first) >= (id === undefined ? 3 : 4)) return first.path;
    // Where a session was put by hand, the folders next to it are anybody's.
    if (test.id === undefined || basename(own) !== attemptId(test.id, test.attempt)) return first?.path;
    return likest(await this.nextTo(own))?.path;
  }

  private below(folder: string): Promise<TestSession[]> {
    return remembered(this.folders, folder, async () =>
      existsSync(folder) ? (await findSessions(folder)).flatMap((one) => (isOfTest(one) ? [one] : [])) : [],
    );
  }

  private nextTo(folder: string): Promise<TestSession[]> {
    return remembered(this.neighbours, dirname(folder), async () => {
      const found: TestSession[] = [];
      for (const entry of readdirSync(dirname(folder), { withFileTypes: true }))
        if (entry.isDirectory() && ATTEMPT.test(entry.name))
          found.push(...(await this.below(join(dirname(folder), entry.name))));
      return found;
    });
  }
}

/** The folder of an attempt, as `attemptId` names it. */
const ATTEMPT = /-r\d+$/;

function isOfTest(found: FoundSession): found is TestSession {
  return found.test !== undefined && found.error === undefined;
}

function remembered<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
