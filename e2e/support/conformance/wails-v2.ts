import { WailsDevServer } from '../wails/dev-server.ts';
import { serveWailsV2Page, WAILS_V2_APP } from '../wails/v2-page.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** The runtime files of Wails v2 on a stand-in for the webview. */
export const wailsV2: ConformanceCase = {
  name: 'Wails v2, the runtime of its Go module',
  tag: ['@go'],
  source: 'wails-v2',
  serve: (context) => serveWailsV2Page(context, WAILS_V2_APP),
  command: (name) => `main.App.${name}`,
  args: (args) => [args],
  failure: 'disk full',
  pushed: (payload) => [payload],
};

let server: WailsDevServer | undefined;

/** The same app in a browser, as `wails dev` serves it: over a web socket. */
export const wailsV2Dev: ConformanceCase = {
  ...wailsV2,
  name: 'Wails v2, in the browser with wails dev',
  async serve() {
    server = new WailsDevServer(WAILS_V2_APP);
    return await server.listen();
  },
  async close() {
    await server?.close();
    server = undefined;
  },
};
