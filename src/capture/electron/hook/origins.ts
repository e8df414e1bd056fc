import type { Electron, Frame, WebContents } from './electron-parts.ts';
import { tryRead } from './try-read.ts';

/** The words for contents that are no window of their own, by Electron's type. A `WebContentsView` has the type of a window. */
const KINDS: Readonly<Record<string, string>> = { window: 'view', browserView: 'view', offscreen: 'view' };

/** Names windows and frames. Electron's windows have no names of their own, but numbers that are the same in every run. */
export class Origins {
  private readonly electron: Electron;
  private readonly prefix: string;
  private readonly labels = new WeakMap<WebContents, string>();
  private readonly counts = new Map<string, number>();

  /** @param prefix what all labels begin with. */
  constructor(electron: Electron, prefix: string) {
    this.electron = electron;
    this.prefix = prefix;
  }

  /** `window-1` for the first window; `view-1` for the first view in a window, `webview-1` for the first `<webview>`. */
  labelOf(contents: WebContents): string {
    const known = this.labels.get(contents);
    if (known !== undefined) return known;
    // They are counted in the order in which they were made, whichever speaks first.
    for (const one of this.all()) if (one.id < contents.id && !this.labels.has(one)) this.give(one);
    return this.give(contents);
  }

  /** Returns the label of contents that have one already: nothing was recorded of others. */
  knownLabel(contents: WebContents): string | undefined {
    return this.labels.get(contents);
  }

  /** The web contents of the app that are there, oldest first. */
  windows(): WebContents[] {
    return this.all().filter((contents) => this.isApp(contents));
  }

  /** Tells whether contents are the app's: the developer tools are not. */
  isApp(contents: WebContents): boolean {
    return !tryRead(() => contents.getURL())?.startsWith('devtools:');
  }

  /** Undefined when the sender is not the app. */
  ofSender(contents: WebContents, frame: Frame | null | undefined): Origin | undefined {
    // The renderer may be gone by now, and then it has no frame.
    return this.describe(contents, frame ?? tryRead(() => contents.mainFrame));
  }

  /** Undefined when the frame is not the app's. */
  ofFrame(frame: Frame): Origin | undefined {
    return this.describe(this.contentsOf(frame), frame);
  }

  private all(): WebContents[] {
    const all = this.electron.webContents.getAllWebContents().filter((contents) => !contents.isDestroyed());
    return all.sort((one, other) => one.id - other.id);
  }

  private give(contents: WebContents): string {
    const label = this.prefix + this.nameOf(contents);
    this.labels.set(contents, label);
    return label;
  }

  private nameOf(contents: WebContents): string {
    const window = tryRead(() => this.electron.BrowserWindow.fromWebContents(contents));
    // The window of a view or a `<webview>` is the one around it.
    if (window && tryRead(() => window.webContents) === contents) return `window-${window.id}`;
    const type = tryRead(() => contents.getType()) ?? 'contents';
    const kind = KINDS[type] ?? type;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    return `${kind}-${count}`;
  }

  private contentsOf(frame: Frame): WebContents | undefined {
    const { webContents } = this.electron;
    const found = tryRead(() => webContents.fromFrame?.(frame));
    if (found) return found;
    const top = tryRead(() => frame.top) ?? frame;
    return webContents.getAllWebContents().find((contents) => tryRead(() => contents.mainFrame) === top);
  }

  private describe(contents: WebContents | undefined, frame: Frame | null | undefined): Origin | undefined {
    if (contents !== undefined && !this.isApp(contents)) return undefined;
    const url = tryRead(() => frame?.url);
    const isSub = tryRead(() => frame?.parent) != null;
    return {
      webview_label: contents === undefined ? 'main-process' : this.labelOf(contents),
      ...(url ? { url } : {}),
      ...(isSub && url ? { frame: url } : {}),
    };
  }
}

/** The origin of a message, or its destination, as it is recorded. */
export interface Origin {
  webview_label: string;
  /** The URL of the document. */
  url?: string;
  /** The URL of the frame, when it is not the page's main frame. */
  frame?: string;
}
