import { randomBytes } from 'node:crypto';

/** The variable with the project's key of the tokens. Where it is not set, the run's own random key travels in it from the runner to its workers. */
const KEY_ENV = 'IPC_RECORDER_REDACT_KEY';

/** The key of the global state that two copies of this module in one process share. */
const SLOT = Symbol.for('playwright-ipc-recorder.redact-key');

interface RunKey {
  key: string;
  /** Tells whether the key was taken out of the environment, and is not to be put back. */
  isTaken: boolean;
}

/** Makes the key of this run, before the runner starts its workers: it loads config, reporter and specs first. They inherit it. */
export function shareRunKey(): void {
  const { key, isTaken } = current();
  if (!isTaken) process.env[KEY_ENV] = key;
}

/** Returns the key of this run: equal secrets get equal tokens in all its workers. */
export function runKey(): string {
  return current().key;
}

/** Takes the key out of the environment: the app that a worker starts must not inherit it. */
export function takeRunKey(): void {
  current().isTaken = true;
  delete process.env[KEY_ENV];
}

function current(): RunKey {
  const slots = globalThis as { [SLOT]?: RunKey };
  slots[SLOT] ??= { key: process.env[KEY_ENV] || randomBytes(32).toString('base64url'), isTaken: false };
  return slots[SLOT];
}
