import type { Correlate } from './correlate.ts';

/** The runtimes and transports that a page source observes. Each is also the `source` of the calls it records. */
export const SOURCE_NAMES = ['tauri', 'tauri-v1', 'wails-v2', 'wails-v3', 'neutralino', 'webview2', 'workers'] as const;

export type SourceName = (typeof SOURCE_NAMES)[number];

/** The option of a transport without calls of its own: a function that says which messages belong together. */
export interface CorrelatedSource {
  correlate: Correlate;
}

type CorrelatedName = 'webview2' | 'workers';

/** Switches for the sources. One that is left out has its default. */
export type SourceOptions = { [Name in Exclude<SourceName, CorrelatedName>]?: boolean } & {
  /** Messages of `chrome.webview`. It is the wire of other runtimes, so it is off. @default false */
  webview2?: boolean | CorrelatedSource;
  /** Messages of workers, message ports and broadcast channels. @default false */
  workers?: boolean | CorrelatedSource;
};

/** Sources that are off unless an option turns them on: their messages belong to other runtimes too, or are no calls by themselves. */
export const OFF_BY_DEFAULT: readonly SourceName[] = ['webview2', 'workers'] satisfies CorrelatedName[];

/** Returns the sources that are on. */
export function sourcesOn(options: SourceOptions = {}): SourceName[] {
  return SOURCE_NAMES.filter((name) => {
    const option = options[name];
    return option === undefined ? !OFF_BY_DEFAULT.includes(name) : option !== false;
  });
}

/** Returns the user's function for the messages of a source, if there is one. */
export function correlateOf(options: SourceOptions | undefined, name: SourceName): Correlate | undefined {
  const option: unknown = options?.[name];
  return typeof option === 'object' && option !== null ? (option as CorrelatedSource).correlate : undefined;
}
