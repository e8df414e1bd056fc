import type { RecordedCall } from '../../calls/recorded-call.ts';
import { partKey, splitVolatile, type VolatilePart } from '../../calls/volatile-parts.ts';

/**
 * Tells whether a part occurs in a recording as it is: then it is the same in both runs and stands for itself, such as the id of
 * a note that the backend gave. Looked through when it is first asked for: many replays never do.
 */
export function recordedValues(calls: readonly RecordedCall[]): (part: VolatilePart) => boolean {
  let known: Set<string> | undefined;
  return (part) => {
    if (known === undefined) {
      const found = new Set<string>();
      for (const { call } of calls)
        for (const value of [call.args, call.result, call.error]) forEachPart(value, (one) => found.add(partKey(one)));
      known = found;
    }
    return known.has(partKey(part));
  };
}

/** Looks for texts in what was recorded. */
export interface ToldTexts {
  /** Whether the backend told a text, in an answer or a push, before the event with a number. */
  before(text: string, index: number): boolean;
  /** Whether a text was recorded at all, whoever told it. */
  ever(text: string): boolean;
}

/** Looks through the traffic each time it is asked: few questions need that. */
export function toldTexts(traffic: readonly RecordedCall[]): ToldTexts {
  const has = (values: unknown[], text: string) => (JSON.stringify(values) ?? '').includes(text);
  return {
    before: (text, before) =>
      traffic.some(
        ({ index, call }) =>
          index < before && has(call.kind === 'push' ? [call.command, call.args] : [call.result, call.error], text),
      ),
    ever: (text) => traffic.some(({ call }) => has([call.command, call.args, call.result, call.error], text)),
  };
}

/** Calls back for each volatile part of a value, those in the keys of its objects too. */
export function forEachPart(value: unknown, take: (part: VolatilePart) => void): void {
  for (const part of splitVolatile(value)?.parts ?? []) take(part);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) for (const part of splitVolatile(key)?.parts ?? []) take(part);
    forEachPart(item, take);
  }
}
