import { visibleText } from '../std/text/printable-text.ts';

/** HTML that may stand in a page as it is. Made by `html` alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A part of HTML: texts and numbers are escaped, lists are joined, `undefined` is left out. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * Makes HTML of a template. All texts in it are data: escaped as text and for attributes, and with what is invisible in them shown.
 *
 * @example
 * html`<b title="${title}">${command}</b>`
 */
export function html(literals: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  return new Html(literals.map((literal, at) => literal + (at < parts.length ? textOf(parts[at]) : '')).join(''));
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(visibleText(String(part), true));
}

/** Escapes text for HTML: between tags, and in an attribute in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"\u2028\u2029]/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\u2028': '&#8232;',
  '\u2029': '&#8233;',
};
