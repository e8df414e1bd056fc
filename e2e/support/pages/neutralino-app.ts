import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type WebSocket, WebSocketServer } from 'ws';

const client = readFileSync(
  join(dirname(fileURLToPath(import.meta.resolve('@neutralinojs/lib'))), 'neutralino.js'),
  'utf8',
);

/** The app's token: its second part is the token of the connection. */
export const NL_TOKEN = 'accessSecret0123456789abcdef.connectSecret0123456789abcdef';

interface Request {
  id: string;
  method: string;
  data?: Record<string, unknown>;
  accessToken: string;
}

/** What a backend does with a request: an answer, or an error as Neutralino sends it. Undefined = no answer. */
export type Answer = { returnValue?: unknown } | { error: { code: string; message: string } } | undefined;

/** What a backend pushes with. */
export type Push = (event: string, data: unknown) => void;

export interface NeutralinoApp {
  url: string;
  port: number;
  /** The text of each frame that came to the server. */
  frames: string[];
  close(): Promise<void>;
}

/** The client as it comes from npm. */
export const neutralinoClient = `<script>${client}</script>`;

/** The page's part of Neutralino's framework: its globals, and the client. */
export const neutralinoHead = (port: number, methods: string[]) => `<!doctype html><title>app</title>
  <script>Object.assign(window, ${JSON.stringify({
    NL_PORT: port,
    NL_TOKEN,
    NL_ARGS: [],
    NL_CINJECTED: true,
    NL_CMETHODS: methods,
  })})</script>${neutralinoClient}`;

/** Serves an app of Neutralino's on one port, as its framework does: pages and the socket. The framework is a stand-in. */
export async function serveNeutralino(
  html: (port: number) => string,
  backend: (method: string, data: Record<string, unknown>, push: Push) => Promise<Answer> | Answer,
): Promise<NeutralinoApp> {
  const frames: string[] = [];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(html(port));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket: WebSocket) => {
    const push: Push = (event, data) => socket.send(JSON.stringify({ event, data }));
    socket.on('message', async (raw) => {
      const text = String(raw);
      frames.push(text);
      const { id, method, data = {} } = JSON.parse(text) as Request;
      const answer = await backend(method, data, push);
      if (answer === undefined) return;
      socket.send(JSON.stringify({ id, method, data: 'error' in answer ? answer : { success: true, ...answer } }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    frames,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
