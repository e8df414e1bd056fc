import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { encodeValue } from '../../../session/codec/encode-value.ts';
import { defined } from '../../../std/defined.ts';
import { startTimer, stopTimer } from '../../../std/timers.ts';
import type { RoutePattern } from '../../page-protocol.ts';
import type { CallHandle, IpcSink, IpcSource } from '../../source/ipc-source.ts';
import { Unanswered } from '../../source/unanswered.ts';
import type {
  DrivenCall,
  ElectronAnswer,
  ElectronConfig,
  ElectronPush,
  ElectronQuestion,
  HookCommand,
  HookRecord,
  NumberedMessage,
  NumberedRecord,
} from '../electron-protocol.ts';
import { readSocketLines } from '../read-socket-lines.ts';
import { newSealKey } from '../seal-at.ts';
import { AppMessages, type AppMessagesOptions } from './app-messages.ts';
import { makeFolder, removeFoldersOfTheDead } from './electron-folder.ts';
import { type ReadOptions, RecordReader } from './record-reader.ts';

/** Milliseconds the main process has for what it is asked; one that hangs must not hold the test. */
const REPLY_LIMIT_MS = 250;

/** Records of the file that are one batch. */
const BATCH_RECORDS = 1_000;

export interface ElectronSourceOptions extends AppMessagesOptions {
  /** The prefix of the labels of the app's windows. @default '' */
  labels?: string;
  routes?: RoutePattern[];
  /** Node is the backend from the start. */
  serve?: boolean;
  /** Bytes of one value that are recorded at most. @default `MAX_VALUE_BYTES` */
  maxValueBytes?: number | undefined;
  /** Source text of a function that reads the main process' state. */
  state?: string;
  /** Answers the questions that the hook leaves to the worker. */
  answer?: (question: ElectronQuestion) => Promise<ElectronAnswer>;
  /** A window has loaded a document. */
  loaded?: (label: string) => void;
}

type Reply = { value?: unknown; error?: string };
type CommandWithReply = Extract<HookCommand, { id: number }>;
type WithoutId<Command> = Command extends unknown ? Omit<Command, 'id'> : never;

/** A push of nothing. Commands are carried out in turn, so its reply says that those before it have been. */
const NO_PUSH: WithoutId<CommandWithReply> = { t: 'push', pushes: [] };

/** Stands for a call that is left out of the recording. */
const LEFT_OUT: CallHandle = { id: '' };

let launches = 0;

/**
 * Observes the main process of one Electron app, by the hook that was loaded into it with `config`.
 * Records come by a socket; those it did not bring, because the process hangs or is gone, this one was too busy to take them or nobody
 * wanted them yet, are in the hook's file. Those that are in neither are counted.
 */
export class ElectronSource implements IpcSource {
  /** The configuration that the hook is to be started with. */
  readonly config: ElectronConfig;
  /** The labels of the windows that have loaded a document. */
  private readonly loadedWindows = new Set<string>();
  private readonly options: ElectronSourceOptions;
  private readonly folder: string;
  private readonly server: Server;
  private readonly handles = new Unanswered<CallHandle>();
  private readonly replies = new Map<number, (reply: Reply | undefined) => void>();
  private readonly file: RecordReader;
  private socket: Socket | undefined;
  private sink: IpcSink | undefined;
  private messages: AppMessages | undefined;
  /** The number of the last record taken. */
  private last = 0;
  private commands = 0;
  /** Grows with all that passes between the app and Node, either way. */
  traffic = 0;
  private hasRun = false;
  private closed = false;

  constructor(options: ElectronSourceOptions = {}) {
    this.options = options;
    if (launches === 0) removeFoldersOfTheDead();
    this.folder = makeFolder();
    launches += 1;
    const id = `e${launches}${Math.random().toString(36).slice(2, 8)}`;
    this.config = {
      id,
      file: join(this.folder, 'records.ndjson'),
      socket:
        process.platform === 'win32' ? `\\\\.\\pipe\\ipc-recorder-${process.pid}-${id}` : join(this.folder, 'socket'),
      labels: options.labels ?? '',
      key: newSealKey(),
      routes: options.routes ?? [],
      serve: options.serve ?? false,
      decodesCalls: options.decode !== undefined,
      ...defined({ state: options.state, maxValueBytes: options.maxValueBytes }),
    };
    this.file = new RecordReader(this.config.file, this.config.key);
    // Bound when `listen` returns: the app that is launched next finds it.
    this.server = createServer((socket) => this.connected(socket)).listen(this.config.socket);
    this.server.unref();
  }

