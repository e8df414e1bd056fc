import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { Guard } from '../../redact/guard.ts';
import { createRedactor, type Redactor } from '../../redact/redactor.ts';
import type { AppEvent, IpcCall } from '../../session/schema.ts';
import {
  type ElectronConfig,
  type ElectronFact,
  type ElectronNote,
  type ElectronOrder,
  type ElectronRecord,
  OLDER_RECORDS,
} from '../electron-protocol.ts';
import type { CallOutcome } from '../ipc-source.ts';
import { readLines } from '../read-lines.ts';

/** Taken here, before the app can replace it. */
const { setImmediate: afterThis } = globalThis;

/** Bytes of one segment of the file; there are two, so the disk is bounded. */
const SEGMENT_BYTES = 67_108_864;
/** Calls under way whose arguments are kept. */
const MAX_OPEN = 1_000;

/**
 * The way out of the main process. Each record is appended to a file before the app goes on, redacted, so a crash or `app.exit` loses none;
 * and sent down a socket as it is, so that the worker need not poll and its matchers see the values the app saw.
 */
export class SideChannel {
  private readonly config: ElectronConfig;
  private readonly redactor: Redactor;
  private readonly guard: Guard;
  /** Calls under way, as they were written: their arguments can make a secret of the answer. */
  private readonly open = new Map<string, IpcCall>();
  private socket: Socket | undefined;
  private fd: number | undefined;
  private written = 0;
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
    this.fd = this.openFile();
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
      if (kept !== undefined) this.append(kept.json);
      this.send(kept?.value === record ? kept.json : JSON.stringify(record));
    } catch {
      // What cannot be recorded must not become the app's failure.
    }
  }

  note(note: ElectronNote): void {
    this.send(JSON.stringify(note));
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
    if (record.t === 'end') return this.redactedEnd(record);
    const event = record.t === 'call' ? record.call : record.event;
    const redacted = this.redactor.event(event);
    if (record.t === 'call') this.keepOpen(redacted as IpcCall);
    const safe = this.config.redact.withholds ? withoutPayload(redacted) : redacted;
    if (safe === event) return record;
    return record.t === 'call' ? { ...record, call: safe as IpcCall } : { ...record, event: safe };
  }

  /** What is never answered must not be kept for ever. */
  private keepOpen(call: IpcCall): void {
    this.open.set(call.id, call);
    if (this.open.size > MAX_OPEN) this.open.delete(this.open.keys().next().value as string);
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
    if (this.fd === undefined) return;
    try {
      if (this.written > SEGMENT_BYTES) this.rotate();
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
      this.written += bytes.length;
    } catch {
      // A full disk must not become the app's failure; the socket still has the record.
    }
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

  private openFile(): number | undefined {
    try {
      return openSync(this.config.file, 'a', 0o600);
    } catch {
      return undefined;
    }
  }

  private rotate(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    renameSync(this.config.file, this.config.file + OLDER_RECORDS);
    this.fd = this.openFile();
    this.written = 0;
  }

  private connect(): void {
    const socket = connect(this.config.socket);
    this.socket = socket;
    socket.unref(); // it keeps no app alive
    readLines(socket, (lines) => {
      for (const line of lines) this.onOrder(JSON.parse(line) as ElectronOrder);
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
