import type { Answers } from './answers.ts';
import type { CallLog } from './call-log.ts';
import type { Documents } from './documents.ts';
import type { Electron } from './electron-parts.ts';
import type { Handlers } from './handlers.ts';
import type { Origins } from './origins.ts';
import type { Patches } from './patch/patches.ts';
import type { Ports } from './ports.ts';
import type { ThrownErrors } from './thrown-errors.ts';

/** The objects that the parts of the hook share. */
export interface HookTools {
  readonly electron: Electron;
  readonly patches: Patches;
  readonly log: CallLog;
  readonly origins: Origins;
  readonly answers: Answers;
  readonly documents: Documents;
  readonly errors: ThrownErrors;
  readonly handlers: Handlers;
  readonly ports: Ports;
}
