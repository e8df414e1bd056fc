import { counted, readableSize } from '../../std/text/readable-numbers.ts';

/** The kinds of value that are counted by their items. */
export const ITEMS: ReadonlySet<string> = new Set(['array', 'object', 'map', 'set', 'error', 'literal']);

/** Says what a large value is, by the type and size that its marker has: `a string of 300,000 characters`, `Uint8Array of 1.5 MB`. */
export function measureOf(type: string, size: number): string {
  if (type === 'string') return `a string of ${counted(size, 'character')}`;
  if (ITEMS.has(type)) return `${type === 'map' || type === 'set' ? 'a' : 'an'} ${type} of ${counted(size, 'item')}`;
  return `${type} of ${readableSize(size)}`;
}
