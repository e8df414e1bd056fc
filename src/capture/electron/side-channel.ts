import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { Guard } from '../../redact/guard.ts';
import { createRedactor, type Redactor } from '../../redact/redactor.ts';
import type { AppEvent, IpcCall } from '../../session/schema.ts';
import {
  type ElectronConfig,
  type ElectronFact,
  type ElectronNews,
  type ElectronNote,
  type ElectronOrder,
  type ElectronRecord,
  segmentOf,
} from '../electron-protocol.ts';
import type { CallOutcome } from '../ipc-source.ts';
import { keepNewest } from '../keep-newest.ts';
import { readSocketLines } from '../read-socket-lines.ts';

/** Taken here, before the app can replace it. */
const { setImmediate: afterThis } = globalThis;

/** Bytes of one segment of the file; the newest two are kept, so the disk is bounded. */
const SEGMENT_BYTES = 67_108_864;
/** Units of text that may wait in this process for the worker, which reads the file for what is more. */
const MAX_WAITING = 8_388_608;
/** Calls under way whose arguments are kept. */
const MAX_OPEN = 1_000;

/**
 * The way out of the main process. Each record is appended to a file before the app goes on, redacted, so a crash or `app.exit` loses none;
 * and sent down a socket as it is, so that the worker need not poll and its matchers see the values the app saw.
 *
 * While the worker hangs, what it does not take would pile up here. Beyond a bound, records are left to the file until the socket is empty
 * again; the worker sees by their numbers that some are missing, and reads those from the file.
 */
export class SideChannel {
  private readonly config: ElectronConfig;
  private readonly redactor: Redactor;
  private readonly guard: Guard;
  /** Calls under way, as they were written: their arguments can make a secret of the answer. */
  private readonly open = new Map<string, IpcCall>();
  private socket: Socket | undefined;
  /** The worker takes too little: records go to the file alone. */
  private isBehind = false;
  private fd: number | undefined;
  private segment = 0;
  private written = 0;
  /** The last line was written in part. */
  private isTorn = false;
  private count = 0;
  /** Told of what the worker orders. */
  onOrder: (order: ElectronOrder) => void = () => {};
  /** Told when the worker is gone. */
  onGone: () => void = () => {};

  constructor(config: ElectronConfig) {
    this.config = config;
    const { off, patterns, key, withholds: _, ...rules } = config.redact;
    this.redactor = createRedactor(
      !off && {
        ...rules,
        patterns: patterns.map(({ source, flags }) => new RegExp(source, flags)),
        key: Buffer.from(key, 'base64'),
      },
    );
    this.guard = new Guard(this.redactor.findLeak);
    this.openSegment();
    this.connect();
  }

  /** Whether the worker is there to answer. */
  get isConnected(): boolean {
    return this.socket !== undefined;
  }

  record(fact: ElectronFact): void {
    this.count += 1;
    const record: ElectronRecord = { n: this.count, ...fact };
    try {
      const kept = this.guard.keep(this.redacted(record));
      this.append(kept?.json ?? JSON.stringify({ n: record.n, t: 'lost' } satisfies ElectronRecord));
      if (this.hasRoom()) this.send(kept?.value === record ? kept.json : JSON.stringify(record));
    } catch {
      // What cannot be recorded must not become the app's failure.
    }
  }

  note(news: ElectronNews): void {
    this.send(JSON.stringify({ n: this.count + 1, ...news } satisfies ElectronNote));
  }

