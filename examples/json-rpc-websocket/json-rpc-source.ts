import type { Page, WebSocket } from '@playwright/test';
import type { CallHandle, IpcSink, IpcSource } from 'playwright-ipc-recorder';

/** Records the JSON-RPC 2.0 that a page speaks over its WebSockets. Attach it before the page connects. */
export class JsonRpcSource implements IpcSource {
  private readonly page: Page;
  private readonly sockets = new Map<WebSocket, () => void>();
  private sink: IpcSink | undefined;

  constructor(page: Page) {
    this.page = page;
  }

  async attach(sink: IpcSink): Promise<void> {
    this.sink = sink;
    this.page.on('websocket', this.opened);
  }

  async detach(): Promise<void> {
    this.page.off('websocket', this.opened);
    for (const stop of this.sockets.values()) stop();
  }

  private readonly opened = (socket: WebSocket): void => {
    /** Calls without an answer yet, by the id that the answer will have. */
    const calls = new Map<unknown, CallHandle>();
    const sent = ({ payload }: Frame) => {
      for (const { id, method, params } of messagesIn(payload)) {
        if (typeof method !== 'string') continue;
        const call = { command: method, args: params, source: 'json-rpc' };
        if (id === undefined) this.sink?.event({ kind: 'send', ...call });
        else if (this.sink !== undefined) calls.set(id, this.sink.started(call));
      }
    };
    const received = ({ payload }: Frame) => {
      for (const { id, method, params, result, error } of messagesIn(payload)) {
        if (typeof method === 'string') {
          this.sink?.event({ kind: 'push', command: method, args: params, source: 'json-rpc' });
          continue;
        }
        const call = calls.get(id);
        if (call === undefined) continue;
        calls.delete(id);
        if (error === undefined) this.sink?.settled(call, { result: { Ok: result } });
        else this.sink?.settled(call, { result: { Err: String(error?.message) }, error });
      }
    };
    const stop = () => {
      socket.off('framesent', sent);
      socket.off('framereceived', received);
      socket.off('close', stop);
      this.sockets.delete(socket);
    };
    socket.on('framesent', sent);
    socket.on('framereceived', received);
    socket.on('close', stop);
    this.sockets.set(socket, stop);
  };
}

interface Frame {
  payload: string | Buffer;
}

interface JsonRpcMessage {
  id?: unknown;
  method?: unknown;
  params?: unknown;
  result?: unknown;
  error?: { message?: unknown };
}

/** The messages of a frame, which may be a batch; none when it is no JSON-RPC. */
function messagesIn(payload: string | Buffer): JsonRpcMessage[] {
  try {
    const data: unknown = JSON.parse(String(payload));
    return (Array.isArray(data) ? data : [data]).filter((message) => message?.jsonrpc === '2.0');
  } catch {
    return [];
  }
}
