import type { Frame, Page } from '@playwright/test';
import { commandTest } from '../../../calls/command-filter.ts';
import { escapePattern, statelessPattern } from '../../../std/text/escape-pattern.ts';
import type { OriginPattern } from '../../page-protocol.ts';
import type { MessagePlace } from '../page-inbox.ts';

/** Origins of frames that are answered beside the app's own, such as `https://pay.example`; in texts `*` stands for any text. */
export type AnswerOrigins = (string | RegExp)[];

/**
 * Knows the frames of the app. A page that the test has opened is the app's, wherever it is. A frame within a page is the app's where it has the
 * origin of the page's main frame; so `about:blank` and `srcdoc` are, which inherit it, and sandboxed frames are not. A popup is where it has that of
 * the page that opened it. A page of an origin that is none for the browser (`file:`, a scheme of the app's own) goes by scheme and host.
 */
export class AppOrigins {
  private readonly isAllowed: (origin: string) => boolean;
  private readonly openers = new WeakMap<Page, Opener>();

  constructor(allowed: AnswerOrigins = []) {
    this.isAllowed = commandTest(allowed);
  }

  /** A page has opened. */
  async opened(page: Page): Promise<void> {
    const opener = await page.opener().catch(() => null);
    if (opener !== null) this.openers.set(page, { page: opener, place: this.placeOfPage(opener) });
  }

  /** Tells whether what a document asks for is answered, and what it sends is passed on. */
  isOfApp({ page, frame, origin }: MessagePlace): boolean {
    if (frame === page.mainFrame()) return this.isAppPage(page);
    if (origin === undefined) return false;
    if (this.isAllowed(origin.origin)) return true;
    const isOwn = origin.reachesTop || (origin.isLocal && placeOf(frame.url()) === placeOf(page.url()));
    return isOwn && this.isAppPage(page);
  }

  /** Tells whether a frame is in a page of the app. Its document knows whether it is one itself. */
  isOfPage(frame: Frame): boolean {
    return this.isAppPage(frame.page());
  }

  private isAppPage(page: Page): boolean {
    const opener = this.openers.get(page);
    if (opener === undefined) return true;
    const place = placeOf(page.url());
    const isOwn = place === undefined || opener.place === undefined || place === opener.place || this.isAllowed(place);
    return isOwn && this.isAppPage(opener.page);
  }

  /** The place of a page; of one that has none of its own, that of its opener. */
  private placeOfPage(page: Page): string | undefined {
    return placeOf(page.url()) ?? this.openers.get(page)?.place;
  }
}

/** The page that opened another. */
interface Opener {
  page: Page;
  /** Where it was at the time; undefined where it had no place, as a page of the test's own that opens the app. */
  place: string | undefined;
}

/** Writes patterns of origins as pages are given them. */
export function originPatterns(origins: AnswerOrigins = []): OriginPattern[] {
  return origins.map((origin) => {
    if (typeof origin === 'string')
      return { source: `^${origin.split('*').map(escapePattern).join('.*')}$`, flags: '' };
    const { source, flags } = statelessPattern(origin);
    return { source, flags };
  });
}

/** The origin of an address, or its scheme and host where that is none; undefined for one that inherits its origin. */
function placeOf(url: string): string | undefined {
  if (url === '' || url.startsWith('about:')) return undefined;
  try {
    const { origin, protocol, host } = new URL(url);
    return origin === 'null' ? `${protocol}//${host}` : origin;
  } catch {
    return url;
  }
}
