import { type Fields, isFields, isMessageId, type ProtocolMessage } from './protocol-message.ts';
import { readComctx } from './read-comctx.ts';

/** Tells what a message of Comlink, comctx or JSON-RPC 2.0 is; undefined when it is of none. `data` is the encoded value. */
export function readKnownProtocol(data: unknown): ProtocolMessage | undefined {
  const message = typeof data === 'string' ? jsonRpcOf(data) : data;
  if (!isFields(message)) return undefined;
  return message.jsonrpc === '2.0' ? readJsonRpc(message) : (readComctx(message) ?? readComlink(message));
}

/** See https://www.jsonrpc.org/specification. */
function readJsonRpc({ id, method, params, result, error }: Fields): ProtocolMessage | undefined {
  const args = params === undefined ? {} : { args: params };
  if (typeof method === 'string') {
    return isMessageId(id)
      ? { kind: 'request', id, command: method, ...args }
      : { kind: 'oneway', command: method, ...args };
  }
  if (!isMessageId(id)) return undefined;
  return error === undefined ? { kind: 'response', id, result } : { kind: 'response', id, error };
}

/** JSON-RPC as text, as it is posted to `chrome.webview`. */
function jsonRpcOf(text: string): unknown {
  if (!text.startsWith('{') || !text.includes('"jsonrpc"')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const COMLINK_CALLS: readonly unknown[] = ['GET', 'SET', 'APPLY', 'CONSTRUCT'];

/** Reads the messages of Comlink 4; see https://github.com/GoogleChromeLabs/comlink/blob/v4.4.2/src/protocol.ts. */
function readComlink({ id, type, path, argumentList, name, value }: Fields): ProtocolMessage | undefined {
  if (typeof id !== 'string') return undefined;
  if (type === 'RELEASE') return { kind: 'noise', id, command: type };
  if (type === 'ENDPOINT') return { kind: 'request', id, command: type };
  if (type === 'RAW') return { kind: 'response', id, result: value };
  if (type === 'HANDLER') {
    return name === 'throw' && isFields(value)
      ? { kind: 'response', id, error: value.value ?? 'undefined' }
      : { kind: 'response', id, result: unwrap({ type, name, value }) };
  }
  if (!COMLINK_CALLS.includes(type) || !Array.isArray(path)) return undefined;
  // A function exposed by itself has no path.
  const command = path.length === 0 ? String(type) : path.join('.');
  if (type === 'SET') return { kind: 'request', id, command, args: [unwrap(value)] };
  if (argumentList === undefined) return { kind: 'request', id, command };
  return { kind: 'request', id, command, args: Array.isArray(argumentList) ? argumentList.map(unwrap) : argumentList };
}

/** Returns the value that Comlink has put into an envelope; of what a handler has transferred, the handler's name too. */
function unwrap(wired: unknown): unknown {
  if (!isFields(wired)) return wired;
  const { type, name, value = UNDEFINED } = wired;
  if (type === 'RAW') return value;
  return type === 'HANDLER' ? { handler: name, value } : wired;
}

const UNDEFINED = { $undefined: true };
