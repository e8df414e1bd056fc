import { cutText } from '../../std/text/cut-text.ts';
import { previewValue } from './preview-value.ts';

/**
 * Writes two values that differ as JSON, each in about `maxLength` characters: of texts the place from which on they differ, with `…` for what is
 * left out, and of other values their beginning.
 *
 * @example
 * aroundDifference('a long way to the north', 'a long way to the south', 16); // ['…"to the north"', '…"to the south"']
 */
export function aroundDifference(one: unknown, other: unknown, maxLength: number): [string, string] {
  if (typeof one !== 'string' || typeof other !== 'string')
    return [previewValue(one, maxLength), previewValue(other, maxLength)];
  if (Math.max(one.length, other.length) <= maxLength) return [JSON.stringify(one), JSON.stringify(other)];
  const from = startOfView(one, other, maxLength);
  return [viewOf(one, from, maxLength), viewOf(other, from, maxLength)];
}

/** The part of a view that is alike in both texts, before the place where they differ. */
const SHARE_BEFORE = 1 / 2;

function startOfView(one: string, other: string, maxLength: number): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const last = Math.max(one.length, other.length) - maxLength;
  const from = Math.max(0, Math.min(at - Math.floor(maxLength * SHARE_BEFORE), last));
  return isInsidePair(one, from) || isInsidePair(other, from) ? from - 1 : from;
}

function isInsidePair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}

function viewOf(text: string, from: number, maxLength: number): string {
  const shown = cutText(text.slice(from), maxLength);
  const isCut = shown.length < text.length - from || (shown.endsWith('…') && shown !== text.slice(from));
  const quoted = JSON.stringify(isCut ? shown.slice(0, -1) : shown);
  return `${from > 0 ? '…' : ''}${quoted}${isCut ? '…' : ''}`;
}
