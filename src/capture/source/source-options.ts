import { runtimeOf } from '../../calls/runtime-of.ts';
import { RUNTIMES } from '../../calls/runtimes.ts';
import type { Correlate } from './correlate.ts';

type PageRuntime = Extract<(typeof RUNTIMES)[number], { seenIn: 'page' }>;

/** The runtimes and transports that a page source observes. Each is also the `source` of the calls it records. */
export type SourceName = PageRuntime['name'];

/** The sources that a function of the app's own may stand in for; see `tap`. */
export type TapSource = Extract<PageRuntime, { isTappable: true }>['name'];

/** All sources, in the order in which pages are probed for them. */
export const SOURCE_NAMES: readonly SourceName[] = RUNTIMES.flatMap((one) => (one.seenIn === 'page' ? one.name : []));

/** The option of a transport without calls of its own: a function that says which messages belong together. */
export interface CorrelatedSource {
  correlate: Correlate;
}

type CorrelatedName = Extract<PageRuntime, { isCorrelated: true }>['name'];

/** The sources whose option is a list of globals. */
type NamedName = Extract<PageRuntime, { isNamedByUser: true }>['name'];

/**
 * Switches for the sources. One that is left out has its default: on, but for those whose messages are no calls. These are `webview2` (messages of
 * `chrome.webview`, the wire of other runtimes) and `workers` (messages of workers, message ports and broadcast channels). `globals` takes names in place of a switch: those of globals
 * of the app's own, such as `['electronAPI']` or `['app.files']`, whose functions are its calls.
 */
export type SourceOptions = { [Name in Exclude<SourceName, CorrelatedName | NamedName>]?: boolean } & {
  [Name in CorrelatedName]?: boolean | CorrelatedSource;
} & { [Name in NamedName]?: string[] };

/** Returns the sources that are on. */
export function sourcesOn(options: SourceOptions = {}): SourceName[] {
  return SOURCE_NAMES.filter((name) => {
    const option = options[name] ?? runtimeOf({ source: name })?.isOnRequest !== true;
    return Array.isArray(option) ? option.length > 0 : option;
  });
}

/** Returns the globals of the app's own that the user names. */
export function globalsNamed({ globals }: SourceOptions = {}): string[] {
  // Windows of Electron have none: there the option is false.
  return globals || [];
}

/** Returns the user's function for the messages of a source, if there is one. */
export function correlateOf(options: SourceOptions | undefined, name: SourceName): Correlate | undefined {
  const option: unknown = options?.[name];
  return typeof option === 'object' && option !== null ? (option as CorrelatedSource).correlate : undefined;
}

/** Tells whether a source takes a function `correlate` beside true and false. */
export function isCorrelated(name: SourceName): boolean {
  return runtimeOf({ source: name })?.isCorrelated === true;
}

/** Tells whether a source takes a list of globals in place of true and false. */
export function isNamedByUser(name: SourceName): boolean {
  return runtimeOf({ source: name })?.isNamedByUser === true;
}
