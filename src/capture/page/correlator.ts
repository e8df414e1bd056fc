import { IpcError } from '../../errors.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import type { MessageOrigin, RawPageMessage } from '../page-protocol.ts';
import type { Correlate, CorrelatedMessage } from '../source/correlate.ts';
import { DecodedMessage } from '../source/decoded-message.ts';
import type { CallHandle, IpcSink } from '../source/ipc-source.ts';
import { type EncodedMessage, readKnownProtocol } from '../source/read-known-protocol.ts';
import { correlateOf, type SourceOptions } from '../source/source-options.ts';
import { Unanswered } from '../source/unanswered.ts';
import { pageCall } from './page-call.ts';

/** A request that has no answer yet. */
interface OpenRequest {
  command: string;
  at: number;
  /** The call of the page; without it, the request came to the page. */
  handle?: CallHandle;
  isNoise: boolean;
}

/** A message as it was understood: by the user's function, by a known protocol, or as one-way traffic. */
type Read = EncodedMessage | { kind: 'send' | 'push'; command: string; args?: unknown } | { kind: 'leftOut' };

/** Functions of the user's that have failed: each is warned of once. */
const warned = new WeakSet<Correlate>();

/**
 * Makes calls of messages: finds the answer to each request, in the same document and on the same channel.
 *
 * A request that comes to the page is a push, and the page's answer to it is a send of the same name: calls are the page's.
 * An answer to nothing that was seen is one-way traffic, under the channel's name.
 */
export class Correlator {
  private readonly sink: IpcSink;
  private readonly sources: SourceOptions | undefined;
  private readonly open = new Unanswered<OpenRequest>();

  constructor(sink: IpcSink, sources?: SourceOptions) {
    this.sink = sink;
    this.sources = sources;
  }

  take(message: RawPageMessage, origin: MessageOrigin): void {
    const read = this.read(message);
    switch (read.kind) {
      case 'request':
        this.requested(message, origin, read);
        break;
      case 'response':
        this.answered(message, origin, read);
        break;
      case 'noise':
        this.keep(message, read.id, { command: read.command, at: message.at, isNoise: true });
        this.sink.noise?.(1);
        break;
      case 'leftOut':
        this.sink.noise?.(1);
        break;
      default:
        this.oneWay(message, origin, read.command, read.args, read.kind === 'oneway' ? undefined : read.kind);
    }
  }

  /** Returns the calls of a document that have no answer yet. */
  openIn(document: string): CallHandle[] {
    return this.open.in(document).flatMap(({ handle }) => handle ?? []);
  }

  /** A document is gone: its open requests will not be answered. */
  forget(document: string): void {
    this.open.forget(document);
  }

  private keep(message: RawPageMessage, id: string | number, request: OpenRequest): void {
    this.open.keep(message.id, request, keyOf(message, id, message.direction));
  }

  private read(message: RawPageMessage): Read {
    const correlate = correlateOf(this.sources, message.source);
    const own = correlate === undefined ? undefined : askUser(correlate, message);
    return own ?? readKnownProtocol(message.data) ?? { kind: 'oneway', command: message.channel, ...dataOf(message) };
  }

  private requested(
    message: RawPageMessage,
    origin: MessageOrigin,
    { id, command, args }: EncodedMessage & { kind: 'request' | 'noise' },
  ): void {
    const request: OpenRequest = { command, at: message.at, isNoise: false };
    if (message.direction === 'out') request.handle = this.sink.started(callOf(message, origin, command, args));
    else this.oneWay(message, origin, command, args);
    this.keep(message, id, request);
  }

