import { type EncodeOptions, encodeValue } from '../../../session/codec/encode-value.ts';
import { RECORDED_VALUES, recordedValues, type ValueLimits } from '../../../session/codec/values.ts';

let limits: ValueLimits = RECORDED_VALUES;

/** Encodes a value for the recording: whole, up to the bytes that the recording keeps of one. */
export function recordValue(
  value: unknown,
  { transport, meter, blobs }: Pick<EncodeOptions, 'transport' | 'meter' | 'blobs'> = {},
): unknown {
  const how: EncodeOptions = { limits };
  if (transport !== undefined) how.transport = transport;
  if (meter !== undefined) how.meter = meter;
  if (blobs !== undefined) how.blobs = blobs;
  return encodeValue(value, how);
}

/** Tells whether so many bytes of one value are recorded. */
export function isRecordedOf(bytes: number): boolean {
  return bytes <= limits.maxBinary;
}

/** Says how many bytes the recording keeps of one value. */
export function recordUpTo(maxValueBytes: number): void {
  limits = recordedValues(maxValueBytes);
}
