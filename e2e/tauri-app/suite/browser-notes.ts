import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { NotesPage } from './notes-page.ts';

const FILES = join(import.meta.dirname, '../dist');
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The frontend in Chromium, where Playwright acts on it. */
export class BrowserNotes implements NotesPage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.route('http://notes.test/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = join(FILES, pathname === '/' ? 'index.html' : pathname);
      await route.fulfill({ contentType: TYPES[extname(file)] ?? 'text/plain', body: readFileSync(file) });
    });
    await this.page.goto('http://notes.test/');
  }

  async write(title: string, body: string): Promise<void> {
    await this.page.getByLabel('Title').fill(title);
    await this.page.getByLabel('Body').fill(body);
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  async search(text: string): Promise<void> {
    await this.page.getByLabel('Search').fill(text);
  }

  async titles(): Promise<string[]> {
    return await this.page.locator('#notes h2').allTextContents();
  }

  async status(): Promise<string> {
    return (await this.page.locator('#status').textContent()) ?? '';
  }

  async error(): Promise<string> {
    return (await this.page.locator('#error').textContent()) ?? '';
  }
}
