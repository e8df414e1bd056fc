import { holdsToken, withoutTokenHashes } from '../session/tokens.ts';
import { markerOf } from '../session/values.ts';

/**
 * The kind of value that is new in every run (`uuid`, `ulid`, `time`, `callback`, a redacted secret of some class), or undefined for any other.
 * Only whole values count: a sentence with a date in it is none. Epoch numbers count in milliseconds (13 digits) and in
 * seconds (10 digits) within 2017 to 2049; longer or shorter runs of digits are account numbers as often as times.
 */
export function volatileClass(value: unknown): string | undefined {
  if (typeof value === 'number') return isEpoch(value) ? 'time' : undefined;
  if (typeof value === 'string') {
    if (holdsToken(value)) return withoutTokenHashes(value);
    return CLASSES.find(([, pattern]) => pattern.test(value))?.[0];
  }
  return markerOf(value) === '$date' ? 'time' : undefined;
}

/** A call key with its volatile values replaced by their class, so that calls of two runs can be found to be alike. */
export function maskKey(key: string): string {
  return MAY_HOLD.test(key) ? key.replace(LEAF, maskLeaf) : key;
}

const CLASSES: [string, RegExp][] = [
  ['uuid', /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i],
  ['ulid', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/],
  ['time', /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/],
  ['callback', /^__CHANNEL__:\d+$/],
];

function isEpoch(value: number): boolean {
  return (value >= 1.5e9 && value < 2.5e9 && Number.isInteger(value)) || (value >= 1.5e12 && value < 2.5e12);
}

/** A quick look: most keys hold nothing of ten characters that could be volatile. */
const MAY_HOLD = /\d{4}-\d{2}|[0-9a-f]{4}-[0-9a-f]{4}|\d{10}|[0-7][0-9A-Z]{25}/i;

/** A string without escapes, or a number that stands by itself. */
const LEAF = /"[\w:.+{} -]{10,40}"|(?<=[:[,])\d{10,13}(?:\.\d+)?(?=[,\]}])/g;

function maskLeaf(leaf: string): string {
  const kind = volatileClass(leaf.startsWith('"') ? leaf.slice(1, -1) : Number(leaf));
  return kind === undefined ? leaf : `"<${kind}>"`;
}