  /** Tells whether the app runs, as far as the hook tells. */
  get isLive(): boolean {
    return this.socket !== undefined;
  }

  /** Tells whether the app has run, and runs no more. */
  get isGone(): boolean {
    return this.closed || (this.hasRun && !this.isLive);
  }

  async attach(sink: IpcSink): Promise<void> {
    this.sink = sink;
    this.messages = new AppMessages(sink, this.options);
    // Records that nobody wanted up to now are in the file alone.
    this.takeFile({ stopsAtGap: false });
  }

  /** Takes the hook out of the app, if it still runs. */
  async detach(): Promise<void> {
    if (this.closed) return;
    await this.drain();
    this.takeFile({ stopsAtGap: false });
    this.send({ t: 'detach' });
    this.close();
  }

  /** Resolves when all that the app did up to now is recorded. */
  async drain(): Promise<void> {
    const reply = await this.ask(NO_PUSH);
    if (reply === undefined) this.takeFile();
  }

  /** Returns the state of the main process; all it did before has been recorded when this resolves. */
  async readState(): Promise<unknown> {
    const reply = await this.ask({ t: 'state' });
    if (reply === undefined) {
      this.takeFile();
      throw new Error(`no answer from the main process within ${REPLY_LIMIT_MS} ms`);
    }
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value;
  }

  /** Returns the label of the window that the inspector calls by this id; null when it is not the app's, undefined when it cannot be known. */
  async labelOf(target: string): Promise<string | null | undefined> {
    const reply = await this.ask({ t: 'label', target });
    return reply?.error === undefined ? (reply?.value as string | null | undefined) : undefined;
  }

  /** Sends messages to the app's windows; returns how many got one. */
  async push(pushes: ElectronPush[]): Promise<number> {
    const reply = await this.ask({ t: 'push', pushes: this.onWire(pushes) });
    return typeof reply?.value === 'number' ? reply.value : 0;
  }

  /** Whether the app runs and has a window of this label that has loaded a document. */
  hasLoaded(label: string): boolean {
    return this.isLive && this.loadedWindows.has(label);
  }

  /** Sends recorded messages in turn with the answers that were given before and are given later. */
  deliver(pushes: ElectronPush[]): void {
    void this.ask({ t: 'deliver', pushes: this.onWire(pushes) });
  }

  /** Sends a call to the app's real handler, or a message to its listeners; waits as long as it takes. */
  async drive({ args, ...call }: DrivenCall): Promise<unknown> {
    const reply = await this.ask({ t: 'drive', call: { ...call, args: encodeValue(args) } }, 0);
    if (reply === undefined) throw new Error('The Electron app has gone.');
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value;
  }

  /** Sets the routes; resolves when the main process knows of them, since what it is sent afterwards goes another way and could come first. */
  async setRoutes(routes: RoutePattern[]): Promise<void> {
    this.config.routes = routes;
    this.send({ t: 'routes', routes });
    await this.ask(NO_PUSH);
  }

  async setServing(on: boolean): Promise<void> {
    this.config.serve = on;
    this.send({ t: 'serve', on });
    await this.ask(NO_PUSH);
  }

