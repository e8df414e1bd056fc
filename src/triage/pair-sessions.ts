import { testKey } from '../calls/test-name.ts';
import type { RecordedSession } from '../session/format/schema.ts';

/** Two recordings of one test, such as one with mocks and one with the real backend. */
export interface SessionPair {
  /** The titles of the test. */
  title: string;
  first: RecordedSession;
  second: RecordedSession;
}

/** Tests of two sets of sessions, and the titles of those that only one of them has. */
export interface PairedSessions {
  pairs: SessionPair[];
  onlyFirst: string[];
  onlySecond: string[];
}

/**
 * Pairs the sessions of the same tests, by their titles: their projects are others, and their spec files may be. Of several attempts the last counts. Where
 * several files have a test of one title, those of the same file are paired.
 */
export function pairSessions(first: readonly RecordedSession[], second: readonly RecordedSession[]): PairedSessions {
  const [ones, others] = [lastAttempts(first), lastAttempts(second)];
  const pairs: SessionPair[] = [];
  const onlyFirst: string[] = [];
  for (const one of ones) {
    const alike = others.filter((other) => titleOf(other) === titleOf(one));
    const found = alike.find((other) => other.test?.file === one.test?.file) ?? alike[0];
    if (found === undefined) {
      onlyFirst.push(titleOf(one));
      continue;
    }
    others.splice(others.indexOf(found), 1);
    pairs.push({ title: titleOf(one), first: one, second: found });
  }
  return { pairs, onlyFirst, onlySecond: others.map(titleOf) };
}

/** The last attempt of each test, in the order of their titles. What is of no test is left out. */
function lastAttempts(sessions: readonly RecordedSession[]): RecordedSession[] {
  const last = new Map<string, RecordedSession>();
  for (const session of sessions) {
    const { test } = session;
    if (test === undefined || test.title_path.length === 0) continue;
    const key = testKey(test);
    if ((last.get(key)?.test?.attempt ?? -1) < test.attempt) last.set(key, session);
  }
  return [...last.values()].sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
}

function titleOf({ test }: RecordedSession): string {
  return test?.title_path.join(' › ') ?? '';
}
