import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

const DATA = 0;
const OPEN = 1;

/** Go's half of the streams of Wails v3 (`v3/pkg/application`), whose handler sends back what it gets. */
export class EchoStreams {
  private frames: Buffer[] = [];
  private poll: ServerResponse | undefined;

  async serve(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (pathname.endsWith('/poll')) {
      this.poll = response;
      this.flush();
      return;
    }
    const connection = Number(request.headers['x-wails-stream-conn']);
    const kind = Number(request.headers['x-wails-stream-kind']);
    const body = await buffer(request);
    response.writeHead(200).end();
    if (kind === OPEN) this.frames.push(frame(connection, OPEN, Buffer.alloc(0)));
    else if (kind === DATA) {
      const bodies = request.headers['x-wails-stream-batch'] === undefined ? [body] : inBatch(body);
      for (const one of bodies) this.frames.push(frame(connection, DATA, one));
    }
    this.flush();
  }

  private flush(): void {
    if (this.poll === undefined || this.frames.length === 0) return;
    const head = Buffer.from('WS1\0\0\0\0\0\0', 'latin1');
    head.writeUInt32BE(this.frames.length, 5);
    this.poll.writeHead(200).end(Buffer.concat([head, ...this.frames.splice(0)]));
    this.poll = undefined;
  }
}

function frame(connection: number, kind: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(connection, 0);
  head.writeUInt8(kind, 4);
  head.writeUInt32BE(payload.length, 5);
  return Buffer.concat([head, payload]);
}

function inBatch(body: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 4; at < body.length; ) {
    const length = body.readUInt32BE(at);
    frames.push(body.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return frames;
}
