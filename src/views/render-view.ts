import { fenceAround, indented } from '../std/text/fenced.ts';
import { indentedJson } from '../std/text/indented-json.ts';
import { counted } from '../std/text/readable-numbers.ts';
import { listIds } from './event-ids.ts';
import { countTokens, itemsInBudget } from './token-budget.ts';
import type { View, ViewItem, ViewSection } from './view.ts';

/**
 * Writes a view as text that is Markdown, too: our words in headings and sentences, what was recorded in indented lines.
 *
 * @param budget tokens of the text; what has no room is named. @default no limit
 */
export function renderView(view: View, budget = Number.POSITIVE_INFINITY): string {
  const all = textWith(view, new Set(view.sections.flatMap(({ items }) => items)));
  if (countTokens(all) <= budget) return all;
  const frame = countTokens(textWith(view, new Set())) + TOKENS_OF_NAMES;
  return textWith(
    view,
    itemsInBudget(view, budget - frame, ({ lines }) => indented(lines.join('\n'))),
  );
}

/** Makes the JSON document of a view. Items without room are left out, or short, and `left_out` names them. */
export function viewData(view: View, budget = Number.POSITIVE_INFINITY): Record<string, unknown> {
  const items = view.sections.flatMap((section) => section.items);
  const all = dataWith(view, new Set(items), false);
  if (budget === Number.POSITIVE_INFINITY || countTokens(jsonOf(all)) <= budget) return all;
  const cut = dataWith(view, new Set(items), true);
  if (countTokens(jsonOf(cut)) <= budget) return cut;
  const frame = countTokens(jsonOf(dataWith(view, new Set(), true))) + TOKENS_OF_NAMES;
  const kept = itemsInBudget(view, budget - frame, ({ short, data = short }) =>
    data === undefined ? undefined : jsonOf(short ?? data),
  );
  return dataWith(view, kept, true);
}

/** Tokens for the sentences on what was left out. */
const TOKENS_OF_NAMES = 60;

/** As it is printed: the indentation counts. */
const jsonOf = (value: unknown) => indentedJson([[value]]) ?? '';

function textWith({ title, sections, notes = [] }: View, kept: ReadonlySet<ViewItem>): string {
  const parts = sections.flatMap((section) => {
    if (section.items.length === 0) return [];
    const lines = section.items.filter((item) => kept.has(item)).flatMap((item) => item.lines);
    const heading = section.title === undefined ? [] : [`## ${section.title}`];
    return [...heading, ...(lines.length > 0 ? [indented(lines.join('\n'))] : [])];
  });
  const fence = parts.length > 0 ? [fenceAround(parts.join('\n\n'), { label: sections[0]?.key ?? 'session' })] : [];
  // Outside of the fence: these are ours, and say what to do.
  const ours = [...sections.flatMap((one) => leftOutSentence(one, kept)), ...notes];
  return [`# ${title}`, ...fence, ...(ours.length > 0 ? [ours.join('\n')] : [])].join('\n\n');
}

function leftOutSentence({ items, key }: ViewSection, kept: ReadonlySet<ViewItem>): string[] {
  const left = items.filter((item) => !kept.has(item));
  if (left.length === 0) return [];
  const ids = idsOf(left);
  const what = ids.length > 0 ? counted(left.length, 'entry', 'entries') : counted(countLines(left), 'line');
  return [
    `Left out of ${key} for the budget: ${what}${ids.length > 0 ? ` (${listIds(ids)})` : ''}. A larger --budget shows more.`,
  ];
}

function countLines(items: readonly ViewItem[]): number {
  return items.reduce((sum, { lines }) => sum + lines.length, 0);
}

function idsOf(items: readonly ViewItem[]): string[] {
  return items.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

function dataWith({ sections }: View, kept: ReadonlySet<ViewItem>, isShort: boolean): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const leftOut: Record<string, unknown> = {};
  for (const { key, items, isSingle } of sections) {
    const own = items.filter(({ data }) => data !== undefined);
    const shown = own.filter((item) => kept.has(item)).map((item) => (isShort ? (item.short ?? item.data) : item.data));
    data[key] = isSingle ? (shown[0] ?? null) : shown;
    const left = own.filter((item) => !kept.has(item));
    if (left.length > 0) leftOut[key] = { count: left.length, ids: listIds(idsOf(left)) };
  }
  return Object.keys(leftOut).length === 0 ? data : { ...data, left_out: leftOut };
}
