import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type BrowserContext, test } from '@playwright/test';

const MODULE = 'github.com/wailsapp/wails/v2@v2.10.2';

/** Where the pages of `serveWailsV2Page` are. */
const APP = 'http://wails.test';

/**
 * A file of the runtime of Wails v2, as its Go module has it: there is no npm package of it.
 * Without Go the test is skipped; in CI it fails.
 */
function wailsV2File(name: string): string {
  folder ??= findModule();
  test.skip(folder === '', 'go is not installed: Wails v2 is not tested with its own runtime here');
  return readFileSync(join(folder, 'internal/frontend/runtime', name), 'utf8');
}

let folder: string | undefined;

function findModule(): string {
  const { error, status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', MODULE], { encoding: 'utf8' });
  if (error) {
    if (process.env.CI)
      throw new Error('go is not installed: the tests of Wails v2 must run in CI. Install Go 1.21 or newer.');
    return '';
  }
  if (status !== 0) throw new Error(`"go mod download ${MODULE}" failed: ${stderr}${stdout}`);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/** A stand-in for the webview and the Go code behind it, which cannot run in Chromium: it speaks Go's side of the pipe. */
const HOST = `<script>
  window.chrome ??= {};
  window.said = [];
  window.chrome.webview = { postMessage(message) {
    window.said.push(message);
    if (message.startsWith('EE')) return;
    if (!/^[Cc]\\{/.test(message)) return;
    const { name, id, args, callbackID } = JSON.parse(message.slice(1));
    const command = id === undefined ? name.replace('main.App.', '') : ['echo', 'fail'][id];
    const answer = (end) => window.wails.Callback(JSON.stringify({ result: null, error: null, ...end, callbackid: callbackID }));
    const later = (end, ms = 0) => setTimeout(answer, ms, end);
    const [given] = args ?? [];
    if (command === 'echo') later({ result: { echoed: given } });
    else if (command === 'fail') later({ error: 'disk full' });
    else if (command === 'slow') later({ result: given.tag }, given.ms);
    else if (command === 'push') setTimeout(() => {
      window.wails.EventsNotify(JSON.stringify({ name: given.name, data: [given.payload] }));
      answer({});
    });
    else if (command === ':wails:WindowGetSize') later({ result: { w: 800, h: 600 } });
    else if (command !== 'hang') later({ error: "method '" + name + "' not registered" });
  } };
</script>`;

const METHODS = ['echo', 'fail', 'hang', 'slow', 'push'];

/** What a server of a Wails v2 app has, by path: the page, and the two scripts that Wails puts before it. */
export function wailsV2Files(html: string, { host = HOST, ipc = 'ipc.js', runtime = 'runtime_prod_desktop.js' } = {}) {
  // What Go writes before the runtime.
  const methods = Object.fromEntries(METHODS.map((name) => [name, {}]));
  const bindings = `window.wailsbindings=${JSON.stringify(JSON.stringify({ main: { App: methods } }))};`;
  const scripts = `<script src="/wails/ipc.js"></script><script src="/wails/runtime.js"></script>`;
  return new Map([
    ['/', { contentType: 'text/html', body: `<!doctype html><title>Wails</title>${host}<body>${scripts}${html}` }],
    ['/wails/ipc.js', { contentType: 'text/javascript', body: wailsV2File(ipc) }],
    ['/wails/runtime.js', { contentType: 'text/javascript', body: bindings + wailsV2File(runtime) }],
  ]);
}

/**
 * Serves a page as the asset server of a built Wails v2 app does: with the real files of the runtime, and the bindings of an `App`.
 *
 * @param options.host what stands before the runtime. @default a stand-in for the webview
 * @returns the URL to open
 */
export async function serveWailsV2Page(
  context: BrowserContext,
  html: string,
  options: { host?: string } = {},
): Promise<string> {
  const files = wailsV2Files(html, options);
  await context.route(`${APP}/**`, async (route) => {
    const file = files.get(new URL(route.request().url()).pathname);
    await route.fulfill(file ?? { status: 404, body: 'not here' });
  });
  return `${APP}/`;
}

/** What puts `window.app` there, as generated bindings call Go and `window.runtime` listens. */
export const WAILS_V2_APP = `<script>
  window.app = {
    invoke: (command, args) => window.go.main.App[command](args),
    listen: (name, heard) => void window.runtime.EventsOn(name, heard),
  };
</script>`;
