import type { TauriApp } from 'playwright-ipc-recorder/tauri';
import type { NotesPage } from './notes-page.ts';

/** The frontend in the real app, which is acted on by the scripts of its own window. */
export class TauriNotes implements NotesPage {
  private readonly app: TauriApp;
  /** The apps that a test has had. */
  private static readonly used = new WeakSet<TauriApp>();

  constructor(app: TauriApp) {
    this.app = app;
  }

  async open(): Promise<void> {
    if (TauriNotes.used.has(this.app)) await this.app.restart();
    TauriNotes.used.add(this.app);
  }

  async write(title: string, body: string): Promise<void> {
    await this.fill('title', title);
    await this.fill('body', body);
  }

  async press(button: string): Promise<void> {
    await this.app.evaluate((name) => {
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)?.click();
    }, button);
  }

  async search(text: string): Promise<void> {
    await this.fill('search', text);
  }

  async titles(): Promise<string[]> {
    return await this.app.evaluate(() =>
      [...document.querySelectorAll('#notes h2')].map(({ textContent }) => textContent ?? ''),
    );
  }

  async status(): Promise<string> {
    return await this.textOf('status');
  }

  async error(): Promise<string> {
    return await this.textOf('error');
  }

  private async fill(id: string, text: string): Promise<void> {
    await this.app.evaluate(
      ([id = '', text = '']) => {
        const field = document.getElementById(id) as HTMLInputElement;
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      },
      [id, text],
    );
  }

  private async textOf(id: string): Promise<string> {
    return await this.app.evaluate((id) => document.getElementById(id)?.textContent ?? '', id);
  }
}
