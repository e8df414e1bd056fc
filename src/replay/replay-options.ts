import { IpcError } from '../errors.ts';
import { FAULT_KINDS, type Fault } from './inject-faults.ts';
import type { StubOptions } from './stub-backend.ts';

/** How a session stands in for the backend of a test. */
export interface ReplayOptions extends Omit<StubOptions, 'secretOf'> {
  /**
   * What becomes of a call that is not in the session: `fail` = it is rejected with the recorded calls that are nearest; `fallback` =
   * it goes to the backend: to `ipc.serve`, or to the app's own. @default 'fail'
   */
  notFound?: 'fail' | 'fallback';
  /**
   * What becomes of a test that passes and leaves recorded calls unasked: `fail-writes` = it fails when one of them changes
   * something in the backend; `fail` = it fails when there is any; `ignore` = nothing. @default 'fail-writes'
   */
  unused?: 'fail-writes' | 'fail' | 'ignore';
  /** What time it is in the pages: `real`, or `recorded` = it goes on from the moment the recording began (Playwright's `clock.install`). @default 'real' */
  clock?: 'real' | 'recorded';
}

const KNOWN: Record<keyof ReplayOptions, readonly string[] | undefined> = {
  order: undefined,
  timing: undefined,
  ignore: undefined,
  writes: undefined,
  faults: undefined,
  seed: undefined,
  overtaking: undefined,
  notFound: ['fail', 'fallback'],
  unused: ['fail-writes', 'fail', 'ignore'],
  clock: ['real', 'recorded'],
};

/**
 * The options as they were given, checked.
 *
 * @throws {IpcError} `INVALID_OPTION` naming the option and what it may be.
 */
export function checkReplayOptions<Options extends ReplayOptions>(options: Options): Options {
  for (const [name, value] of Object.entries(options)) {
    const known = Object.hasOwn(KNOWN, name) ? KNOWN[name as keyof ReplayOptions] : [];
    if (known?.length === 0) {
      throw new IpcError(
        'INVALID_OPTION',
        `A replay has no option "${name}". It has: ${Object.keys(KNOWN).join(', ')}.`,
      );
    }
    if (known !== undefined && value !== undefined && !known.includes(value as string)) {
      throw new IpcError(
        'INVALID_OPTION',
        `The replay option ${name} is ${JSON.stringify(value)}. Use one of: ${known.join(', ')}.`,
      );
    }
  }
  return options;
}

/**
 * A fault as it is written on a command line: `<kind>[=<value>][:<command>][#<nth>]`.
 *
 * @throws {IpcError} `INVALID_OPTION`
 * @example
 * parseFault('latency=500:save_*#2'); // { kind: 'latency', value: 500, command: 'save_*', occurrence: 2 }
 */
export function parseFault(text: string): Fault {
  const found = /^([a-z]+)(?:=([^:]*))?(?::(.+?))?(?:#([1-9]\d*))?$/.exec(text);
  const kind = FAULT_KINDS.find((one) => one === found?.[1]);
  if (found === null || kind === undefined) {
    throw new IpcError(
      'INVALID_OPTION',
      `There is no fault "${text}". Write <kind>[=<value>][:<command>][#<nth>], such as latency=500:save_note or error:save_*#2; kinds are ${FAULT_KINDS.join(', ')}.`,
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
