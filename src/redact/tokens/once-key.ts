import { randomBytes } from 'node:crypto';

/** The key of the global state that two copies of this module in one process share. */
const SLOT = Symbol.for('playwright-ipc-recorder.once-key');

/**
 * Returns the key of this process for secrets that could be guessed: nobody can try them out, since nothing writes the key or hands it on, but to the main process of
 * an Electron app, and it is gone with the process.
 */
export function onceKey(): Buffer {
  const slots = globalThis as { [SLOT]?: Buffer };
  slots[SLOT] ??= randomBytes(32);
  return slots[SLOT];
}
