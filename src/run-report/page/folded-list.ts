import { counted } from '../../std/text/readable-numbers.ts';
import { type Html, html } from '../../viewer/html.ts';

/** Words of a list, and how much of it there is. */
export interface ListOptions {
  label: string;
  noun: string;
  /** Items that are seen before the others are folded. */
  open: number;
  /** Items that are in the page. @default 500 */
  max?: number;
}

/** A list whose first items are seen and whose others are folded. @param itemOf makes the `li` of a value. */
export function foldedList<Value>(
  values: readonly Value[],
  itemOf: (value: Value, at: number) => Html,
  { label, noun, open, max = 500 }: ListOptions,
): Html {
  const items = values.slice(0, max).map(itemOf);
  const folded = items.slice(open);
  const left = values.length - items.length;
  const list = (part: readonly Html[]) => html`<ul class="items" aria-label="${label}">${part}</ul>`;
  return html`${open > 0 ? list(items.slice(0, open)) : undefined}${
    folded.length === 0
      ? undefined
      : html`<details><summary>${counted(values.length - open, `${open > 0 ? 'more ' : ''}${noun}`)}</summary>${list(folded)}${
          left > 0 ? html`<p class="muted">… and ${counted(left, 'more', 'more')}.</p>` : undefined
        }</details>`
  }`;
}
