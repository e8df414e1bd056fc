import { runtimeOf } from '../../calls/runtime-of.ts';
import { RUNTIMES } from '../../calls/runtimes.ts';

type PageRuntime = Extract<(typeof RUNTIMES)[number], { seenIn: 'page' }>;

/** The runtimes and transports that a page source observes. Each is also the `source` of the calls it records. */
export type SourceName = PageRuntime['name'];

/** The sources that a function of the app's own may stand in for; see `tap`. */
export type TapSource = Extract<PageRuntime, { isTappable: true }>['name'];

/** All sources, in the order in which pages are probed for them. */
export const SOURCE_NAMES: readonly SourceName[] = RUNTIMES.flatMap((one) => (one.seenIn === 'page' ? one.name : []));

/** The sources whose option is a list of globals. */
type NamedName = Extract<PageRuntime, { isNamedByUser: true }>['name'];

/**
 * Switches for the sources. One that is left out has its default: on, but for those whose messages are no calls. These are `webview2` (messages of
 * `chrome.webview`, the wire of other runtimes) and `workers` (messages of workers, message ports and broadcast channels). `globals` takes names in place of a switch: those of globals
 * of the app's own, such as `['electronAPI']` or `['app.files']`, whose functions are its calls.
 */
export type SourceOptions = { [Name in Exclude<SourceName, NamedName>]?: boolean } & { [Name in NamedName]?: string[] };

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
/** Tells whether a source takes a list of globals in place of true and false. */
export function isNamedByUser(name: SourceName): boolean {
  return runtimeOf({ source: name })?.isNamedByUser === true;
}
