import type { Electron, Frame, WebContents } from './electron-parts.ts';
import { tryRead } from './try-read.ts';

/** Names windows and frames. Electron's windows have no names of their own, but numbers that are the same in every run. */
export class Origins {
  private readonly electron: Electron;
  private readonly prefix: string;
  private readonly labels = new WeakMap<WebContents, string>();

  /** @param prefix what all labels begin with. */
  constructor(electron: Electron, prefix: string) {
    this.electron = electron;
    this.prefix = prefix;
  }

  /** `window-1` for the first window; `webview-3` and the like for contents without a window of their own. */
  labelOf(contents: WebContents): string {
    const known = this.labels.get(contents);
    if (known !== undefined) return known;
    const window = tryRead(() => this.electron.BrowserWindow.fromWebContents(contents));
    // Contents are made before their window knows them: what has no window yet may have one later.
    const name = window ? `window-${window.id}` : `${tryRead(() => contents.getType()) ?? 'contents'}-${contents.id}`;
    const label = this.prefix + name;
    if (window) this.labels.set(contents, label);
    return label;
  }

  ofSender(contents: WebContents, frame: Frame | null | undefined): Origin {
    // The renderer may be gone by now, and then it has no frame.
    return this.describe(contents, frame ?? tryRead(() => contents.mainFrame));
  }

  ofFrame(frame: Frame): Origin {
    return this.describe(this.contentsOf(frame), frame);
  }

  private contentsOf(frame: Frame): WebContents | undefined {
    const { webContents } = this.electron;
    const found = tryRead(() => webContents.fromFrame?.(frame));
    if (found) return found;
    const top = tryRead(() => frame.top) ?? frame;
    return webContents.getAllWebContents().find((contents) => tryRead(() => contents.mainFrame) === top);
  }

  private describe(contents: WebContents | undefined, frame: Frame | null | undefined): Origin {
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
