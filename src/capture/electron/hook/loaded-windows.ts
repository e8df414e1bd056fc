import type { WebContents } from './electron-parts.ts';

/** Milliseconds after which a window counts as loaded though it loads still: a page may wait for a message before it has. */
const LONG_LOAD_MS = 2_000;

/** Taken here, before the app can replace it. */
const { setTimeout: later } = globalThis;

/** Tells when windows can take messages: when they have loaded a document, or take long. */
export class LoadedWindows {
  private readonly tell: (contents: WebContents) => void;
  private readonly loaded = new WeakSet<WebContents>();
  private readonly loading = new WeakSet<WebContents>();

  /** @param tell is told of each document that was loaded, and once of a window that takes long. */
  constructor(tell: (contents: WebContents) => void) {
    this.tell = tell;
  }

  /** Windows from before we came do not tell us that they have loaded. */
  begin(windows: WebContents[]): void {
    for (const contents of windows) {
      if (contents.getURL() !== '' && !contents.isLoadingMainFrame()) this.hasLoaded(contents);
      else this.loads(contents);
    }
  }

  /** The events of web contents that tell of loading. */
  readonly heard: Readonly<Record<string, (contents: WebContents) => void>> = {
    'did-start-loading': (contents) => this.loads(contents),
    'did-finish-load': (contents) => this.hasLoaded(contents),
  };

  private loads(contents: WebContents): void {
    if (this.loading.has(contents)) return;
    this.loading.add(contents);
    later(() => {
      if (!this.loaded.has(contents) && !contents.isDestroyed()) this.hasLoaded(contents);
    }, LONG_LOAD_MS).unref();
  }

  private hasLoaded(contents: WebContents): void {
    this.loaded.add(contents);
    this.tell(contents);
  }
}
