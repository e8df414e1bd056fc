import type { IpcCall } from '../../session/format/schema.ts';
import { keepNewest } from '../../std/keep-newest.ts';
import type { CallHandle, IpcSink } from './ipc-source.ts';
import type { MessageId, ProtocolMessage, ProtocolRequest } from './protocol-message.ts';
import { Unanswered } from './unanswered.ts';

/** A message as its source has seen it. */
export interface SeenMessage {
  /** The event that it is by itself: a `send` or `push` of its channel's name. */
  event: IpcCall;
  /** `out` = the page sent it. */
  direction: 'out' | 'in';
  /** The place in which ids of requests are unique, such as a channel or a window. */
  scope: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** A request that has no answer yet. */
interface OpenRequest {
  /** The id of its event. */
  id: string;
  command: string;
  at: number;
  /** The call of the page; without it, the request came to the page. */
  handle?: CallHandle;
  isNoise: boolean;
  scope: string;
  /** The document that it is of is gone. */
  isLeft?: boolean;
}

/** A request whose parts may come. */
interface Stream {
  /** The id of its event, which its parts name as their channel. */
  id: string;
  command: string;
  name: string | undefined;
}

/** Streams that are kept at most: those of an app that never ends them must not pile up. */
const MAX_STREAMS = 10_000;

/**
 * Makes calls of messages: finds the answer to each request, in the same document and scope.
 *
 * A request that comes to the page is a push, and the page's answer to it is a send of the same name: calls are the page's.
 * An answer to nothing that was seen is one-way traffic, under the channel's name.
 */
export class Correlator {
  private readonly sink: IpcSink;
  private readonly open = new Unanswered<OpenRequest>();
  private readonly streams = new Map<string, Stream>();
  /** The ids of requests that a route or a session has answered, and whose answer is on its way. */
  private readonly mocked = new Set<string>();

  constructor(sink: IpcSink) {
    this.sink = sink;
  }

  /** Takes a message as it was understood; returns the event that it is in the recording, unless it is an answer or left out. */
  take(message: SeenMessage, read: ProtocolMessage | undefined): IpcCall | undefined {
    if (read === undefined) return this.oneWay(message, message.event);
    switch (read.kind) {
      case 'request':
        return this.requested(message, read);
      case 'stream':
        this.follow(message, read);
        return this.oneWay(message, eventOf(message, read));
      case 'response':
        return this.answered(message, read);
      case 'part':
        return this.parted(message, read);
      case 'noise':
        this.keep(message, read, {
          id: message.event.id,
          command: read.command,
          at: message.at,
          isNoise: true,
          scope: message.scope,
        });
        this.sink.noise?.(1);
        return undefined;
      case 'leftOut':
        this.sink.noise?.(1, read.library);
        return undefined;
      default:
        return this.oneWay(message, eventOf(message, read), read.kind === 'oneway' ? undefined : read.kind);
    }
  }

  /** The answer to a request that is on its way is a route's or a session's. */
  answeredByTest(id: string): void {
    this.mocked.add(id);
  }

  /** Returns the calls of a document that have no answer yet. */
  openIn(document: string): CallHandle[] {
    return this.open.in(document).flatMap(({ handle }) => handle ?? []);
  }

  /** The documents of some scopes are gone; returns their calls that have no answer yet, each once. Answers may come all the same. */
  leave(isIn: (scope: string) => boolean): CallHandle[] {
    const left = this.open.all().filter(({ scope, isLeft }) => !isLeft && isIn(scope));
    for (const request of left) request.isLeft = true;
    return left.flatMap(({ handle }) => handle ?? []);
  }

  /** A document is gone: its open requests will not be answered. */
  forget(document: string): void {
    this.open.forget(document);
  }

  private keep(message: SeenMessage, read: Identified, request: OpenRequest): void {
    this.open.keep(message.event.id, request, keyOf(message, read, message.direction));
  }

  private follow(message: SeenMessage, { command, parts = [], protocol }: ProtocolRequest & Identified): void {
    for (const { id, name } of parts)
      keepNewest(
        this.streams,
        keyOf(message, { id, protocol }, message.direction),
        { id: message.event.id, command, name },
        MAX_STREAMS,
      );
  }

