import { BESIDE, CHUNK_IDS, type EncodedComparison, MARKS, type PairMark } from '../../timeline-format.ts';
import { inflate, type LoadedSession, loadSession } from '../data/load-session.ts';

/** Positions in two sessions that stand beside each other; null where the other one has a call too many. */
export interface Pair {
  first: number | null;
  second: number | null;
  mark: PairMark;
}

/** Another session of the test, and how its calls stand beside those of the page's own. */
export interface LoadedComparison {
  session: LoadedSession;
  names: readonly [string, string];
  pairs: Pair[];
  firstDifference: number;
  /** How a pair differs, in a sentence. */
  textOf(at: number): string | undefined;
}

/** Reads what stands beside the page's session; null on a page of one session. */
export async function loadComparison(own: LoadedSession): Promise<LoadedComparison | null> {
  if (document.getElementById(CHUNK_IDS.comparison) === null) return null;
  const [session, text] = await Promise.all([loadSession(BESIDE), inflate(CHUNK_IDS.comparison)]);
  const { names, first, second, marks, firstDifference, texts } = JSON.parse(text) as EncodedComparison;
  const pairs = first.map(
    (index, at): Pair => ({
      first: own.columns.rowOf(index),
      second: session.columns.rowOf(second[at] ?? -1),
      mark: MARKS[Number(marks[at])] ?? 'same',
    }),
  );
  return { session, names, pairs, firstDifference, textOf: (at) => texts[at] };
}
