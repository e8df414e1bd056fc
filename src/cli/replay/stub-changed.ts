import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedSession } from '../../session/format/schema.ts';
import { serializeSession } from '../../session/format/serialize-session.ts';
import type { CommandIo } from '../io/command-io.ts';
import { withPrivateFolder } from '../io/private-folder.ts';
import type { StubReplay } from './judge/judge-result.ts';
import { type StubSessionOptions, stubSession } from './stub-session.ts';

/** How a session that was changed is replayed. */
export interface StubChangedOptions extends Omit<StubSessionOptions, 'showsRun' | 'keeps' | 'origin'> {
  /** The file of the session as it was: beside it lie those of earlier tests. */
  origin: string;
}

/** Runs the test of a session with a changed one in the backend's place; nothing of the run stays, and nothing is said of it. */
export function stubChanged(session: RecordedSession, options: StubChangedOptions): Promise<StubReplay> {
  return withPrivateFolder(async (folder) => {
    const file = join(folder, 'ipc-session.json');
    writeFileSync(file, serializeSession(session));
    return await stubSession(file, session, { ...options, showsRun: false, keeps: 'never' }, QUIET);
  });
}

const QUIET: CommandIo = { print() {}, note() {}, exitWith() {} };
