import { isReadByName } from '../../calls/write-commands.ts';
import { VICTAURI } from '../io/load-target.ts';

/**
 * Returns what says why a command is not sent to a backend; undefined where all are. An app that runs, and was not started for this, may have a user's
 * data: a command has to say by its name that it only reads.
 */
export function holdBackFor({
  target,
  app,
  allowWrites = false,
}: {
  target: string;
  app?: string | undefined;
  allowWrites?: boolean | undefined;
}): ((command: string) => string | undefined) | undefined {
  if (target !== VICTAURI || app !== undefined || allowWrites) return undefined;
  return (command) => (isReadByName(command) ? undefined : HELD_BACK);
}

const HELD_BACK =
  'it may write to the data of the app that runs: give --app to start one, or --allow-writes to send it';
