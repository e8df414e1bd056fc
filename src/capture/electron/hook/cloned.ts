import { decodeValue } from '../../../session/codec/decode-value.ts';
import type { EncodeOptions } from '../../../session/codec/encode-value.ts';
import { RECORDED_VALUES, recordedValues, type ValueLimits, WHOLE_VALUES } from '../../../session/codec/values.ts';

/** Values cross Electron's boundary as structured clones: no `toJSON` is asked. They go to the recording whole, which takes out what is too large. */
export const CLONED: EncodeOptions & { limits: ValueLimits } = { transport: 'clone', limits: RECORDED_VALUES };

/** Says how many bytes the recording keeps of one value. */
export function recordUpTo(maxValueBytes: number): void {
  CLONED.limits = recordedValues(maxValueBytes);
}

/** Encodes structured clones whole: for values that a backend or a window is to work with. */
export const WHOLE_CLONED: EncodeOptions = { limits: WHOLE_VALUES, transport: 'clone' };

/** Returns the arguments of a message, which Electron has as a list; one value, as other backends have it, is a list of one. */
export function decodeList(args: unknown): unknown[] {
  const list = decodeValue(args);
  return Array.isArray(list) ? list : [list];
}
