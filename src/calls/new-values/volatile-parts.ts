import { TOKEN_PATTERN, withoutTokenHashes } from '../../session/codec/tokens.ts';
import { markerOf } from '../../session/codec/values.ts';

/** A part of a value that is new in every run. */
export interface VolatilePart {
  /** `uuid`, `ulid`, `time`, `callback`, `temp` (a folder), `port`, or the class of a redacted secret, as in `‹email›`. */
  kind: string;
  /** The text; a number or a `$date` marker is its own part. */
  value: unknown;
}

/** A value with its volatile parts taken out: two values are alike when their templates are equal. */
export interface VolatileLeaf {
  template: string;
  parts: VolatilePart[];
}

/**
 * Takes apart what is new in every run: ids that the frontend makes, times, temporary folders, local ports, tokens of secrets.
 * Undefined for a value that has none. Epoch numbers count in milliseconds (13 digits) and in seconds (10 digits) within
 * 2017 to 2049; longer or shorter runs of digits are account numbers as often as times.
 */
export function splitVolatile(value: unknown): VolatileLeaf | undefined {
  if (typeof value === 'string') {
    if (!MAY_HOLD.test(value)) return undefined;
    const parts: VolatilePart[] = [];
    const template = value.replace(VOLATILE, (text: string, ...groups: unknown[]) => {
      const kind = kindOf(text, groups);
      parts.push({ kind, value: text });
      return `<${kind}>`;
    });
    return parts.length === 0 ? undefined : { template: `text ${template}`, parts };
  }
  const isTime = typeof value === 'number' ? isEpoch(value) : markerOf(value) === '$date';
  return isTime ? { template: typeof value, parts: [{ kind: 'time', value }] } : undefined;
}

/** A text with its volatile parts taken out: equal for two runs. */
export function templateOf(text: string): string {
  return splitVolatile(text)?.template ?? text;
}

/** A command's name with its volatile parts taken out, to be read. */
export function nameTemplate(command: string): string {
  return templateOf(command).replace(/^text /, '');
}

/** A key that two parts share when they are the same. */
export function partKey({ kind, value }: VolatilePart): string {
  return `${kind} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** Whether two values are alike but for what is new in every run. */
export function areAlike(before: unknown, after: unknown): boolean {
  const template = splitVolatile(before)?.template;
  return template !== undefined && template === splitVolatile(after)?.template;
}

/** The text of a string with its volatile parts replaced by what `replace` gives for them. */
export function replaceParts(text: string, replace: (part: VolatilePart) => string): string {
  if (!MAY_HOLD.test(text)) return text;
  return text.replace(VOLATILE, (value: string, ...groups: unknown[]) =>
    replace({ kind: kindOf(value, groups), value }),
  );
}

/**
 * A call key with the volatile parts of its arguments replaced by their kind, so that calls of two runs can be found to be alike.
 *
 * @param isKept whether a text is to stay: an id that both runs have.
 */
export function maskKey(command: string, key: string, isKept: (text: string) => boolean = () => false): string {
  const json = key.slice(command.length);
  return MAY_HOLD.test(json) ? command + json.replace(LEAF, (leaf) => maskLeaf(leaf, isKept)) : key;
}

function maskLeaf(leaf: string, isKept: (text: string) => boolean): string {
  if (!leaf.startsWith('"')) return isEpoch(Number(leaf)) ? '"<time>"' : leaf;
  if (!MAY_HOLD.test(leaf)) return leaf;
  const mask = ({ kind, value }: VolatilePart) =>
    IDS.has(kind) && isKept(String(value)) ? String(value) : `<${kind}>`;
  // The text itself: in JSON a line break before an id is a letter.
  return JSON.stringify(replaceParts(JSON.parse(leaf), mask));
}

const IDS = new Set(['uuid', 'ulid']);

const HEX = '[0-9a-fA-F]';
/** Doubled where a text holds JSON. */
const SLASH = String.raw`(?:\\{1,2})`;
const NAME = String.raw`[^/\\"'\s:<>|?*]+`;

/** The kinds and their patterns. Each is found within longer texts, and only as a whole word of it. */
const KINDS: [string, string][] = [
  ['uuid', `(?<![\\w-])${HEX}{8}-(?:${HEX}{4}-){3}${HEX}{12}(?![\\w-])`],
  ['ulid', '(?<![\\w-])[0-7][0-9A-HJKMNP-TV-Z]{25}(?![\\w-])'],
  ['time', '(?<![\\d-])\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?(?!\\d)'],
  ['callback', '__CHANNEL__:\\d+'],
  [
    'temp',
    `(?<![\\w.])(?:(?:/private)?/(?:tmp|var/folders/\\w+/\\w+/T)/|[A-Za-z]:${SLASH}(?:${NAME}${SLASH})*Temp${SLASH})${NAME}`,
  ],
  ['port', String.raw`(?<=(?<![\w.])(?:localhost|127\.0\.0\.1|\[::1\]):)\d{2,5}(?!\d)`],
  ['secret', TOKEN_PATTERN.source.replace(/\((?!\?)/g, '(?:')],
];

const VOLATILE = new RegExp(KINDS.map(([, pattern]) => `(${pattern})`).join('|'), 'g');

const MAY_HOLD =
  /\d{4}-\d{2}|[0-9a-f]{4}-[0-9a-f]{4}|\d{10}|[0-7][0-9A-Z]{25}|__CHANNEL__|\/tmp\/|\/T\/|\\Temp|(?:localhost|\.0\.0\.1|::1\]):\d\d|‹/i;

/** In JSON, a text, or a number that stands by itself. */
const LEAF = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<=[:[,])\d{10,13}(?:\.\d+)?(?=[,\]}])/g;

function kindOf(text: string, groups: unknown[]): string {
  const kind = KINDS[groups.findIndex((group) => group !== undefined)]?.[0] ?? '';
  return kind === 'secret' ? withoutTokenHashes(text) : kind;
}

function isEpoch(value: number): boolean {
  return (value >= 1.5e9 && value < 2.5e9 && Number.isInteger(value)) || (value >= 1.5e12 && value < 2.5e12);
}
