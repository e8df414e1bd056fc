import { type Fields, isFields, type ProtocolMessage, type ProtocolReply } from './protocol-message.ts';

/**
 * Reads the messages of comctx: the path of a call, joined by `.`, is its command. Functions among its arguments are `callback 0` and so on,
 * and each call of one is a push `<command>#0`. The heartbeat before a call is noise.
 * https://github.com/molvqingtai/comctx/blob/master/core/src/protocol.ts
 *
 * @param reply makes the message to the other side of what comctx posts there. @default nothing answers
 */
export function readComctx(message: Fields, reply?: (posted: Fields) => ProtocolReply): ProtocolMessage | undefined {
  const { type, id, path, sender, namespace, meta } = message;
  if (typeof id !== 'string' || !isPath(path) || !isFields(sender) || typeof namespace !== 'string') return undefined;
  const isRequest = sender.type === 'injector';
  if (!isRequest && sender.type !== 'provider') return undefined;
  const command = path.join('.');
  const post = (fields: Fields) =>
    reply?.({
      ...{ type, id, path, meta, namespace },
      sender: { type: 'provider' },
      timeStamp: Date.now(),
      ...fields,
    }) as ProtocolReply;
  const answers = reply === undefined ? {} : { reply: (outcome: Fields) => post(answerOf(outcome)) };
  if (type === 'ping' && isRequest) {
    const pong = reply === undefined ? {} : { reply: () => post({ type: 'pong' }) };
    return { kind: 'noise', protocol: COMCTX, id, command: 'ping', ...pong };
  }
  if (type === 'pong') return { kind: 'response', protocol: COMCTX, id };
  if (type === 'callback') return { kind: 'part', protocol: COMCTX, id, args: message.data };
  if (type !== 'apply') return undefined;
  if (!isRequest) {
    const { error, data } = message;
    return typeof error === 'string' && error !== ''
      ? { kind: 'response', protocol: COMCTX, id, error }
      : { kind: 'response', protocol: COMCTX, id, result: data };
  }
  const callbacks = isPath(message.callbackIds) ? message.callbackIds : [];
  const args = Array.isArray(message.args) ? message.args : [];
  return {
    kind: 'request',
    protocol: COMCTX,
    id,
    command,
    args: args.map((arg) => (callbacks.includes(arg) ? `callback ${callbacks.indexOf(arg)}` : arg)),
    ...(callbacks.length === 0 ? {} : { parts: callbacks.map((one, at) => ({ id: one, name: String(at) })) }),
    ...answers,
    ...(reply === undefined
      ? {}
      : {
          replyPart: (name: string | undefined, data: unknown) =>
            post({ type: 'callback', id: callbacks[Number(name)], data }),
        }),
  };
}

const COMCTX = 'comctx';

/** comctx tells an error by its text. */
function answerOf(outcome: Fields): Fields {
  if (!('error' in outcome)) return { data: outcome.result };
  const { error } = outcome;
  const inner = isFields(error) && isFields(error.$error) ? error.$error : error;
  const text = isFields(inner) && typeof inner.message === 'string' ? inner.message : inner;
  return { error: typeof text === 'string' ? text : JSON.stringify(text) };
}

const isPath = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');
