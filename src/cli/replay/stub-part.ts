import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serializeSession } from '../../session/format/serialize-session.ts';
import type { ShowsFailure } from './minimize-session.ts';
import { TestProject } from './playwright/test-project.ts';
import { stubSession } from './stub-session.ts';

/**
 * Tells whether the recorded test fails as recorded with a part of its session in the backend's place. Each try runs the test.
 *
 * @param origin the file of the whole session.
 */
export function stubPart(origin: string, config: string | undefined, playwrightArgs: string[]): ShowsFailure {
  const project = new TestProject(config);
  const options = {
    project,
    playwrightArgs,
    showsRun: false,
    keeps: 'never',
    origin,
    replay: { unused: 'ignore' },
  } as const;
  const quiet = { print() {}, note() {}, exitWith() {} };
  return async (part) => {
    const folder = mkdtempSync(join(tmpdir(), 'ipc-recorder-minimize-'));
    try {
      const file = join(folder, 'ipc-session.json');
      writeFileSync(file, serializeSession(part));
      const { verdict, replayed } = await stubSession(file, part, options, quiet);
      // Where it fails without a call, the calls that are left have no part in it.
      return verdict === 'reproduced' || (verdict === 'unanswered' && replayed.status !== 'passed');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
