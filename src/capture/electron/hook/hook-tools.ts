import type { Answers } from './answers.ts';
import type { CallLog } from './call-log.ts';
import type { Electron } from './electron-parts.ts';
import type { Handlers } from './handlers.ts';
import type { Origins } from './origins.ts';
import type { Patches } from './patches.ts';
import type { Ports } from './ports.ts';

/** The objects that the parts of the hook share. */
export interface HookTools {
  readonly electron: Electron;
  readonly patches: Patches;
  readonly log: CallLog;
  readonly origins: Origins;
  readonly answers: Answers;
  readonly handlers: Handlers;
  readonly ports: Ports;
}
