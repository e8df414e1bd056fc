import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A small backend for the example's test: a page, and JSON-RPC over a WebSocket at the same address. */
export async function startBackend(): Promise<{ url: string; stop: () => Promise<void> }> {
  const http = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<h1>Notes</h1>');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    const send = (message: object) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
    socket.on('message', (data) => {
      const { id, method, params } = JSON.parse(String(data));
      if (method === 'notes.list') send({ id, result: [{ title: 'Bread' }] });
      else if (method === 'notes.save') {
        send({ method: 'notes.changed', params });
        send({ id, result: null });
      } else if (id !== undefined) send({ id, error: { code: -32601, message: `no method ${method}` } });
    });
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      for (const client of server.clients) client.terminate();
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
}
