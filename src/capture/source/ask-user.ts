import { IpcError } from '../../errors.ts';
import { decodeValue } from '../../session/codec/decode-value.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { WHOLE_VALUES } from '../../session/codec/values.ts';
import type { DecodedMessage, DecodeMessage, RawMessage, Reply } from './decode-message.ts';
import { MessageParts } from './message-parts.ts';
import type { ProtocolMessage, ProtocolOutcome, ProtocolReply } from './protocol-message.ts';

/** The protocol that the commands of a user's function have in a session. */
const DECODED = 'decode';

/** Functions of the user's that have failed: each is warned of once. */
const warned = new WeakSet<DecodeMessage>();

/**
 * Asks the user's function what a message is; the answer is encoded, and undefined when the function does not know, or has failed.
 *
 * @param message its `data` is encoded.
 */
export function askUser(decode: DecodeMessage, message: RawMessage): ProtocolMessage | undefined {
  const parts = new MessageParts(message.data);
  let said: DecodedMessage | null | undefined;
  try {
    said = decode({ ...message, data: parts.value });
    if (said === null) return { kind: 'leftOut' };
    if (said === undefined) return undefined;
    if (said instanceof Promise) {
      said.catch(() => {});
      throw new IpcError('INVALID_OPTION', 'It returned a promise. It must be synchronous.');
    }
    check(said, message);
  } catch (error) {
    warnOnce(decode, message, error);
    return { kind: 'oneway', command: message.channel, ...encodedArgs(parts, parts.value) };
  }
  if (said.kind === 'response') {
    const { kind, id, result, error } = said;
    const protocol = DECODED;
    return error === undefined
      ? { kind, protocol, id, ...(result === undefined ? {} : { result: parts.encode(result) }) }
      : { kind, protocol, id, error: parts.encode(error) };
  }
  const { command, args } = said;
  const named = { protocol: DECODED, command, ...encodedArgs(parts, args) };
  if (said.kind !== 'request') return { kind: said.kind, ...named };
  const { id = '', reply } = said;
  return {
    kind: 'request',
    id,
    ...named,
    ...(reply === undefined ? {} : { reply: (outcome) => replyBy(reply, outcome, message.channel) }),
  };
}

function encodedArgs(parts: MessageParts, args: unknown): { args?: unknown } {
  return args === undefined ? {} : { args: parts.encode(args) };
}

function replyBy(reply: Reply, outcome: ProtocolOutcome, requestChannel: string): ProtocolReply {
  const decoded = 'error' in outcome ? { error: decodeValue(outcome.error) } : { result: decodeValue(outcome.result) };
  const { channel = requestChannel, data } = reply(decoded);
  if (!Array.isArray(data))
    throw new IpcError(
      'INVALID_OPTION',
      'The reply of ipcRecorder.decode has no list `data`: return { data: [message] }, the arguments of the message.',
    );
  return { channel, data: data.map((item) => encodeValue(item, WHOLE_VALUES)) };
}

function warnOnce(decode: DecodeMessage, { channel }: RawMessage, error: unknown): void {
  if (warned.has(decode)) return;
  warned.add(decode);
  process.emitWarning(
    `ipcRecorder.decode failed on a message of ${channel}, which is recorded as it came (later failures are not told of): ${error instanceof Error ? error.message : String(error)}`,
    'IpcRecorderWarning',
  );
}

/** @throws {IpcError} `INVALID_OPTION` when it is not what the function may return. */
function check(said: Partial<Record<'kind' | 'id' | 'command', unknown>>, { kind }: RawMessage): void {
  const needsId = (said.kind === 'request' && kind === 'message') || said.kind === 'response';
  const needsCommand = said.kind === 'request' || said.kind === 'send' || said.kind === 'push';
  const isId = typeof said.id === 'string' || typeof said.id === 'number';
  const isKnown = kind === 'message' || said.kind === 'request';
  if (isKnown && (needsId || needsCommand) && (!needsId || isId) && (!needsCommand || typeof said.command === 'string'))
    return;
  throw new IpcError(
    'INVALID_OPTION',
    kind === 'call'
      ? `It returned ${JSON.stringify(said)} for a call. Return a request (command), null or undefined.`
      : `It returned ${JSON.stringify(said)}. Return a request (id, command), a response (id), a send or a push (command), null or undefined.`,
  );
}