  private answered(
    message: RawPageMessage,
    origin: MessageOrigin,
    { id, result, error }: EncodedMessage & { kind: 'response' },
  ): void {
    const key = keyOf(message, id, message.direction === 'in' ? 'out' : 'in');
    const request = this.open.take(message.id, key);
    if (request === undefined) {
      this.oneWay(message, origin, message.channel, message.data);
    } else if (request.isNoise) {
      this.sink.noise?.(1);
    } else if (request.handle === undefined) {
      this.oneWay(message, origin, request.command, error === undefined ? result : { error });
    } else {
      this.sink.settled(request.handle, {
        result: error === undefined ? { Ok: result ?? null } : { Err: textOf(error) },
        durationUs: Math.max(0, Math.round((message.at - request.at) * 1_000)),
        ...(error === undefined || typeof error === 'string' ? {} : { error }),
      });
    }
  }

  private oneWay(
    message: RawPageMessage,
    origin: MessageOrigin,
    command: string,
    args: unknown,
    kind: 'send' | 'push' = message.direction === 'out' ? 'send' : 'push',
  ): void {
    this.sink.event({ ...callOf(message, origin, command, args), kind });
  }
}

/** Makes the key of a request: in a document, its id is unique on one channel, in one direction. */
function keyOf({ channel }: RawPageMessage, id: string | number, direction: 'out' | 'in'): string {
  return JSON.stringify([channel, direction, id]);
}

function callOf(message: RawPageMessage, origin: MessageOrigin, command: string, args: unknown): IpcCall {
  return pageCall(message, origin, command, args === undefined ? {} : { args });
}

const dataOf = ({ data }: RawPageMessage) => (data === undefined ? {} : { args: data });

/** Returns the text of `Err`: of an error with a message that one, else its JSON. `error` is encoded. */
function textOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const fields = (typeof error === 'object' && error !== null && '$error' in error ? error.$error : error) as {
    message?: unknown;
  } | null;
  return typeof fields?.message === 'string' ? fields.message : JSON.stringify(error);
}

/** Asks the user's function what a message is; the answer is encoded, and undefined when the function does not know. */
function askUser(correlate: Correlate, message: RawPageMessage): Read | undefined {
  const { direction, channel, source } = message;
  const decoded = new DecodedMessage(message.data);
  let said: CorrelatedMessage | null | undefined;
  try {
    said = correlate({ direction, channel, data: decoded.value });
    if (said === null) return { kind: 'leftOut' };
    if (said === undefined) return undefined;
    if (said instanceof Promise) {
      said.catch(() => {});
      throw new IpcError('INVALID_OPTION', 'It returned a promise. It must be synchronous.');
    }
    check(said);
  } catch (error) {
    if (!warned.has(correlate)) {
      warned.add(correlate);
      process.emitWarning(
        `ipcRecorder.sources.${source}.correlate failed on a message of ${channel}, which is recorded as one-way (later failures are not told of): ${error instanceof Error ? error.message : String(error)}`,
        'IpcRecorderWarning',
      );
    }
    return { kind: direction === 'out' ? 'send' : 'push', command: channel, ...dataOf(message) };
  }
  if (said.kind !== 'response')
    return { ...said, ...(said.args === undefined ? {} : { args: decoded.encode(said.args) }) };
  const { kind, id, result, error } = said;
  return error === undefined
    ? { kind, id, ...(result === undefined ? {} : { result: decoded.encode(result) }) }
    : { kind, id, error: decoded.encode(error) };
}

/** @throws {IpcError} `INVALID_OPTION` when it is not what the function may return. */
function check(said: Partial<Record<'kind' | 'id' | 'command', unknown>>): void {
  const needsId = said.kind === 'request' || said.kind === 'response';
  const needsCommand = said.kind === 'request' || said.kind === 'send' || said.kind === 'push';
  const isId = typeof said.id === 'string' || typeof said.id === 'number';
  if ((needsId || needsCommand) && (!needsId || isId) && (!needsCommand || typeof said.command === 'string')) return;
  throw new IpcError(
    'INVALID_OPTION',
    `It returned ${JSON.stringify(said)}. Return a request (id, command), a response (id), a send or a push (command), null or undefined.`,
  );
}
