import { counted } from '../../std/text/readable-numbers.ts';
import { type Html, html } from '../../viewer/html.ts';

/** Items of a list that are in the page. */
const MAX_ITEMS = 500;

/** A list whose first items are seen and whose others are folded. @param items each a `li`. */
export function foldedList(
  items: readonly Html[],
  { open, noun, label }: { open: number; noun: string; label: string },
): Html {
  const folded = items.slice(open, MAX_ITEMS);
  const left = items.length - MAX_ITEMS;
  const list = (part: readonly Html[]) => html`<ul class="items" aria-label="${label}">${part}</ul>`;
  return html`${open > 0 ? list(items.slice(0, open)) : undefined}${
    folded.length === 0
      ? undefined
      : html`<details><summary>${counted(items.length - open, `${open > 0 ? 'more ' : ''}${noun}`)}</summary>${list(folded)}${
          left > 0 ? html`<p class="muted">… and ${counted(left, 'more')}.</p>` : undefined
        }</details>`
  }`;
}