  close(): void {
    this.socket?.end();
    this.socket = undefined;
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
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

  /** The record as it may be written; itself when it holds no secret. */
  private redacted(record: ElectronRecord): ElectronRecord {
    if (record.t === 'lost' || this.config.redact.off) return record;
    if (record.t === 'end') return this.redactedEnd(record);
    const event = record.t === 'call' ? record.call : record.event;
    const redacted = this.redactor.event(event);
    // What is never answered must not be kept for ever.
    if (record.t === 'call') keepNewest(this.open, record.call.id, redacted as IpcCall, MAX_OPEN);
    const safe = this.config.redact.withholds ? withoutPayload(redacted) : redacted;
    if (safe === event) return record;
    return record.t === 'call' ? { ...record, call: safe as IpcCall } : { ...record, event: safe };
  }

  private redactedEnd(record: Extract<ElectronRecord, { t: 'end' }>): ElectronRecord {
    const call = this.open.get(record.id);
    this.open.delete(record.id);
    const { error: _error, ...outcome } = record.outcome;
    if (call === undefined || this.config.redact.withholds) {
      const why = call === undefined ? TOO_MANY : WITHHELD;
      return { ...record, outcome: { ...outcome, result: withheld(outcome.result, why) } };
    }
    const { result, error } = record.outcome;
    const safe = this.redactor.event({ ...call, result, ...(error === undefined ? {} : { error }) }) as IpcCall;
    if (safe.result === result && safe.error === error) return record;
    return {
      ...record,
      outcome: {
        ...outcome,
        result: safe.result as typeof result,
        ...(error === undefined ? {} : { error: safe.error }),
      },
    };
  }

  private append(line: string): void {
    if (this.written > SEGMENT_BYTES) this.openSegment();
    if (this.fd === undefined) return;
    // What was torn must not take the next line along.
    const bytes = Buffer.from(`${this.isTorn ? '\n' : ''}${line}\n`);
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(this.fd, bytes, at);
      this.isTorn = false;
    } catch {
      // A full disk must not become the app's failure; the socket still has the record.
      this.isTorn ||= at > 0;
    }
    this.written += at;
  }

  /** Whether a record may be sent: the worker is there, and takes what it is sent. */
  private hasRoom(): boolean {
    if (this.socket === undefined) return false;
    this.isBehind ||= this.socket.writableLength > MAX_WAITING;
    return !this.isBehind;
  }

  /** What one turn of the event loop sends goes out in one piece: a call and its answer, often. */
  private send(line: string): void {
    const { socket } = this;
    if (socket === undefined) return;
    if (socket.writableCorked === 0) {
      socket.cork();
      afterThis(() => socket.uncork());
    }
    socket.write(`${line}\n`);
  }

  /** Begins the next segment, and deletes the last but one. */
  private openSegment(): void {
    const { file } = this.config;
    const { fd } = this;
    // From here on the number may be that of a file of the app's.
    this.fd = undefined;
    this.segment += 1;
    this.written = 0;
    this.isTorn = false;
    try {
      if (fd !== undefined) closeSync(fd);
      this.fd = openSync(segmentOf(file, this.segment), 'a', 0o600);
      rmSync(segmentOf(file, this.segment - 2), { force: true });
    } catch {
      // Without a file there is the socket. One that is read on Windows cannot be deleted: the folder is, in the end.
    }
  }

  private connect(): void {
    const socket = connect(this.config.socket);
    this.socket = socket;
    socket.unref(); // it keeps no app alive
    readSocketLines(socket, (lines) => {
      for (const line of lines) this.onOrder(JSON.parse(line) as ElectronOrder);
    });
    socket.on('drain', () => {
      if (!this.isBehind) return;
      this.isBehind = false;
      this.note({ t: 'resumed' });
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

const TOO_MANY = `withheld: more than ${MAX_OPEN} calls were under way, and what its arguments make secret is not known`;
const WITHHELD = 'withheld: the rule redact.custom does not run in the main process';

function withoutPayload(event: AppEvent): AppEvent {
  if (event.type !== 'Ipc' || event.args === undefined) return event;
  return { ...event, args: { $other: WITHHELD } };
}

function withheld(result: CallOutcome['result'], why: string): CallOutcome['result'] {
  return 'Ok' in result ? { Ok: { $other: why } } : { Err: why };
}
