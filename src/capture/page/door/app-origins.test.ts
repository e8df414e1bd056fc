import { expect, test } from '@playwright/test';
import type { FrameOrigin } from '../../page-protocol.ts';
import { AppOrigins } from './app-origins.ts';

/** A page at an address, opened by another or by the test. */
class FakePage {
  private readonly openedBy: FakePage | null;
  /** The frames within it. */
  readonly inner: object[] = [];
  address: string;

  constructor(address: string, openedBy: FakePage | null = null) {
    this.address = address;
    this.openedBy = openedBy;
  }

  url(): string {
    return this.address;
  }

  async opener(): Promise<FakePage | null> {
    return this.openedBy;
  }

  page(): object {
    return this;
  }

  mainFrame(): object {
    return this;
  }

  frames(): object[] {
    return [this, ...this.inner];
  }
}

/** Tells what a page is asked for by a document of an origin, by default that of its address. */
function isOfApp(origins: AppOrigins, page: FakePage, told: Partial<FrameOrigin> = {}): boolean {
  const { origin } = new URL(page.address);
  const place = { page, frame: page, origin: { origin, reachesTop: false, isLocal: false, ...told } } as never;
  origins.heard(place);
  return origins.isOfApp(place);
}

async function opened(origins: AppOrigins, ...pages: FakePage[]): Promise<void> {
  for (const page of pages) await origins.opened(page as never);
}

test('a popup is of the app where the page that opened it was, wherever that page goes later', async () => {
  const origins = new AppOrigins();
  const page = new FakePage('http://app.test/');
  const popup = new FakePage('http://app.test/settings', page);
  const foreign = new FakePage('http://evil.test/', page);
  await opened(origins, page, popup, foreign);
  for (const address of ['http://app.test/', 'http://login.test/', 'about:blank']) {
    page.address = address;
    expect([address, isOfApp(origins, popup), isOfApp(origins, foreign)]).toEqual([address, true, false]);
  }
});

test('a popup that has its origin from another document is of the app by that origin, whatever its address', async () => {
  const origins = new AppOrigins();
  const page = new FakePage('http://app.test/');
  const popup = new FakePage('about:blank', page);
  const second = new FakePage('about:blank', popup);
  await opened(origins, page, popup, second);
  for (const one of [popup, second])
    expect(['http://app.test', 'http://evil.test', 'null'].map((origin) => isOfApp(origins, one, { origin }))).toEqual([
      true,
      false,
      false,
    ]);
});

test('a page that is nowhere yet may open the app, and what it opens is as it would have opened it', async () => {
  const origins = new AppOrigins();
  const blank = new FakePage('about:blank');
  const app = new FakePage('http://app.test/', blank);
  const popup = new FakePage('about:blank', app);
  const foreign = new FakePage('http://evil.test/', popup);
  await opened(origins, blank, app, popup, foreign);
  expect([
    isOfApp(origins, app),
    isOfApp(origins, popup, { origin: 'http://app.test' }),
    isOfApp(origins, foreign),
  ]).toEqual([true, true, false]);
});

test('of a page that is nowhere and has frames, any of them may have opened a popup', async () => {
  const origins = new AppOrigins();
  const blank = new FakePage('about:blank');
  blank.inner.push({});
  const foreign = new FakePage('http://evil.test/', blank);
  const own = new FakePage('about:blank', blank);
  await opened(origins, blank, foreign, own);
  expect(isOfApp(origins, foreign)).toBe(false);
  expect([true, false].map((reachesTop) => isOfApp(origins, own, { origin: 'null', reachesTop }))).toEqual([
    true,
    false,
  ]);
});

test('a popup whose opener was gone before it was known is one by what it tells, and stays one', async () => {
  const origins = new AppOrigins();
  const page = new FakePage('http://app.test/');
  const own = new FakePage('about:blank');
  const foreign = new FakePage('about:blank');
  await opened(origins, page, own, foreign);
  expect(isOfApp(origins, page)).toBe(true);
  expect(isOfApp(origins, own, { origin: 'http://app.test', isPopup: true })).toBe(true);
  expect(isOfApp(origins, foreign, { origin: 'http://evil.test', isPopup: true })).toBe(false);
  foreign.address = 'http://evil.test/';
  expect(isOfApp(origins, foreign)).toBe(false);
});

test('what is sent to all goes to no frame that has another document than it has told of', async () => {
  const origins = new AppOrigins();
  const page = new FakePage('http://app.test/');
  const popup = new FakePage('http://app.test/settings', page);
  await opened(origins, page, popup);
  isOfApp(origins, popup);
  expect(origins.isAppFrame(popup as never)).toBe(true);
  popup.address = 'http://evil.test/';
  expect(origins.isAppFrame(popup as never)).toBe(false);
});
