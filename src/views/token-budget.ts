import type { View, ViewItem, ViewSection } from './view.ts';

/** Bytes that are counted as one token: what tokenizers make of JSON, ids and paths; of prose they make fewer. */
const BYTES_PER_TOKEN = 3;

/** Counts the tokens of a text, rather too many than too few. */
export function countTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);
}

/**
 * Chooses the items of a view for which there is room, by their ranks, and of one rank in their order.
 *
 * @param budget tokens that items may take.
 * @param textOf what an item takes; undefined where it takes nothing.
 * @returns the items that stay.
 */
export function itemsInBudget(
  { sections }: View,
  budget: number,
  textOf: (item: ViewItem) => string | undefined,
): Set<ViewItem> {
  const all = sections.flatMap((section) => section.items.map((item) => ({ item, section })));
  const kept = new Set<ViewItem>();
  const ended = new Set<ViewSection>();
  let left = budget;
  for (const { item, section } of all.sort((one, other) => (one.item.rank ?? 1) - (other.item.rank ?? 1))) {
    const text = textOf(item);
    const cost = text === undefined ? 0 : countTokens(text);
    if (cost <= left && !ended.has(section)) {
      kept.add(item);
      left -= cost;
    } else if (section.isText) ended.add(section);
  }
  return kept;
}