  private requested(message: SeenMessage, read: ProtocolRequest & { protocol?: string }): IpcCall | undefined {
    const { command } = read;
    const request: OpenRequest = {
      id: message.event.id,
      command,
      at: message.at,
      isNoise: false,
      scope: message.scope,
    };
    const event = eventOf(message, read);
    let pushed: IpcCall | undefined;
    if (message.direction === 'out') {
      const { kind: _kind, ...call } = event;
      request.handle = this.sink.started(call);
    } else pushed = this.oneWay(message, event);
    this.keep(message, read, request);
    this.follow(message, read);
    return pushed;
  }

  private answered(message: SeenMessage, read: ProtocolMessage & { kind: 'response' }): IpcCall | undefined {
    const { id, result, error, protocol } = read;
    const key = this.answerKey(message, read);
    const request = this.open.take(message.event.id, key);
    if (request === undefined) {
      // An item of a stream, or the error that ends one.
      if (this.streams.has(key))
        return this.parted(message, {
          id,
          kind: 'part',
          ...(error === undefined ? { args: result } : { name: 'error', args: error }),
          ...(protocol === undefined ? {} : { protocol }),
        });
      return this.oneWay(message, message.event);
    }
    if (request.isNoise) {
      this.sink.noise?.(1);
    } else if (request.handle === undefined) {
      const args = error === undefined ? result : { error };
      return this.oneWay(message, eventOf(message, { command: request.command, args, protocol }));
    } else {
      this.sink.settled(request.handle, {
        result: error === undefined ? { Ok: result ?? null } : { Err: textOf(error) },
        durationUs: Math.max(0, Math.round((message.at - request.at) * 1_000)),
        ...(error === undefined || typeof error === 'string' ? {} : { error }),
        ...(this.mocked.delete(request.id) ? { mocked: true } : {}),
      });
    }
    return undefined;
  }

  private parted(message: SeenMessage, read: ProtocolMessage & { kind: 'part' }): IpcCall {
    const { name, args, protocol } = read;
    // Of a part that the page itself sends, the request is its own too.
    const stream =
      this.streams.get(this.answerKey(message, read)) ?? this.streams.get(keyOf(message, read, message.direction));
    if (stream === undefined) return this.oneWay(message, message.event);
    const part = name ?? stream.name;
    const command = part === undefined ? stream.command : `${stream.command}#${part}`;
    return this.oneWay(message, { ...eventOf(message, { command, args, protocol }), channel: stream.id });
  }

  private oneWay(
    { direction }: SeenMessage,
    event: IpcCall,
    kind: 'send' | 'push' = direction === 'out' ? 'send' : 'push',
  ): IpcCall {
    const sent = { ...event, kind };
    this.sink.event(sent);
    return sent;
  }

  private answerKey(message: SeenMessage, read: Identified): string {
    return keyOf(message, read, message.direction === 'in' ? 'out' : 'in');
  }
}

/** A message that is known by an id of its protocol. */
interface Identified {
  id: MessageId;
  protocol?: string | undefined;
}

/** Makes the key of a request: its id is unique in one protocol and scope, in one direction. */
function keyOf({ scope }: SeenMessage, { id, protocol = '' }: Identified, direction: 'out' | 'in'): string {
  return JSON.stringify([scope, protocol, direction, id]);
}

/** The event of a message, under the command and with the arguments that it is understood to have. */
function eventOf(
  { event }: SeenMessage,
  { command, args, protocol }: { command: string; args?: unknown; protocol?: string | undefined },
): IpcCall {
  const { args: _raw, ...rest } = event;
  return {
    ...rest,
    command,
    ...(args === undefined ? {} : { args }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

/** Returns the text of `Err`: of an error with a message that one, else its JSON. `error` is encoded. */
function textOf(error: unknown): string {
  if (typeof error === 'string') return error;
  return (
    messageIn(error) ??
    messageIn(memberOf(error, '$error')) ??
    messageIn(memberOf(error, 'json')) ??
    JSON.stringify(error)
  );
}

function messageIn(error: unknown): string | undefined {
  const message = memberOf(error, 'message');
  return typeof message === 'string' ? message : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
