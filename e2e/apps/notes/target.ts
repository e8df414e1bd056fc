import { createBackend } from './backend.ts';

const commands = createBackend();

/** For `ipc-recorder replay <session> --target e2e/apps/notes/target.ts`: answers the recorded calls from a new backend. */
export async function invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const run = commands[command];
  if (!run) throw `Command ${command} not found`;
  return run({ ...args, onProgress: NO_CHANNEL }, { emit: () => {} });
}

/** A replay has no page that could listen. */
const NO_CHANNEL = { send: () => {} };
