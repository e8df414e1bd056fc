import type { AppEvent } from './schema.ts';

/** The version this package writes. A session without `version` is Victauri's own (version 0). */
export const SESSION_VERSION = 1;
/** The `format` this package writes beside Victauri's four keys. */
export const SESSION_FORMAT = 'playwright-ipc-recorder';
/** Levels of nesting a session may have, its own two to five included: serde_json, which Victauri reads with, refuses the 128th. */
export const MAX_SESSION_DEPTH = 127;

/** The kinds of event this version knows. */
export const EVENT_KINDS: readonly string[] = Object.keys({
  Ipc: true,
  StateChange: true,
  DomMutation: true,
  DomInteraction: true,
  WindowEvent: true,
  Console: true,
} satisfies Record<AppEvent['type'], true>);
