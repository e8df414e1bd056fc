import { InvalidArgumentError } from 'commander';
import { IpcError } from '../../errors.ts';

/** Returns all values of an option that may be given more than once. */
export function collect(value: string, values: string[] = []): string[] {
  return [...values, value];
}

/** Reads milliseconds, a whole number from 1. */
export function parseMilliseconds(text: string): number {
  return parseWhole(text, 'Expected milliseconds, such as 5000.');
}

/** Reads seconds, a whole number from 1. */
export function parseSeconds(text: string): number {
  return parseWhole(text, 'Expected seconds, such as 600.');
}

/** Reads a number of pairs, a whole number from 1. */
export function parsePairs(text: string): number {
  return parseWhole(text, 'Expected a number of pairs, such as 20.');
}

function parseWhole(text: string, expected: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number <= 0) throw new InvalidArgumentError(expected);
  return number;
}

/** Refuses arguments that are not for Playwright: these begin with a dash. @param advice what to give instead. @throws {IpcError} `INVALID_OPTION` */
export function onlyOptions([first]: readonly string[], advice: string): void {
  if (first !== undefined && !first.startsWith('-'))
    throw new IpcError('INVALID_OPTION', `Did not expect "${first}". ${advice}`);
}
