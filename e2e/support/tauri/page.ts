import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import type { BrowserContext } from '@playwright/test';

const api = dirname(createRequire(import.meta.url).resolve('@tauri-apps/api/package.json'));

/** Where the pages of `serveTauriPages` are. */
export const APP = 'http://app.test';

/**
 * Serves small pages, and to them the real `@tauri-apps/api` as it comes from npm.
 *
 * @param origin Where they are. @default APP
 * @param pages HTML by path; `<script type="module">` may import `@tauri-apps/api/core.js` and its siblings.
 */
export async function serveTauriPages(
  context: BrowserContext,
  pages: Record<string, string>,
  origin = APP,
): Promise<void> {
  const imports = { '@tauri-apps/api/': `${origin}/api/` };
  const importMap = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  await context.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith('/api/')) {
      const file = normalize(join(api, pathname.slice('/api/'.length)));
      await route.fulfill({ contentType: 'text/javascript', body: readFileSync(file, 'utf8') });
      return;
    }
    const page = pages[pathname];
    if (page === undefined) await route.fulfill({ status: 404, body: 'no such page' });
    else
      await route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>${pathname}</title>${importMap}${page}`,
      });
  });
}
