import type { Page } from '@playwright/test';

/**
 * Finds the label of a page's window: null for a page that is not the app's, undefined when it cannot be known now.
 * Playwright knows Electron's windows as pages, but not by the name that their calls are recorded under.
 */
export type FindLabel = (page: Page) => Promise<string | null | undefined>;

/** The labels of pages that somebody else knows. What a page tells waits for its label, in order. */
export class WindowLabels {
  private readonly find: FindLabel;
  private readonly known = new WeakMap<Page, string | null>();
  private readonly waiting = new WeakMap<Page, ((label: string | null | undefined) => void)[]>();
  private readonly looking = new Set<Promise<void>>();

  constructor(find: FindLabel) {
    this.find = find;
  }

  /** Runs a function with the label of a page, at once when it is known; not at all when the page is not the app's. */
  with(page: Page, run: (label: string | undefined) => void): void {
    const known = this.known.get(page);
    if (known === null) return;
    if (known !== undefined) {
      run(known);
      return;
    }
    const guarded = (label: string | null | undefined) => {
      if (label !== null) run(label);
    };
    const waiting = this.waiting.get(page);
    if (waiting !== undefined) {
      waiting.push(guarded);
      return;
    }
    this.waiting.set(page, [guarded]);
    const looking = this.look(page).finally(() => this.looking.delete(looking));
    this.looking.add(looking);
  }

  /** Tells whether a page is known not to be the app's. */
  isForeign(page: Page): boolean {
    return this.known.get(page) === null;
  }

  /** Resolves when nothing waits for a label any more. */
  async settled(): Promise<void> {
    await Promise.all(this.looking);
  }

  private async look(page: Page): Promise<void> {
    const label = await this.find(page).catch(() => undefined);
    if (label !== undefined) this.known.set(page, label);
    const waiting = this.waiting.get(page) ?? [];
    this.waiting.delete(page);
    for (const run of waiting) run(label);
  }
}
