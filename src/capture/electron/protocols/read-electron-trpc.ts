import { argsOf, isFields, isMessageId, type ProtocolMessage } from '../../source/protocol-message.ts';

const PROTOCOL = 'electron-trpc';

/**
 * Reads the messages of electron-trpc 0.7 and its forks, which pass through one channel: the path of a procedure is the command, its input the
 * arguments. A subscription has no answer, so it is a send; what it yields are pushes of its name, and its end is a push `<path>#stopped`.
 * Values that a transformer has serialized stay as it has made them.
 * https://github.com/jsonnull/electron-trpc/blob/v0.7.1/packages/electron-trpc/src/main/handleIPCMessage.ts
 *
 * @param data the one value of the message, encoded.
 */
export function readElectronTrpc(channel: string, direction: 'out' | 'in', data: unknown): ProtocolMessage | undefined {
  if (!isFields(data)) return undefined;
  return direction === 'out' ? readRequest(channel, data) : readResponse(channel, data);
}

type Fields = Record<string, unknown>;

function readRequest(channel: string, { method, operation, id: stopped }: Fields): ProtocolMessage | undefined {
  if (method === 'subscription.stop' && isMessageId(stopped))
    return { kind: 'part', protocol: PROTOCOL, id: onChannel(channel, stopped), name: 'stop' };
  if (method !== 'request' || !isFields(operation)) return undefined;
  const { id, type, path, input } = operation;
  if (!isMessageId(id) || typeof path !== 'string') return undefined;
  const respond = (response: Fields) => ({ channel, data: [{ id, ...response }] });
  const key = onChannel(channel, id);
  const request = { protocol: PROTOCOL, id: key, command: path, ...argsOf(input) };
  if (type === 'subscription')
    return {
      ...request,
      kind: 'stream',
      parts: [{ id: key }],
      replyPart: (name, args) => {
        if (name === 'error') return respond({ error: args });
        return respond({ result: name === undefined ? { type: 'data', data: args } : { type: name } });
      },
    };
  if (type !== 'query' && type !== 'mutation') return undefined;
  return {
    ...request,
    kind: 'request',
    reply: (outcome) =>
      respond(
        'error' in outcome
          ? { error: shapeOf(outcome.error, path) }
          : { result: { type: 'data', data: outcome.result } },
      ),
  };
}

function readResponse(channel: string, { id: own, result, error }: Fields): ProtocolMessage | undefined {
  if (!isMessageId(own)) return undefined;
  const id = onChannel(channel, own);
  if (isShape(error)) return { kind: 'response', protocol: PROTOCOL, id, error };
  if (!isFields(result)) return undefined;
  // That a subscription has begun is told by forks alone.
  if (result.type === 'stopped' || result.type === 'started')
    return { kind: 'part', protocol: PROTOCOL, id, name: result.type };
  return result.type === undefined || result.type === 'data'
    ? { kind: 'response', protocol: PROTOCOL, id, result: result.data }
    : undefined;
}

/** Other messages may be numbered, too: an answer comes by the channel of its request. */
const onChannel = (channel: string, id: string | number): string => `${channel} ${JSON.stringify(id)}`;

/** Whether this is an error as tRPC's router shapes it, or a transformer has serialized it. */
const isShape = (error: unknown): error is Fields => isFields(error) && ('code' in error || 'json' in error);

/** An error as tRPC's router shapes it. A recorded one has that shape. */
function shapeOf(error: unknown, path: string): unknown {
  if (isShape(error)) return error;
  const inner = isFields(error) && isFields(error.$error) ? error.$error : error;
  const message = isFields(inner) && typeof inner.message === 'string' ? inner.message : inner;
  return {
    message: typeof message === 'string' ? message : JSON.stringify(message),
    code: INTERNAL_ERROR,
    data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, path },
  };
}

/** The number of `INTERNAL_SERVER_ERROR` in tRPC, which it has from JSON-RPC. */
const INTERNAL_ERROR = -32_603;
