import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { runNext, startTimer, stopTimer } from '../../../../std/timers.ts';
import type {
  ElectronConfig,
  HookCommand,
  HookMessage,
  HookRecord,
  NumberedMessage,
  NumberedRecord,
} from '../../electron-protocol.ts';
import { readSocketLines } from '../../read-socket-lines.ts';
import { RecordWriter } from './record-writer.ts';

/** Taken here, before the app can replace it. */
const { stringify } = JSON;

/** Units of text that may wait in this process for the worker, which reads the file for what is more. */
const MAX_WAITING = 8_388_608;

/** Milliseconds that records wait at most for others to be sent with them: the end of a call, and all that comes shortly behind another. */
const WAIT_MS = 4;
/** Units of text of ends that wait at most for the file. */
const MAX_HELD = 65_536;

/**
 * Takes records and messages out of the main process. A record is appended to a file before the app goes on, sealed, so `app.exit` loses none, and a crash no more than ends of the last milliseconds;
 * and sent down a socket in the same turn of the event loop, so that the worker need not poll. Each write to the socket wakes the worker, so what comes in the
 * next milliseconds is sent in one. The end of a call waits for these milliseconds, or for the next record, also on its way to the file.
 *
 * While the worker hangs, what it does not take would pile up here. Beyond a bound, records are left to the file until the socket is empty
 * again; the worker sees by their numbers that some are missing, and reads those from the file.
 */
export class SideChannel {
  private readonly config: ElectronConfig;
  private readonly file: RecordWriter;
  private socket: Socket | undefined;
  /** Tells whether the worker has fallen behind: records go to the file alone then. */
  private isBehind = false;
  private count = 0;
  /** The lines that are yet to be written to the file: those of ends. */
  private toFile = '';
  /** The lines that are yet to be sent. */
  private toSocket = '';
  /** Runs while records wait for others. */
  private timer: NodeJS.Timeout | undefined;
  /** Called with each command of the worker's. */
  onCommand: (command: HookCommand) => void = () => {};
  /** Called when the worker is gone. */
  onGone: () => void = () => {};

  constructor(config: ElectronConfig) {
    this.config = config;
    this.file = new RecordWriter(config.file, config.key);
    process.once('exit', this.flush);
    this.connect();
  }

  /** Tells whether the worker is there to answer. */
  get isConnected(): boolean {
    return this.socket !== undefined;
  }

  /** Appends a record to the file and sends it to the worker, under the next number. */
  record(given: HookRecord): void {
    this.count += 1;
    const line = lineOf({ n: this.count, ...given });
    this.toFile += line;
    const isSent = this.hasRoom();
    if (isSent) this.toSocket += line;
    // What is not sent is in the file before anything that comes behind it.
    const mayWait = given.t === 'end' && isSent && this.toFile.length <= MAX_HELD;
    if (!mayWait) this.writeFile();
    if (this.timer !== undefined) return;
    if (!mayWait) runNext(() => this.sendRecords());
    this.wait();
  }

  /** Sends a message to the worker, if it is there, behind all records before it. */
  send(message: HookMessage): void {
    this.sendRecords(`${stringify({ n: this.count + 1, ...message } satisfies NumberedMessage)}\n`);
  }

  close(): void {
    this.flush();
    stopTimer(this.timer);
    process.off('exit', this.flush);
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

  private wait(): void {
    this.timer = startTimer(() => {
      this.timer = undefined;
      if (this.toSocket === '' && this.toFile === '') return;
      this.flush();
      this.wait();
    }, WAIT_MS);
    this.timer.unref(); // it keeps no app alive
  }

  /** Writes all that waits. */
  private readonly flush = (): void => {
    this.writeFile();
    this.sendRecords();
  };

  private writeFile(): void {
    const lines = this.toFile;
    this.toFile = '';
    if (lines !== '') this.file.append(lines);
  }

  /** Sends the records that wait, and a message behind them. */
  private sendRecords(message = ''): void {
    const text = this.toSocket + message;
    this.toSocket = '';
    if (text !== '') this.socket?.write(text);
  }

  /** Tells whether a record may be sent: the worker is there, and takes what it is sent. */
  private hasRoom(): boolean {
    if (this.socket === undefined) return false;
    this.isBehind ||= this.socket.writableLength + this.toSocket.length > MAX_WAITING;
    return !this.isBehind;
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

/** Returns the line of a record; one without JSON must not become the app's failure. */
function lineOf(record: NumberedRecord): string {
  try {
    return `${stringify(record)}\n`;
  } catch {
    return `${stringify({ n: record.n, t: 'lost' } satisfies NumberedRecord)}\n`;
  }
}
