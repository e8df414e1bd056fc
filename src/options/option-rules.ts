import type { OptionRule } from './check-options.ts';

/** Accepts a few texts, and names them. */
export function oneOf(...known: readonly string[]): OptionRule {
  return { accepts: (value) => known.includes(value as string), known: `one of: ${known.join(', ')}` };
}

/** Accepts `true` and `false`. */
export const FLAG: OptionRule = { accepts: (value) => typeof value === 'boolean', known: 'true or false' };

/** Accepts whole numbers from 0. */
export const COUNT: OptionRule = {
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  known: 'a whole number, 0 or more',
};

/** Accepts any text. */
export const TEXT: OptionRule = { accepts: (value) => typeof value === 'string', known: 'a string' };

/** Accepts any function. */
export const FUNCTION: OptionRule = { accepts: (value) => typeof value === 'function', known: 'a function' };

/** Tells whether a value is an object of named members: no list, and not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether a value is a list of texts. */
export function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
