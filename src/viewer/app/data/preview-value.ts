import { visibleText } from '../../../std/visible-text.ts';
import { readMarker } from './read-marker.ts';

const MAX_TEXT = 60;
const MAX_ITEMS = 6;
const MAX_DEPTH = 2;

/** A value on one line, cut where it would not be read anyway: `{ title: "Milk", tags: [2] }`. */
export function previewValue(value: unknown, depth = 0): string {
  if (typeof value === 'string')
    return `"${visibleText(value.slice(0, MAX_TEXT), true)}${value.length > MAX_TEXT ? '…' : ''}"`;
  if (typeof value !== 'object' || value === null) return String(value);
  const marker = readMarker(value);
  if (marker) return visibleText(`‹${marker.label.slice(0, MAX_TEXT)}›`, true);
  if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH) return `[${value.length}]`;
    const items = value.slice(0, MAX_ITEMS).map((item) => previewValue(item, depth + 1));
    return `[${items.join(', ')}${value.length > MAX_ITEMS ? ', …' : ''}]`;
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  if (depth >= MAX_DEPTH) return '{…}';
  const fields = keys.slice(0, MAX_ITEMS).map((key) => {
    return `${visibleText(key.slice(0, MAX_TEXT), true)}: ${previewValue((value as Record<string, unknown>)[key], depth + 1)}`;
  });
  return `{ ${fields.join(', ')}${keys.length > MAX_ITEMS ? ', …' : ''} }`;
}
