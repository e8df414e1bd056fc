import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { answer } from './backend.ts';
import { EchoStreams } from './v3-streams.ts';

const runtime = dirname(fileURLToPath(import.meta.resolve('@wailsio/runtime')));

const IMPORT_MAP = `<script type="importmap">${JSON.stringify({ imports: { '@wailsio/runtime': '/runtime/index.js' } })}</script>`;

/** A request of the runtime, as it came: a large body in its parts. */
export interface RuntimeRequest {
  object: number;
  method: number;
  args: Record<string, unknown>;
  headers: IncomingMessage['headers'];
  parts: number;
}

/**
 * A stand-in for the Go half of a Wails v3 app: it speaks the HTTP transport of Go (`v3/pkg/application/transport_http.go`), and serves a
 * page with the real `@wailsio/runtime` from npm. Events go to the page as in Wails' server mode: by a script that Wails loads
 * itself, `/wails/custom.js`, here over server-sent events.
 */
export class WailsV3Server {
  /** Every request of the runtime that was answered, oldest first. */
  readonly requests: RuntimeRequest[] = [];
  private readonly server: Server;
  private readonly html: string;
  private readonly parts = new Map<string, Buffer[]>();
  private readonly streams = new EchoStreams();
  private readonly listeners = new Set<ServerResponse>();
  /** Events from before the first page listened. */
  private readonly early: string[] = [];

  /** @param html the page's body; a `<script type="module">` in it may import `@wailsio/runtime`. */
  constructor(html: string) {
    this.html = html;
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Listens; resolves with the page's URL. */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Sends an event to every page. */
  push(name: string, data: unknown): void {
    const message = `data: ${JSON.stringify({ name, data })}\n\n`;
    if (this.listeners.size === 0) this.early.push(message);
    for (const listener of this.listeners) listener.write(message);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://app.test');
    if (pathname === '/wails/runtime' && request.method === 'POST') await this.answerCall(request, response);
    else if (pathname.startsWith('/wails/stream/')) void this.streams.serve(pathname, request, response);
    else if (pathname === '/wails/custom.js')
      response
        .writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(
          "new EventSource('/events').onmessage = ({ data }) => window._wails.dispatchWailsEvent(JSON.parse(data));",
        );
    else if (pathname === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      for (const message of this.early.splice(0)) response.write(message);
      this.listeners.add(response);
      request.once('close', () => this.listeners.delete(response));
    } else if (pathname.startsWith('/runtime/'))
      response
        .writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(readFileSync(normalize(join(runtime, pathname.slice('/runtime/'.length)))));
    else if (pathname === '/')
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end(`<!doctype html><title>Wails</title>${IMPORT_MAP}${this.html}`);
    else response.writeHead(404).end('not here');
  }

  private async answerCall(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const { 'x-wails-chunk-id': id, 'x-wails-chunk-total': total } = request.headers;
    const parts = [...(this.parts.get(String(id)) ?? []), bytes];
    if (id !== undefined && parts.length < Number(total)) {
      this.parts.set(String(id), parts);
      response.writeHead(200).end();
      return;
    }
    const body = Buffer.concat(parts).toString();
    if (body === '') {
      response.writeHead(422, { 'Content-Type': 'text/plain' }).end('missing object value');
      return;
    }
    const { object, method, args = {} } = JSON.parse(body) as RuntimeRequest;
    this.requests.push({ object, method, args, headers: request.headers, parts: parts.length });
    if (object !== 0) {
      if (object === 3) this.push(String(args.name), args.data);
      respond(response, 200, {});
      return;
    }
    const { methodName, methodID, args: given } = args as { methodName?: string; methodID?: number; args?: unknown[] };
    const command = methodName?.replace(/^main\.App\./, '') ?? (methodID === ECHO_ID ? 'echo' : String(methodID));
    const outcome = await answer(command, (given?.[0] ?? {}) as Record<string, unknown>, (...push) =>
      this.push(...push),
    );
    if (outcome === 'never') return;
    if ('error' in outcome) respond(response, 422, { kind: 'RuntimeError', message: outcome.error });
    else respond(response, 200, outcome.result);
  }
}

/** The number of `echo`, as the generated bindings of Wails v3 call methods. */
export const ECHO_ID = 1411160069;

/** Go answers texts as text and all else as JSON. */
function respond(response: ServerResponse, status: number, value: unknown): void {
  const isText = typeof value === 'string';
  response
    .writeHead(status, { 'Content-Type': isText ? 'text/plain' : 'application/json' })
    .end(isText ? value : JSON.stringify(value));
}