  private connected(socket: Socket): void {
    if (this.hasRun)
      process.emitWarning(
        'An Electron app was launched again with the options of one before it: what it does first is not recorded. Call withIpcHook for each launch.',
        'IpcRecorderWarning',
      );
    this.socket = socket;
    this.hasRun = true;
    socket.unref();
    // The routes and the backend may have changed between the launch and now.
    this.send({ t: 'routes', routes: this.config.routes });
    this.send({ t: 'serve', on: this.config.serve });
    readSocketLines(socket, (lines) => {
      for (const line of lines) this.received(JSON.parse(line) as NumberedRecord | NumberedMessage);
      this.sink?.batched?.();
    });
    const gone = () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      for (const [id] of this.replies) this.settle(id, undefined);
      this.takeFile({ isWhole: true });
    };
    socket.on('error', gone);
    socket.on('close', gone);
  }

  private received(message: NumberedRecord | NumberedMessage): void {
    if (this.closed) return;
    this.traffic += 1;
    // Records came before this one, and not by the socket.
    if (message.n > this.last + 1) this.takeFile({ before: message.n });
    if (message.t === 'question') void this.answer(message.question);
    else if (message.t === 'loaded') {
      this.loadedWindows.add(message.label);
      this.options.loaded?.(message.label);
    } else if (message.t === 'reply') this.settle(message.id, message);
    else if (message.t !== 'resumed' && this.sink !== undefined) this.take(message, this.sink);
  }

  private take(record: NumberedRecord, sink: IpcSink): void {
    if (record.n <= this.last) return;
    this.skipTo(record.n, sink);
    this.last = record.n;
    if (record.t === 'event') this.messages?.event(record.event);
    else if (record.t === 'call') this.handles.keep(record.call.id, this.messages?.started(record.call) ?? LEFT_OUT);
    else if (record.t === 'end') {
      const handle = this.handles.take(record.id) ?? { id: record.id };
      if (handle !== LEFT_OUT) sink.settled(handle, record.outcome);
    } else if (record.t === 'gone') this.gone(record, sink);
    else sink.lost?.(1);
  }

  private gone({ ids, label, how }: Extract<HookRecord, { t: 'gone' }>, sink: IpcSink): void {
    if (label !== undefined) this.messages?.gone(label, how);
    for (const id of ids) {
      const handle = this.handles.get(id);
      if (how !== 'crashed' && handle !== undefined && handle !== LEFT_OUT) sink.abandoned?.(handle, how);
    }
  }

  /** Counts the records below number `n` that were not taken as lost: they are neither in the file nor on their way. */
  private skipTo(n: number, sink: IpcSink): void {
    if (n <= this.last + 1) return;
    sink.lost?.(n - 1 - this.last);
    this.last = n - 1;
  }

  /** Takes the records that the socket did not bring from the file: up to a number, before which the file is complete, or up to the records that an open socket may still bring. */
  private takeFile({
    before,
    stopsAtGap = before === undefined && this.socket !== undefined,
    isWhole = false,
  }: ReadOptions = {}): void {
    const { sink } = this;
    if (this.closed || sink === undefined) return;
    let count = 0;
    for (const record of this.file.records(this.last + 1, { before, stopsAtGap, isWhole })) {
      this.take(record, sink);
      count += 1;
      if (count % BATCH_RECORDS === 0) sink.batched?.();
    }
    if (before !== undefined) this.skipTo(before, sink);
    sink.batched?.();
  }

  private async answer(question: ElectronQuestion): Promise<void> {
    const ask = async (asked: ElectronQuestion): Promise<ElectronAnswer> =>
      (await this.options.answer?.(asked)) ?? { action: 'continue' };
    const { messages } = this;
    const answer = await (messages === undefined ? ask(question) : messages.answer(question, ask, this.config.serve));
    this.send({ t: 'answer', id: question.id, answer });
  }

  private onWire(pushes: ElectronPush[]): ElectronPush[] {
    return this.messages?.onWire(pushes) ?? pushes;
  }

  /** Sends a command and waits for its reply; undefined when there is none in time, or nobody to give one. */
  private ask(command: WithoutId<CommandWithReply>, limitMs = REPLY_LIMIT_MS): Promise<Reply | undefined> {
    if (this.socket === undefined) return Promise.resolve(undefined);
    this.commands += 1;
    const id = this.commands;
    return new Promise((resolve) => {
      const timer = limitMs > 0 ? startTimer(() => this.settle(id, undefined), limitMs) : undefined;
      this.replies.set(id, (reply) => {
        stopTimer(timer);
        resolve(reply);
      });
      this.send({ ...command, id } as HookCommand);
    });
  }

  private settle(id: number, reply: Reply | undefined): void {
    const resolve = this.replies.get(id);
    this.replies.delete(id);
    resolve?.(reply);
  }

  private send(command: HookCommand): void {
    this.traffic += 1;
    this.socket?.write(`${JSON.stringify(command)}\n`);
  }

  private close(): void {
    this.closed = true;
    const { socket } = this;
    this.socket = undefined;
    socket?.end();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
