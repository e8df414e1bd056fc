import { failedWith } from '../../calls/failed-with.ts';
import type { Outcome } from '../../replay/drive/compare-results.ts';
import { markerOf } from '../../session/codec/values.ts';

/** The answer or the error of an outcome; without a part where there is neither. */
export interface Part {
  part: 'ok' | 'err' | undefined;
  value?: unknown;
}

/** Returns what a call was answered or failed with. */
export function partOf({ result, error }: Outcome): Part {
  if (typeof result !== 'object') return { part: undefined };
  // No answer at all is `null` over the wire.
  if ('Ok' in result) return { part: 'ok', value: markerOf(result.Ok) === '$undefined' ? null : result.Ok };
  return { part: 'err', value: failedWith(error, result.Err) };
}

/** Returns the text of an error; undefined where there is none. */
export function textOf({ result }: Outcome): string | undefined {
  return typeof result === 'object' && 'Err' in result ? result.Err : undefined;
}
