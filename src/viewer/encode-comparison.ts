import type { ComparedPair, SessionComparison } from '../triage/diff-sessions.ts';
import type { SideNames } from '../triage/side-names.ts';
import { type EncodedComparison, MARKS } from './timeline-format.ts';

/** Sentences that a page carries; pairs beyond have their marks. */
const MAX_TEXTS = 1_000;

/** The pairs of two sessions as columns. */
export function encodeComparison({ diff, pairs }: SessionComparison, names: SideNames): EncodedComparison {
  const parted = pairs.map(partingOf);
  const texts = [...parted.entries()].flatMap(([at, one]) => (one ? [[at, one.text] as const] : []));
  return {
    names: [names.first[0], names.second[0]],
    first: pairs.map(({ first = -1 }) => first),
    second: pairs.map(({ second = -1 }) => second),
    marks: parted.map((one) => MARKS.indexOf(one?.kind ?? 'same')).join(''),
    firstDifference: pairs.findIndex(({ divergences }) => divergences.some((one) => one === diff.first)),
    texts: Object.fromEntries(texts.slice(0, MAX_TEXTS)),
  };
}

/** What to say of a pair first: a difference, before another order. */
function partingOf({ divergences }: ComparedPair) {
  return divergences.find(({ kind }) => kind !== 'order') ?? divergences[0];
}
