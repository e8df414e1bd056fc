import { cutText } from '../../../std/text/cut-text.ts';

/** A text in three parts: what another text begins with too, where the two differ, and what both end with. */
export interface SplitText {
  alike: string;
  differs: string;
  rest: string;
}

/** A shared beginning that is shorter leaves the difference in view. */
const MIN_ALIKE = 12;
/** Characters before the difference that stay with it. */
const KEPT = 8;
/** Characters of a part: more than the widest screen shows. */
const MAX_PART = 400;

/**
 * Splits a text where it differs from another one, such as that of the call before. A row that is too narrow for all of it shows the middle.
 *
 * @example
 * splitAtDifference('{ query: "Ada", page: 1 }', '{ query: "Ada", page: 2 }'); // alike '{ query: "Ada"', differs ', page: 1', rest ' }'
 */
export function splitAtDifference(text: string, other: string | undefined): SplitText {
  const same = other === undefined || other === text ? 0 : sameUnits(text, other);
  if (other === undefined || same < MIN_ALIKE) return { alike: '', differs: cutText(text, MAX_PART), rest: '' };
  const from = same - KEPT;
  const behind = Math.min(text.length, other.length) - same;
  let end = 0;
  while (end < behind && text.at(-1 - end) === other.at(-1 - end)) end++;
  const [start, stop] = [wholeFrom(text, from), wholeFrom(text, text.length - end)];
  return {
    alike: cutText(text.slice(0, start), MAX_PART),
    differs: cutText(text.slice(start, stop), MAX_PART),
    rest: cutText(text.slice(stop), MAX_PART),
  };
}

function sameUnits(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

/** The position itself, or that before it where it would split a surrogate pair. */
function wholeFrom(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
