// A Tauri app as a browser sees it from outside: pages and the custom protocol by HTTP, for browsers that run before a test does.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { type RunningBrowser, startBrowser } from '../pages/running-browser.ts';
import { TAURI_APP, tauriInitScript } from './runtime.ts';

const api = dirname(createRequire(import.meta.url).resolve('@tauri-apps/api/package.json'));
const IMPORT_MAP = `<script type="importmap">${JSON.stringify({ imports: { '@tauri-apps/api/': '/api/' } })}</script>`;

/** Starts a browser on the app, and resolves when it can be connected to. Calls are answered with `{ command, args }`. */
export async function startTauriApp(page: string): Promise<RunningBrowser> {
  const server = createServer((request, response) => {
    const { host = '', 'content-type': type } = request.headers;
    const { pathname } = new URL(request.url ?? '/', 'http://app');
    if (!host.startsWith('ipc.')) {
      const isModule = pathname.startsWith('/api/');
      response.setHeader('content-type', isModule ? 'text/javascript' : 'text/html');
      response.end(
        isModule
          ? readFileSync(normalize(join(api, pathname.slice('/api/'.length))))
          : `<!doctype html><title>app</title><script>${tauriInitScript()}</script>${IMPORT_MAP}${page}`,
      );
      return;
    }
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    response.setHeader('access-control-expose-headers', 'Tauri-Response');
    if (request.method === 'OPTIONS') return void response.end();
    void bodyOf(request).then((body) => {
      const args: unknown = type === 'application/json' ? JSON.parse(body) : null;
      response.setHeader('content-type', 'application/json');
      response.setHeader('tauri-response', 'ok');
      response.end(JSON.stringify({ command: decodeURIComponent(pathname.slice(1)), args }));
    });
  });
  const port = await listen(server);
  const { endpoint, close } = await startBrowser(`${TAURI_APP}/`, [
    `--host-resolver-rules=MAP *.localhost 127.0.0.1:${port}`,
  ]);
  return {
    endpoint,
    async close() {
      await close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
