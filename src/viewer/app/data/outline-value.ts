import { visibleText } from '../../../std/text/printable-text.ts';
import { readMarker } from './read-marker.ts';

const MAX_TEXT = 60;
const MAX_ITEMS = 6;
const MAX_DEPTH = 2;

/**
 * The outline of a value on one line, for a reader of the page: bare keys, markers in words, what lies deep as a size. `{ title: "Milk", tags: [2] }`.
 * The outline is no JSON: `previewValue` of `std` gives that for a terminal, in as many characters as a line has.
 */
export function outlineValue(value: unknown, depth = 0): string {
  if (typeof value === 'string')
    return `"${visibleText(value.slice(0, MAX_TEXT), true)}${value.length > MAX_TEXT ? '…' : ''}"`;
  if (typeof value !== 'object' || value === null) return String(value);
  const marker = readMarker(value);
  if (marker) return visibleText(`‹${marker.label.slice(0, MAX_TEXT)}›`, true);
  if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH) return `[${value.length}]`;
    const items = value.slice(0, MAX_ITEMS).map((item) => outlineValue(item, depth + 1));
    return `[${items.join(', ')}${value.length > MAX_ITEMS ? ', …' : ''}]`;
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  if (depth >= MAX_DEPTH) return '{…}';
  const fields = keys.slice(0, MAX_ITEMS).map((key) => {
    return `${visibleText(key.slice(0, MAX_TEXT), true)}: ${outlineValue((value as Record<string, unknown>)[key], depth + 1)}`;
  });
  return `{ ${fields.join(', ')}${keys.length > MAX_ITEMS ? ', …' : ''} }`;
}
