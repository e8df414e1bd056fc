import type { Page } from '@playwright/test';

/** What a page of a case puts on `window.app`. */
export interface AppUnderTest {
  /** Calls the backend by the runtime's client library. */
  invoke(command: string, args: Record<string, unknown>): Promise<unknown>;
  /** Listens for an event by the client library. */
  listen(name: string, heard: (payload: unknown) => void): Promise<unknown> | unknown;
}

export type AppWindow = Window & { app: AppUnderTest; heard?: unknown[] };

/** Opens the app and waits until it can be driven. */
export async function openApp(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => 'app' in window);
}

/** Calls the app's backend, and resolves with the answer. */
export const invokeIn = (page: Page, command: string, args: Record<string, unknown> = {}): Promise<unknown> =>
  page.evaluate(([name, given]) => (window as unknown as AppWindow).app.invoke(name, given), [command, args] as const);
