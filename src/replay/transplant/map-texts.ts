import { mapMembers } from '../../session/codec/take-out-large.ts';
import type { Side, SideBySide } from './deviation.ts';

/** The texts of one run, each with that of the other one in its place. */
export function textsOf({ texts }: SideBySide, from: Side, to: Side): ReadonlyMap<string, string> {
  return new Map(texts.map((both) => [both[from], both[to]]));
}

/** Puts the texts of one run in the place of those of the other, wherever they stand in a value. */
export function mapTexts(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (texts.size === 0) return value;
  if (typeof value === 'string') return texts.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  return mapMembers(value, (item) => mapTexts(item, texts));
}
