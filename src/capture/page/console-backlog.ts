import type { Page } from '@playwright/test';

/** Finds the messages that pages have told before anybody listened: Playwright keeps the last of them. */
export class ConsoleBacklog<Item> {
  private readonly kept: (page: Page) => Promise<Item[]>;
  private readonly heard = new WeakMap<Page, number>();

  /** @param kept reads the messages that Playwright keeps of a page. */
  constructor(kept: (page: Page) => Promise<Item[]>) {
    this.kept = kept;
  }

  /** A message of this page was heard. */
  hear(page: Page | null): void {
    if (page !== null) this.heard.set(page, (this.heard.get(page) ?? 0) + 1);
  }

  /** Returns the messages of a page that were not heard. Those that were are the last that Playwright keeps, since it tells them before it answers. */
  async of(page: Page): Promise<Item[]> {
    const kept = await this.kept(page).catch(() => []); // the page may be gone
    return kept.slice(0, Math.max(0, kept.length - (this.heard.get(page) ?? 0)));
  }
}
