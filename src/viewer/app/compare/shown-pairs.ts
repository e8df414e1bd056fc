import type { EventColumns } from '../data/event-columns.ts';
import type { LoadedComparison, Pair } from './load-comparison.ts';

/** The filter of the pairs. */
export interface PairFilter {
  differences: boolean;
  framework: boolean;
}

/** The positions of the pairs to show; a framework call is shown where the two sessions part. */
export function shownPairs(
  { pairs, session }: Pick<LoadedComparison, 'pairs' | 'session'>,
  own: EventColumns,
  { differences, framework }: PairFilter,
): number[] {
  const isFramework = ({ first, second }: Pair) =>
    first === null ? second !== null && session.columns.isFramework(second) : own.isFramework(first);
  return [...pairs.entries()].flatMap(([at, pair]) => {
    const parts = pair.mark !== 'same' && pair.mark !== 'order';
    return parts || (!differences && (framework || !isFramework(pair))) ? [at] : [];
  });
}
