import type { SessionTest } from '../../session/format/schema.ts';
import { stripAnsi } from '../../std/text/printable-text.ts';
import { literal } from './source-text.ts';

/**
 * Writes the assertion on a page because of which a test failed, as far as its error tells: matcher, locator and what was expected.
 * Undefined when it tells that of none, or of another one. The error is text of a stranger: it is read word by word, and nothing of it is copied.
 */
export function failedAssertion({ errors = [] }: SessionTest): string | undefined {
  const error = stripAnsi(errors[0] ?? '');
  const [, object, not = '', matcher = ''] = /\bexpect\((locator|page)\)\.(not\.)?(\w{1,40})\(/.exec(error) ?? [];
  const takes = MATCHERS.get(matcher);
  if (takes === undefined) return undefined;
  const target = object === 'page' ? 'page' : locatorOf(/^Locator:[ \t]*(.{1,1000})$/m.exec(error)?.[1] ?? '');
  const expected =
    takes === 'nothing'
      ? ''
      : expectedOf(/^Expected[^:\n]{0,40}:[ \t]*(?:not[ \t]+)?(.{1,1000})$/m.exec(error)?.[1] ?? '', takes);
  if (target === undefined || expected === undefined) return undefined;
  return `await expect(${target}).${not}${matcher}(${expected});`;
}

/** The matchers, and what they are given. */
const MATCHERS = new Map<string, 'text' | 'number' | 'nothing'>([
  ...['toHaveText', 'toContainText', 'toHaveValue', 'toHaveTitle', 'toHaveURL'].map((name) => [name, 'text'] as const),
  ['toHaveCount', 'number'],
  ...['toBeVisible', 'toBeHidden', 'toBeEnabled', 'toBeDisabled'].map((name) => [name, 'nothing'] as const),
  ...['toBeChecked', 'toBeEmpty', 'toBeFocused', 'toBeAttached'].map((name) => [name, 'nothing'] as const),
]);

function expectedOf(text: string, takes: 'text' | 'number'): string | undefined {
  if (takes === 'number') return /^\d{1,9}$/.test(text) ? text : undefined;
  // As Jest prints a string of one line.
  const [, inside] = /^"(.*)"$/.exec(text) ?? [];
  return inside === undefined ? undefined : literal(inside.replace(/\\(["\\])/g, '$1'));
}

/** Writes a locator anew from how Playwright prints it: `getByRole('button', { name: 'Save' }).first()`. Undefined where it is more than that. */
function locatorOf(text: string): string | undefined {
  let written = 'page';
  for (let rest = text.trim(); rest !== ''; ) {
    const [all, name = '', first, key, value, number = ''] = LOCATOR_CALL.exec(rest) ?? [];
    if (all === undefined) return undefined;
    const options = key === undefined || value === undefined ? '' : `{ ${key}: ${quoted(value)} }`;
    const given = [first === undefined ? '' : quoted(first), options, number].filter((one) => one !== '');
    written += `.${name}(${given.join(', ')})`;
    rest = rest.slice(all.length);
  }
  return written === 'page' ? undefined : written;
}

const TEXT = `'((?:[^'\\\\]|\\\\.)*)'`;

/** Matches one call of a printed locator: its name, then a text, an option that is a text, or a number. */
const LOCATOR_CALL = new RegExp(
  `^\\.?(locator|getByRole|getByText|getByLabel|getByTestId|getByPlaceholder|getByAltText|getByTitle|filter|first|last|nth)\\((?:${TEXT})?(?:, )?(?:\\{ (name|hasText): ${TEXT} \\})?(\\d{0,6})\\)`,
);

/** Writes a text that stood in single quotes. */
function quoted(inside: string): string {
  return literal(inside.replace(/\\(.)/g, (_all, one: string) => (one === 'n' ? '\n' : one === 't' ? '\t' : one)));
}
