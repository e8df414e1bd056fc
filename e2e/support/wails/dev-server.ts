import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answer } from './backend.ts';
import { wailsV2Files } from './v2-page.ts';

/**
 * A stand-in for the server of `wails dev`: it speaks the web socket of Go (`v2/internal/frontend/devserver`) with the runtime files that
 * Wails v2 serves to browsers.
 */
export class WailsDevServer {
  private readonly server: Server;
  private readonly sockets: WebSocketServer;

  /** @param options.connectAfterMs how long the socket takes to open. @default 0 */
  constructor(html: string, { connectAfterMs = 0 } = {}) {
    const files = wailsV2Files(html, { host: '', ipc: 'ipc_websocket.js', runtime: 'runtime_debug_desktop.js' });
    this.server = createServer((request, response) => {
      const file = files.get(request.url ?? '/');
      if (file === undefined) response.writeHead(404).end('not here');
      else response.writeHead(200, { 'Content-Type': file.contentType }).end(file.body);
    });
    this.sockets = new WebSocketServer({ noServer: true });
    this.server.on('upgrade', (request, socket, head) => {
      const connect = () =>
        this.sockets.handleUpgrade(request, socket, head, (open) => this.sockets.emit('connection', open));
      setTimeout(connect, connectAfterMs);
    });
    this.sockets.on('connection', (socket) => {
      socket.on('message', (data) => void this.take(socket, String(data)));
    });
  }

  /** Listens; resolves with the page's URL. */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(socket: WebSocket, message: string): Promise<void> {
    if (!message.startsWith('C')) return;
    const { name, args, callbackID } = JSON.parse(message.slice(1)) as {
      name: string;
      args?: Record<string, unknown>[];
      callbackID: string;
    };
    const outcome = await answer(name.replace('main.App.', ''), args?.[0] ?? {}, (event, payload) =>
      socket.send(`n${JSON.stringify({ name: event, data: [payload] })}`),
    );
    if (outcome === 'never') return;
    socket.send(`c${JSON.stringify({ result: null, error: null, ...outcome, callbackid: callbackID })}`);
  }
}
