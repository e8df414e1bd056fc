/**
 * A message of a protocol, with its values still encoded: nothing is lost by making values of them and back.
 * `protocol` names the library, where its messages pass through a channel of another name than the command.
 */
export type ProtocolMessage = { protocol?: string } & (
  | ProtocolRequest
  | { kind: 'response'; id: MessageId; result?: unknown; error?: unknown }
  /** A push that belongs to a request: an item of its stream, or a call of a function that it passed. */
  | { kind: 'part'; id: MessageId; name?: string; args?: unknown }
  /** One-way traffic in the direction that the message has. */
  | { kind: 'oneway' | 'send' | 'push'; command: string; args?: unknown }
  /** It is left out, and counted; `library` names a library whose messages are a flood. */
  | { kind: 'leftOut'; library?: string }
);

/**
 * A request. `noise` tells nothing of the app, nor does its answer; a `stream` has no answer, but parts.
 */
export interface ProtocolRequest {
  kind: 'request' | 'noise' | 'stream';
  id: MessageId;
  command: string;
  args?: unknown;
  /** The ids by which parts of it are known, and the names of these parts. */
  parts?: readonly { id: MessageId; name?: string }[];
  /** Makes the message that answers it. Absent where nothing but the other side can. */
  reply?: (outcome: ProtocolOutcome) => ProtocolReply;
  /** Makes the message that brings a part of it. */
  replyPart?: (name: string | undefined, args: unknown) => ProtocolReply;
}

/** The outcome of a request, encoded. */
export type ProtocolOutcome = { result: unknown } | { error: unknown };

/** A message to the page: its channel, and the list of its arguments, encoded. */
export interface ProtocolReply {
  channel: string;
  data: unknown[];
}

export type MessageId = string | number;

export type Fields = Record<string, unknown>;

/** Whether an encoded value is an object with fields. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value can be the id of a message. */
export const isMessageId = (id: unknown): id is MessageId => typeof id === 'string' || typeof id === 'number';

/** Returns the arguments as a message has them: none, when it passed `undefined`. */
export const argsOf = (value: unknown): { args?: unknown } =>
  value === undefined || (isFields(value) && value.$undefined === true) ? {} : { args: value };
