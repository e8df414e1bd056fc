import { runtimeOf } from '../../calls/runtime-of.ts';
import { RUNTIMES } from '../../calls/runtimes.ts';
import type { Correlate } from './correlate.ts';

type PageRuntime = Extract<(typeof RUNTIMES)[number], { seenIn: 'page' }>;

/** Where a page source looks for IPC. Each is also the `source` of the calls it records. */
export type SourceName = PageRuntime['name'];

/** The sources that a function of the app's own may stand in for; see `tap`. */
export type TapSource = Extract<PageRuntime, { isTappable: true }>['name'];

/** All of them, in the order in which pages are looked at for them. */
export const SOURCE_NAMES: readonly SourceName[] = RUNTIMES.flatMap((one) => (one.seenIn === 'page' ? one.name : []));

/** For a transport without calls of its own: which messages belong together. */
export interface CorrelatedSource {
  correlate: Correlate;
}

type CorrelatedName = Extract<PageRuntime, { isCorrelated: true }>['name'];

/**
 * Which sources are on. What is left out has its default: on, but for those whose messages are no calls. These are `webview2` (messages of
 * `chrome.webview`, the wire of other runtimes) and `workers` (messages of workers, message ports and broadcast channels).
 */
export type SourceOptions = { [Name in Exclude<SourceName, CorrelatedName>]?: boolean } & {
  [Name in CorrelatedName]?: boolean | CorrelatedSource;
};

/** The sources that are on. */
export function sourcesOn(options: SourceOptions = {}): SourceName[] {
  return SOURCE_NAMES.filter((name) => options[name] ?? runtimeOf({ source: name })?.isOnRequest !== true);
}

/** The user's function for the messages of a source, if there is one. */
export function correlateOf(options: SourceOptions | undefined, name: SourceName): Correlate | undefined {
  const option: unknown = options?.[name];
  return typeof option === 'object' && option !== null ? (option as CorrelatedSource).correlate : undefined;
}

/** What is wrong with the option of a source, as the end of a sentence; undefined when nothing is. */
export function faultOfSource(options: SourceOptions, name: SourceName): string | undefined {
  const option: unknown = options[name];
  if (option === undefined || typeof option === 'boolean') return undefined;
  const given = JSON.stringify(option) ?? String(option);
  if (runtimeOf({ source: name })?.isCorrelated !== true) return `is ${given}. Use true or false.`;
  return typeof correlateOf(options, name) === 'function'
    ? undefined
    : `is ${given}. Use true, false or an object with a function correlate.`;
}
