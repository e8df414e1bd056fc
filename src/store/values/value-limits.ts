import { MAX_VALUE_BYTES } from '../../session/codec/values.ts';

/** The budget for large values of one recording, in bytes of their contents before compression. */
export interface ValueLimits {
  /** Bytes of one value at most; 0 = none is kept, 268435456 at most. @default 16777216 */
  maxValueBytes?: number;
  /** Bytes of all values of one recording at most, equal ones counted once. @default 67108864 */
  maxValuesBytes?: number;
}

export const DEFAULT_VALUES_BYTES = 4 * MAX_VALUE_BYTES;

/** Bytes of one value that is kept or read at most, whatever the option or a session says: it has to fit into memory. */
export const MAX_READABLE_BYTES = 268_435_456;

/** The folder of large values, beside their session. */
export const VALUES_FOLDER = 'values';
/** The session of a recording with its large values in it, in the recording's folder. */
export const WHOLE_SESSION_FILE = 'ipc-session-whole.json.gz';
/** The end of a file's name whose content is compressed. */
export const COMPRESSED = '.gz';
/** Bytes of compressed values that are put into a session itself when it is kept, so that a copy of that one file replays. */
export const MAX_EMBEDDED_BYTES = 262_144;
