import { Console } from 'node:console';
import process from 'node:process';
import { createRedactor } from '../../redact/redactor.ts';
import { type DriveOptions, drive, type ReplayReport } from '../../replay/drive/drive.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { openTarget } from '../io/load-target.ts';
import { confirmRemote, type RemoteDrive } from './confirm-remote.ts';

/** Loads the target a user named and sends it a session's calls. Its answers are redacted, as those of the session were. */
export async function driveTarget(
  session: RecordedSession,
  target: string,
  { json, app, ...options }: DriveTargetOptions,
): Promise<ReplayReport> {
  if (json) globalThis.console = new Console(process.stderr);
  const redactor = createRedactor();
  const redact: DriveOptions['redact'] = (answer) => redactor.value(answer) as typeof answer;
  const backend = await openTarget(target, app);
  await confirmRemote([session], backend, options);
  return await drive(session, backend, { ...options, redact });
}

/** The options with which a command sends calls to a target. */
export type DriveTargetOptions = Omit<RemoteDrive, 'redact'> & {
  /** The result is printed as JSON: what the target prints goes to stderr. */
  json: boolean;
  /** The executable that is started as the target `victauri`. @default the app that runs */
  app?: string;
};
