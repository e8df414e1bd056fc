import { splitAtDifference } from '../data/split-at-difference.ts';

/** A value in as much room as its cell has: where it is cut, the part in which it differs from its neighbour stays. */
export function CutValue({ text, other }: { text: string; other?: string | undefined }) {
  const { alike, differs, rest } = splitAtDifference(text, other);
  if (alike === '') return <span class="cut">{differs}</span>;
  return (
    <span class="cut is-split">
      <span class="until">
        <span class="alike">{alike}</span>
        <span class="differs">{differs}</span>
      </span>
      <span class="rest">{rest}</span>
    </span>
  );
}
