import { join } from 'node:path';
import { withPrivateFolder } from '../io/private-folder.ts';
import { RESULTS, RunResults } from '../io/results-folder.ts';

/**
 * Gives a run of Playwright a folder of its own to write to: Playwright empties the usual one, where sessions may lie, and makes it anew for all to
 * read. What a user is to open afterwards lies in `ipc-results`, all else in a temporary folder.
 *
 * @param name what takes the other's place in there; undefined when nothing of the run is to stay.
 */
export async function withRunFolder<Result>(
  name: string | undefined,
  onNote: (note: string) => void,
  use: (folder: RunFolder) => Promise<Result>,
): Promise<Result> {
  const results = name === undefined ? undefined : makeResults(name, onNote);
  if (results === undefined)
    return await withPrivateFolder((folder) => use({ path: join(folder, 'run'), canStay: false, keep() {} }));
  let isKept = false;
  const keep = () => {
    isKept = true;
  };
  try {
    return await use({ path: results.folder, canStay: true, keep });
  } finally {
    results.end(isKept);
  }
}

/** The folder of a run. */
export interface RunFolder {
  path: string;
  /** False where it goes in any case. */
  canStay: boolean;
  /** Lets it stay, where it can. */
  keep(): void;
}

function makeResults(name: string, onNote: (note: string) => void): RunResults | undefined {
  try {
    return new RunResults(name);
  } catch (error) {
    onNote(`Keeps nothing of the run: no folder ${RESULTS} can be made here (${(error as Error).message}).`);
    return undefined;
  }
}
