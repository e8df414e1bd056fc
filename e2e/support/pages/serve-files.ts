import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Serves files from memory, each set on a port of its own: scripts of workers are asked for past the routes of a page.
 * Names that end in `js` are scripts, the others pages.
 */
export class FileServers {
  private readonly open: Server[] = [];

  /** Resolves with the address of `/`. */
  async serve(files: Record<string, string>): Promise<string> {
    const server = createServer(({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://127.0.0.1');
      const body = files[pathname];
      const isScript = pathname.endsWith('js');
      response.statusCode = body === undefined ? 404 : 200;
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript || body === undefined ? body : `<!doctype html><title>app</title>${body}`);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    this.open.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    const closing = this.open.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(resolve);
      });
    });
    await Promise.all(closing);
  }
}
