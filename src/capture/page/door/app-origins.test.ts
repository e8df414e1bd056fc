import { expect, test } from '@playwright/test';
import { AppOrigins } from './app-origins.ts';

/** A page at an address, opened by another or by the test. */
class FakePage {
  private readonly openedBy: FakePage | null;
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

  mainFrame(): object {
    return this;
  }
}

const isOfApp = (origins: AppOrigins, page: FakePage) =>
  origins.isOfApp({ page: page as never, frame: page.mainFrame() as never });

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

test('a page that is nowhere yet may open the app, and what it opens is as it would have opened it', async () => {
  const origins = new AppOrigins();
  const blank = new FakePage('about:blank');
  const app = new FakePage('http://app.test/', blank);
  const popup = new FakePage('about:blank', app);
  const foreign = new FakePage('http://evil.test/', popup);
  await opened(origins, blank, app, popup, foreign);
  expect([app, popup, foreign].map((page) => isOfApp(origins, page))).toEqual([true, true, false]);
});
