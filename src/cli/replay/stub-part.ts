import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serializeSession } from '../../session/format/serialize-session.ts';
import { withPrivateFolder } from '../io/private-folder.ts';
import { isReproduction } from './is-reproduction.ts';
import type { StubReplay } from './judge/judge-result.ts';
import type { ShowsFailure } from './minimize-session.ts';
import { TestProject } from './playwright/test-project.ts';
import { stubSession } from './stub-session.ts';

/**
 * Tells whether the recorded test fails as recorded, and for the same reason, with a part of its session in the backend's place. Each try runs the
 * test; the first one is to have the whole session, and the others are compared with it.
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
    traces: true,
    origin,
    replay: { unused: 'ignore' },
  } as const;
  const quiet = { print() {}, note() {}, exitWith() {} };
  let whole: StubReplay | undefined;
  return (part) =>
    withPrivateFolder(async (folder) => {
      const file = join(folder, 'ipc-session.json');
      writeFileSync(file, serializeSession(part));
      const replay = await stubSession(file, part, options, quiet);
      if (stop.aborted) return undefined;
      const isSame = isReproduction(part, replay, whole);
      whole ??= replay;
      return isSame;
    });
}
