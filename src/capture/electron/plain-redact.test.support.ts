import type { ElectronRedact } from './electron-protocol.ts';

/** Redaction by the built-in rules alone. */
export const PLAIN_REDACT: ElectronRedact = {
  off: false,
  keys: [],
  allow: [],
  paths: {},
  values: [],
  patterns: [],
  emails: false,
  key: '',
  once: '',
  withholds: false,
};
