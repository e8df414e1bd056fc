/** Characters that may be in a string literal and still mislead a reader: controls, those that change the direction of text or are not seen, and the begin of a CI system's command. */
const MISLEADING =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|#(?=#[a-zA-Z]{0,20}\[)/g;

/** Blanks that a line is indented at most: a value may be a hundred levels deep. */
const MAX_INDENT = 60;

/** Writes a string as a literal of TypeScript. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(MISLEADING, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/**
 * Writes a JSON value as an expression of TypeScript.
 *
 * @param instead The text to write in place of a value, if any.
 */
export function valueText(
  value: unknown,
  indent = '',
  instead: (value: unknown) => string | undefined = () => undefined,
): string {
  const other = instead(value);
  if (other !== undefined) return other;
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = indent.length < MAX_INDENT ? `${indent}  ` : indent;
  if (Array.isArray(value))
    return block(
      '[',
      ']',
      value.map((item) => valueText(item, inner, instead)),
      indent,
    );
  // In a literal, `__proto__` by its plain name would set the prototype.
  const key = (name: string) =>
    name === '__proto__' ? '["__proto__"]' : /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
  const members = Object.entries(value).map(([name, item]) => `${key(name)}: ${valueText(item, inner, instead)}`);
  return block('{', '}', members, indent);
}

/** Makes text fit for a comment of one line. */
export function commentText(text: string): string {
  return (
    text
      .replace(/\p{Cc}+/gu, ' ')
      // A blank in their place: without one, the characters around them could make up what is looked for.
      .replace(MISLEADING, ' ')
      .replaceAll('*/', '* /')
      .slice(0, 200)
  );
}

function block(open: string, close: string, parts: string[], indent: string): string {
  if (parts.length === 0) return open + close;
  const line = open === '{' ? `{ ${parts.join(', ')} }` : `[${parts.join(', ')}]`;
  if (line.length <= 80 && !line.includes('\n')) return line;
  return `${open}\n${parts.map((part) => `${indent}  ${part},\n`).join('')}${indent}${close}`;
}
