import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { runNext } from '../../../../std/timers.ts';
import type {
  ElectronConfig,
  HookCommand,
  HookMessage,
  HookRecord,
  NumberedMessage,
  NumberedRecord,
} from '../../electron-protocol.ts';
import { readSocketLines } from '../../read-socket-lines.ts';
import { RecordRedactor } from './record-redactor.ts';
import { RecordWriter } from './record-writer.ts';

/** Units of text that may wait in this process for the worker, which reads the file for what is more. */
const MAX_WAITING = 8_388_608;

/**
 * Takes records and messages out of the main process. Each record is appended to a file before the app goes on, redacted, so a crash or `app.exit` loses none;
 * and sent down a socket as it is, so that the worker need not poll and its matchers see the values the app saw.
 *
 * While the worker hangs, what it does not take would pile up here. Beyond a bound, records are left to the file until the socket is empty
 * again; the worker sees by their numbers that some are missing, and reads those from the file.
 */
export class SideChannel {
  private readonly config: ElectronConfig;
  private readonly redactor: RecordRedactor;
  private readonly file: RecordWriter;
  private socket: Socket | undefined;
  /** Tells whether the worker has fallen behind: records go to the file alone then. */
  private isBehind = false;
  private count = 0;
  /** Called with each command of the worker's. */
  onCommand: (command: HookCommand) => void = () => {};
  /** Called when the worker is gone. */
  onGone: () => void = () => {};

  constructor(config: ElectronConfig) {
    this.config = config;
    this.redactor = new RecordRedactor(config.redact);
    this.file = new RecordWriter(config.file);
    this.connect();
  }

  /** Tells whether the worker is there to answer. */
  get isConnected(): boolean {
    return this.socket !== undefined;
  }

  /** Appends a record to the file and sends it to the worker, under the next number. */
  record(given: HookRecord): void {
    this.count += 1;
    const record: NumberedRecord = { n: this.count, ...given };
    try {
      const safe = this.redactor.redact(record);
      this.file.append(safe?.json ?? JSON.stringify({ n: record.n, t: 'lost' } satisfies NumberedRecord));
      if (this.hasRoom()) this.write(safe?.value === record ? safe.json : JSON.stringify(record));
    } catch {
      // A record that cannot be written must not become the app's failure.
    }
  }

  /** Sends a message to the worker, if it is there. */
  send(message: HookMessage): void {
    this.write(JSON.stringify({ n: this.count + 1, ...message } satisfies NumberedMessage));
  }

  close(): void {
    this.socket?.end();
    this.socket = undefined;
    this.file.close();
  }

  /** Stops, and deletes the file with its folder: nobody is there to read it. */
  discard(): void {
    this.close();
    try {
      rmSync(dirname(this.config.file), { recursive: true, force: true });
    } catch {
      // the system's own clearing of temporary folders is left
    }
  }

  /** Tells whether a record may be sent: the worker is there, and takes what it is sent. */
  private hasRoom(): boolean {
    if (this.socket === undefined) return false;
    this.isBehind ||= this.socket.writableLength > MAX_WAITING;
    return !this.isBehind;
  }

  /** Writes a line to the socket. The lines of one turn of the event loop go out in one piece: a call and its answer, often. */
  private write(line: string): void {
    const { socket } = this;
    if (socket === undefined) return;
    if (socket.writableCorked === 0) {
      socket.cork();
      runNext(() => socket.uncork());
    }
    socket.write(`${line}\n`);
  }

  private connect(): void {
    const socket = connect(this.config.socket);
    this.socket = socket;
    socket.unref(); // it keeps no app alive
    readSocketLines(socket, (lines) => {
      for (const line of lines) this.onCommand(JSON.parse(line) as HookCommand);
    });
    socket.on('drain', () => {
      if (!this.isBehind) return;
      this.isBehind = false;
      this.send({ t: 'resumed' });
    });
    const gone = () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.onGone();
    };
    socket.on('error', gone);
    socket.on('close', gone);
  }
}
