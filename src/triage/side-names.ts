/** What two sessions are called that are compared: whole, and where the other one was named just before. */
export interface SideNames {
  first: readonly [whole: string, short: string];
  second: readonly [whole: string, short: string];
}

/** Two sessions that the user has named. */
export const SESSIONS: SideNames = {
  first: ['the first session', 'the first'],
  second: ['the second session', 'the second'],
};

/** A session, and that of its replay. */
export const REPLAY: SideNames = {
  first: ['the recording', 'the recording'],
  second: ['the replay', 'the replay'],
};

/** An attempt of a test that failed, and one that passed: by their numbers from 0, as the runner counts them. Repetitions have the same ones. */
export function attemptNames(failed: number, passed: number): SideNames {
  const names = failed === passed ? ['the run that failed', 'the run that passed'] : [failed, passed].map(nameOf);
  const [one, other] = names as [string, string];
  return { first: [one, one], second: [other, other] };
}

const nameOf = (attempt: number) => `attempt ${attempt + 1}`;
