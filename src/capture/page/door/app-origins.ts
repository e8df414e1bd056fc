import type { Frame, Page } from '@playwright/test';
import { commandTest } from '../../../calls/command-filter.ts';
import { escapePattern, statelessPattern } from '../../../std/text/escape-pattern.ts';
import type { FrameOrigin, OriginPattern } from '../../page-protocol.ts';
import type { MessagePlace } from '../page-inbox.ts';

/** Origins of frames that are answered beside the app's own, such as `https://pay.example`; in texts `*` stands for any text. */
export type AnswerOrigins = (string | RegExp)[];

/**
 * Knows the documents of the app, by the origins that they have told. A page that the test has opened is the app's, wherever it is. A frame within a
 * page is the app's where it has the origin of the page's main frame; so `about:blank` and `srcdoc` are, which inherit it, and sandboxed frames are
 * not. A document of a popup is where it has the origin at which the page was that the test has opened: an address like `about:blank` does not
 * tell, for any frame of that page may have opened it. One of an origin that is none for the browser (`file:`, a scheme of the app's own) goes by
 * scheme and host.
 */
export class AppOrigins {
  private readonly isAllowed: (origin: string) => boolean;
  private readonly popups = new WeakMap<Page, Popup>();
  private readonly opening = new WeakMap<Page, Promise<void>>();
  /** The origin that the last document of a frame has told. */
  private readonly told = new WeakMap<Frame, FrameOrigin>();
  /** Origins at which pages of the test's own were. */
  private readonly own = new Set<string>();

  constructor(allowed: AnswerOrigins = []) {
    this.isAllowed = commandTest(allowed);
  }

  /** A page has opened; resolves when it is known by which. */
  opened(page: Page): Promise<void> {
    const opening = this.opening.get(page) ?? this.findOpener(page);
    this.opening.set(page, opening);
    return opening;
  }

  /** A document has told its origin. */
  heard({ page, frame, origin }: MessagePlace): void {
    if (origin === undefined) return;
    this.told.set(frame, origin);
    if (frame !== page.mainFrame() || this.popups.has(page)) return;
    // The page that opened it was gone before it was known. A popup stays one, wherever it goes.
    if (origin.isPopup) this.popups.set(page, { place: undefined, isOfAny: false, isOfOwn: false });
    else this.own.add(origin.origin);
  }

  /** Tells whether what a document asks for is answered, and what it sends is passed on. */
  isOfApp(place: MessagePlace): boolean {
    return this.isOwn(place) || (place.origin !== undefined && this.isAllowed(place.origin.origin));
  }

  /** Tells whether the document that a frame has is one of the app, as far as it has told. */
  isAppFrame(frame: Frame): boolean {
    const page = frame.page();
    const origin = this.told.get(frame);
    const place = placeOf(frame.url());
    // The frame may have another document by now, which has told nothing yet.
    const isLeft = place !== undefined && origin !== undefined && origin.origin !== 'null' && origin.origin !== place;
    const isOfTest = frame === page.mainFrame() && !this.popups.has(page);
    return (isOfTest || !isLeft) && this.isOfApp({ page, frame, origin });
  }

  /** Returns the origin of a document where that is to be recorded: it is not that of the page, or of the app. */
  originToRecord(place: MessagePlace): string | undefined {
    const { page, frame, origin } = place;
    if (origin === undefined || (this.isOwn(place) && (frame === page.mainFrame() || origin.reachesTop)))
      return undefined;
    return origin.origin;
  }

  private async findOpener(page: Page): Promise<void> {
    const opener = await page.opener().catch(() => null);
    if (opener === null) return;
    const before = this.popups.get(opener);
    const place = before?.place ?? placeOf(opener.url());
    this.popups.set(page, {
      place,
      isOfAny: place === undefined && before?.isOfAny !== false && opener.frames().length === 1,
      isOfOwn: this.isOwn({ page: opener, frame: opener.mainFrame(), origin: this.told.get(opener.mainFrame()) }),
    });
  }

  private isOwn({ page, frame, origin }: MessagePlace): boolean {
    const main = page.mainFrame();
    const popup = this.popups.get(page);
    if (frame === main) return popup === undefined || (origin !== undefined && this.isOwnPopup(popup, origin, page));
    if (origin === undefined) return false;
    const isAsPage = origin.reachesTop || (origin.isLocal && placeOf(frame.url()) === placeOf(page.url()));
    if (!isAsPage || popup === undefined) return isAsPage;
    return this.isOwnPopup(popup, { ...origin, reachesTop: this.told.get(main)?.reachesTop === true }, page);
  }

  private isOwnPopup(popup: Popup, { origin, isLocal, reachesTop }: FrameOrigin, page: Page): boolean {
    if (popup.isOfAny) return true;
    if (origin !== 'null') return popup.place === undefined ? this.own.has(origin) : origin === popup.place;
    const place = placeOf(page.url());
    if (isLocal && place !== undefined) return place === popup.place;
    return reachesTop && popup.isOfOwn;
  }
}

/** A page that another page has opened, by whichever of its frames. */
interface Popup {
  /** Where the page was that the test has opened, at the time; undefined where it had no place, or is not known. */
  place: string | undefined;
  /** Whether it may be anywhere: the page that opened it has no place and no frames, as one of the test's own that opens the app. */
  isOfAny: boolean;
  /** Whether the page that opened it was one of the app. */
  isOfOwn: boolean;
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
