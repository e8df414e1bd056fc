import { IpcError } from '../../errors.ts';
import { decodeValue } from '../../session/codec/decode-value.ts';
import { joinPath } from '../../session/codec/diff-values.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { markerOf, WHOLE_VALUES } from '../../session/codec/values.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { commandTest } from '../command-filter.ts';
import { pathTest } from '../path-filter.ts';
import type { AskedCall } from './call-key.ts';
import { canonicalOptions } from './call-options.ts';

/** Paths of arguments that may differ, such as `requestId`, `items[*].id` or `options.headers.traceparent`, by command. `*` stands for any text in both. */
export type IgnoredArgs = Record<string, string[]>;

/** A call as a function of the user's sees it. */
export interface NormalizableCall {
  command: string;
  /** As the app passed them; redacted secrets are their tokens. */
  args: unknown;
  /** The runtime's own call options, with headers by their names in lower case; undefined when there are none. */
  options: unknown;
}

/**
 * Takes what is new in every run out of a call, so that those of two runs are the same: returns the parts that are to be compared in the place of the call's own, or
 * undefined to leave it. Called for the calls of the recording and for those of this run, in any order and more than once.
 *
 * @example
 * const normalize = ({ command, args }) => (command === 'save' ? { args: { ...args, draft: '<draft>' } } : undefined);
 */
export type NormalizeCall = (call: NormalizableCall) => Partial<NormalizableCall> | undefined;

/** The user's own rules for what is the same call. */
export interface CallRules {
  /** Paths of arguments that may differ, by command. @default none */
  ignore?: IgnoredArgs;
  /** A function for what no path can say. @default none */
  normalize?: NormalizeCall;
}

/** Joins the rules of a project and those of one replay: paths add up, and a function of its own takes the place of the project's. */
export function joinRules(project: CallRules, own: CallRules): CallRules {
  const ignore: IgnoredArgs = { ...project.ignore };
  for (const [command, paths] of Object.entries(own.ignore ?? {}))
    ignore[command] = [...(ignore[command] ?? []), ...paths];
  const normalize = own.normalize ?? project.normalize;
  return { ...(Object.keys(ignore).length === 0 ? {} : { ignore }), ...(normalize === undefined ? {} : { normalize }) };
}

/**
 * Returns a call as it is compared.
 *
 * @throws {IpcError} `INVALID_OPTION` when the function fails.
 */
export function normalizeCall({ command, args, options }: AskedCall, normalize?: NormalizeCall): AskedCall {
  const own = canonicalOptions(options);
  if (normalize === undefined) return { command, args, options: own };
  try {
    const given = { command, args: decodeValue(args), options: decodeValue(own) };
    const made = normalize(given) ?? given;
    return {
      command: made.command ?? command,
      args: 'args' in made ? encoded(made.args) : args,
      options: canonicalOptions('options' in made ? encoded(made.options) : own),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new IpcError('INVALID_OPTION', `The function normalize failed on a call of "${command}": ${why}`, { cause });
  }
}

/** Makes a test of the paths that may differ in a command's calls; undefined for a command without any. */
export function ignoredPaths(ignore: IgnoredArgs = {}): (command: string) => ((path: string) => boolean) | undefined {
  const rules = Object.entries(ignore).map(([pattern, paths]) => ({
    isFor: commandTest([pattern]),
    isPath: pathTest(paths),
  }));
  return (command) => {
    const own = rules.filter(({ isFor }) => isFor(command));
    return own.length === 0 ? undefined : (path) => own.some(({ isPath }) => isPath(path));
  };
}

/** Returns a call without what may differ. An ignored argument may as well be absent. */
export function withoutIgnored(call: AskedCall, isIgnored: ((path: string) => boolean) | undefined): AskedCall {
  if (isIgnored === undefined) return call;
  const { command, args, options } = call;
  return { command, args: without(args, '', isIgnored), options: without(options, 'options', isIgnored) };
}

/** Returns a session whose calls are as they are compared. */
export function sessionByRules(session: RecordedSession, { ignore, normalize }: CallRules): RecordedSession {
  if (ignore === undefined && normalize === undefined) return session;
  const ignoredOf = ignoredPaths(ignore);
  const events = session.events.map((recorded) => {
    const { event } = recorded;
    if (event.type !== 'Ipc') return recorded;
    const { command, args, options } = withoutIgnored(normalizeCall(event, normalize), ignoredOf(event.command));
    const { args: _args, options: _options, ...rest } = event;
    const asked = { command, ...(args === undefined ? {} : { args }), ...(options === undefined ? {} : { options }) };
    return { ...recorded, event: { ...rest, ...asked } };
  });
  return { ...session, events };
}

const encoded = (value: unknown) => (value === undefined ? undefined : encodeValue(value, WHOLE_VALUES));

function without(value: unknown, path: string, isLeftOut: (path: string) => boolean): unknown {
  if (isLeftOut(path)) return undefined;
  if (typeof value !== 'object' || value === null || markerOf(value) !== undefined) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const left = without(item, joinPath(path, Array.isArray(value) ? Number(key) : key), isLeftOut);
    return left === undefined ? [] : [[key, left] as const];
  });
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
