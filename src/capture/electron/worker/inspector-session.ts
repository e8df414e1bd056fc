import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import type { Socket } from 'node:net';

const HOST = '127.0.0.1';
const OPCODE_TEXT = 1;
const OPCODE_CLOSE = 8;

type Reply = { result?: unknown; error?: { message: string } };

/** A session with the inspector of a Node process, of the few messages that take the hook there. Node before 22 has no WebSocket of its own. */
export class InspectorSession {
  private readonly socket: Socket;
  private readonly replies = new Map<number, (reply: Reply) => void>();
  private readonly events = new Map<string, (params: unknown) => void>();
  private bytes = Buffer.alloc(0);
  /** The frames so far of a message that comes in several. */
  private text = '';
  private count = 0;

  private constructor(socket: Socket, head: Buffer) {
    this.socket = socket;
    socket.unref();
    socket.on('data', (piece) => this.received(piece));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const [, settle] of this.replies) settle({ error: { message: 'The process has gone.' } });
    });
    this.received(head);
  }

  /** Connects; rejects where no inspector listens yet. */
  static async connect(port: number): Promise<InspectorSession> {
    const [target] = (await readTargets(port)) as { webSocketDebuggerUrl?: string }[];
    if (target?.webSocketDebuggerUrl === undefined) throw new Error('The inspector has nothing to connect to.');
    const { pathname } = new URL(target.webSocketDebuggerUrl);
    return await new Promise((resolve, reject) => {
      const headers = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        'Sec-WebSocket-Version': '13',
      };
      get({ host: HOST, port, path: pathname, headers })
        .on('upgrade', (_response, socket, head) => resolve(new InspectorSession(socket as Socket, head)))
        .on('response', ({ statusCode }) => reject(new Error(`The inspector answers ${statusCode}.`)))
        .on('error', reject);
    });
  }

  /** Sends a command; resolves with its result. */
  async send(method: string, params: object = {}): Promise<unknown> {
    this.count += 1;
    const id = this.count;
    const reply = new Promise<Reply>((resolve) => this.replies.set(id, resolve));
    this.write(OPCODE_TEXT, Buffer.from(JSON.stringify({ id, method, params })));
    const { result, error } = await reply;
    this.replies.delete(id);
    if (error !== undefined) throw new Error(error.message);
    return result;
  }

  /** Resolves with the next event of this name. */
  once(event: string): Promise<unknown> {
    return new Promise((resolve) => this.events.set(event, resolve));
  }

  close(): void {
    this.write(OPCODE_CLOSE, Buffer.alloc(0));
    this.socket.end();
  }

  private received(piece: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, piece]);
    for (let frame = readFrame(this.bytes); frame !== undefined; frame = readFrame(this.bytes)) {
      this.bytes = this.bytes.subarray(frame.end);
      if (frame.opcode > OPCODE_TEXT) continue;
      this.text += frame.payload.toString('utf8');
      if (!frame.isLast) continue;
      const message = JSON.parse(this.text) as Reply & { id?: number; method?: string; params?: unknown };
      this.text = '';
      if (message.id !== undefined) this.replies.get(message.id)?.(message);
      else this.events.get(String(message.method))?.(message.params);
    }
  }

  /** Writes one frame. Those of a client are masked. */
  private write(opcode: number, payload: Buffer): void {
    if (this.socket.destroyed) return;
    const { length } = payload;
    const size = Buffer.alloc(length < 126 ? 1 : length < 65_536 ? 3 : 9);
    size[0] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
    if (size.length === 3) size.writeUInt16BE(length, 1);
    if (size.length === 9) size.writeBigUInt64BE(BigInt(length), 1);
    const mask = randomBytes(4);
    const masked = payload.map((byte, at) => byte ^ (mask[at % 4] as number));
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode]), size, mask, masked]));
  }
}

interface WebSocketFrame {
  opcode: number;
  isLast: boolean;
  payload: Buffer;
  /** The place behind it. */
  end: number;
}

/** Reads a whole frame of a server from the beginning of these bytes; undefined while some are missing. */
function readFrame(bytes: Buffer): WebSocketFrame | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] as number) & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const end = start + size;
  if (bytes.length < end) return undefined;
  const first = bytes[0] as number;
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload: bytes.subarray(start, end), end };
}

function readTargets(port: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get({ host: HOST, port, path: '/json/list' }, async (response) => {
      try {
        let text = '';
        for await (const piece of response) text += String(piece);
        resolve(JSON.parse(text));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
  });
}
