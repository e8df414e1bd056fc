import { IpcError } from '../../errors.ts';
import { FAULT_KINDS, type Fault } from './inject-faults.ts';

/**
 * How a fault is written on a command line. A colon before a blank and a `#` after one belong to the value: `error=EIO: disk #1 is full`.
 * A value with another colon cannot be written so.
 */
export const FAULT_SYNTAX = '<kind>[=<value>][:<command>][#<nth>]';

/** A fault as it is written on a command line, for a person. */
export function faultText({ kind, value, command, occurrence }: Fault): string {
  return [
    kind,
    value === undefined ? '' : `=${value}`,
    command === undefined ? '' : `:${command}`,
    occurrence === undefined ? '' : `#${occurrence}`,
  ].join('');
}

const FAULT = /^([a-z]+)(?:=((?:[^:]|:(?!\S))*?))?(?::(\S.*?))?(?<!\s)(?:#([1-9]\d*))?$/s;

/**
 * Reads a fault as it is written on a command line, see `FAULT_SYNTAX`.
 *
 * @throws {IpcError} `INVALID_OPTION`
 * @example
 * parseFault('latency=500:save_*#2'); // { kind: 'latency', value: 500, command: 'save_*', occurrence: 2 }
 */
export function parseFault(text: string): Fault {
  const found = FAULT.exec(text);
  const kind = FAULT_KINDS.find((one) => one === found?.[1]);
  if (found === null || kind === undefined) {
    throw new IpcError(
      'INVALID_OPTION',
      `There is no fault "${text}". Write ${FAULT_SYNTAX}, such as latency=500:save_note or error:save_*#2; kinds are ${FAULT_KINDS.join(', ')}.`,
    );
  }
  const [, , value, command, nth] = found;
  if (kind === 'latency' && value !== undefined && !/^\d{1,6}$/.test(value))
    throw new IpcError('INVALID_OPTION', `The latency of "${text}" is no number of milliseconds, such as 500.`);
  if (value !== undefined && kind !== 'latency' && kind !== 'error')
    throw new IpcError('INVALID_OPTION', `Only latency and error take a value: leave "=${value}" out of "${text}".`);
  return {
    kind,
    ...(value === undefined ? {} : { value: kind === 'latency' ? Number(value) : value }),
    ...(command === undefined ? {} : { command }),
    ...(nth === undefined ? {} : { occurrence: Number(nth) }),
  };
}
