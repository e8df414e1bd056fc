import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serializeSession } from '../../session/format/serialize-session.ts';
import { withPrivateFolder } from '../io/private-folder.ts';
import type { ShowsFailure } from './minimize-session.ts';
import { TestProject } from './playwright/test-project.ts';
import { stubSession } from './stub-session.ts';

/**
 * Tells whether the recorded test fails as recorded with a part of its session in the backend's place. Each try runs the test.
 *
 * @param origin the file of the whole session.
 */
export function stubPart(
  origin: string,
  config: string | undefined,
  playwrightArgs: string[],
  stop: AbortSignal,
): ShowsFailure {
  const project = new TestProject(config, stop);
  const options = {
    project,
    playwrightArgs,
    showsRun: false,
    keeps: 'never',
    origin,
    replay: { unused: 'ignore' },
  } as const;
  const quiet = { print() {}, note() {}, exitWith() {} };
  return (part) =>
    withPrivateFolder(async (folder) => {
      const file = join(folder, 'ipc-session.json');
      writeFileSync(file, serializeSession(part));
      const { verdict, replayed } = await stubSession(file, part, options, quiet);
      if (stop.aborted) return undefined;
      // Where it fails without a call, the calls that are left have no part in it.
      return verdict === 'reproduced' || (verdict === 'unanswered' && replayed.status !== 'passed');
    });
}
