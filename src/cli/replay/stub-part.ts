import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serializeSession } from '../../session/serialize-session.ts';
import type { ShowsFailure } from './minimize-session.ts';
import { stubSession } from './stub-session.ts';

/** Whether the recorded test fails as recorded with a part of its session in the backend's place. Each try runs the test. */
export function stubPart(config: string | undefined, playwrightArgs: string[]): ShowsFailure {
  const file = join(mkdtempSync(join(tmpdir(), 'ipc-recorder-minimize-')), 'ipc-session.json');
  const quiet = { print() {}, note() {}, exitWith() {} };
  return async (part) => {
    writeFileSync(file, serializeSession(part));
    const options = { config, playwrightArgs, showsRun: false, keeps: 'never', replay: { unused: 'ignore' } } as const;
    return (await stubSession(file, part, options, quiet)).verdict === 'reproduced';
  };
}
