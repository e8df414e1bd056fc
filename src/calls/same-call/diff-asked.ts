import { diffValues, type ValueChange } from '../../session/codec/diff-values.ts';
import type { AskedCall } from './call-key.ts';
import { canonicalOptions } from './call-options.ts';

/** Lists where the arguments of two calls part, and their options: the paths of those begin with `options`. */
export function diffAsked(before: Omit<AskedCall, 'command'>, after: Omit<AskedCall, 'command'>): ValueChange[] {
  return [...diffValues(before.args, after.args), ...diffOptions(before.options, after.options)];
}

/** Lists where the options of two calls part, such as `options.headers.path`. */
export function diffOptions(before: unknown, after: unknown): ValueChange[] {
  const [one, other] = [canonicalOptions(before), canonicalOptions(after)];
  // Where one call has none, each of the other's is named.
  return diffValues({ options: one ?? emptyAs(other) }, { options: other ?? emptyAs(one) });
}

function emptyAs(options: unknown): unknown {
  const { headers } = (options ?? {}) as { headers?: unknown };
  return options === undefined ? undefined : headers === undefined ? {} : { headers: {} };
}
