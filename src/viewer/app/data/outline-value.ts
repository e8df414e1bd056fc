import { visibleText } from '../../../std/text/printable-text.ts';
import { readMarker } from './read-marker.ts';

/** How much of a value an outline shows: characters of a text, items of a list, levels, and characters in all. */
export interface OutlineLimits {
  text: number;
  items: number;
  depth: number;
  all: number;
}

const SHORT: OutlineLimits = { text: 60, items: 6, depth: 2, all: Number.POSITIVE_INFINITY };

/**
 * The outline of a value on one line, for a reader of the page: bare keys, markers in words, what lies deep as a size. `{ title: "Milk", tags: [2] }`.
 * The outline is no JSON: `previewValue` of `std` gives that for a terminal, in as many characters as a line has.
 */
export function outlineValue(value: unknown, limits: Partial<OutlineLimits> = {}): string {
  const all = { ...SHORT, ...limits };
  return outline(value, all, 0, { left: all.all });
}

function outline(value: unknown, limits: OutlineLimits, depth: number, room: { left: number }): string {
  const shown = (text: string) => {
    const end = Math.max(1, Math.min(limits.text, room.left));
    room.left -= Math.min(end, text.length);
    return `${visibleText(text.slice(0, end), true)}${text.length > end ? '…' : ''}`;
  };
  if (typeof value === 'string') return `"${shown(value)}"`;
  if (typeof value !== 'object' || value === null) return shown(String(value));
  const marker = readMarker(value);
  if (marker) return `‹${shown(marker.label)}›`;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const keys = Object.keys(value);
  if (keys.length === 0) return `${open.trim()}${close.trim()}`;
  if (depth >= limits.depth) return Array.isArray(value) ? `[${keys.length}]` : '{…}';
  const parts: string[] = [];
  for (const key of keys) {
    if (parts.length >= limits.items || room.left <= 0) {
      parts.push('…');
      break;
    }
    const name = Array.isArray(value) ? '' : `${shown(key)}: `;
    parts.push(`${name}${outline((value as Record<string, unknown>)[key], limits, depth + 1, room)}`);
  }
  return `${open}${parts.join(', ')}${close}`;
}
