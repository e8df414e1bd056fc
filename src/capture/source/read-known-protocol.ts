/** Tells what a message of Comlink or JSON-RPC 2.0 is; undefined when it is of neither. `data` is the encoded value. */
export function readKnownProtocol(data: unknown): EncodedMessage | undefined {
  const message = typeof data === 'string' ? jsonRpcOf(data) : data;
  if (!isObject(message)) return undefined;
  return message.jsonrpc === '2.0' ? readJsonRpc(message) : readComlink(message);
}

/**
 * A message of a known protocol, with its values still encoded: nothing is lost by making values of them and back.
 * `noise` is a request that tells nothing of the app; its answer tells nothing either.
 */
export type EncodedMessage =
  | { kind: 'request' | 'noise'; id: string | number; command: string; args?: unknown }
  | { kind: 'response'; id: string | number; result?: unknown; error?: unknown }
  | { kind: 'oneway'; command: string; args?: unknown };

type Fields = Record<string, unknown>;

/** See https://www.jsonrpc.org/specification. */
function readJsonRpc({ id, method, params, result, error }: Fields): EncodedMessage | undefined {
  const args = params === undefined ? {} : { args: params };
  if (typeof method === 'string') {
    return isId(id) ? { kind: 'request', id, command: method, ...args } : { kind: 'oneway', command: method, ...args };
  }
  if (!isId(id)) return undefined;
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
function readComlink({ id, type, path, argumentList, name, value }: Fields): EncodedMessage | undefined {
  if (typeof id !== 'string') return undefined;
  if (type === 'RELEASE') return { kind: 'noise', id, command: type };
  if (type === 'ENDPOINT') return { kind: 'request', id, command: type };
  if (type === 'RAW') return { kind: 'response', id, result: value };
  if (type === 'HANDLER') {
    return name === 'throw' && isObject(value)
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
  if (!isObject(wired)) return wired;
  const { type, name, value = UNDEFINED } = wired;
  if (type === 'RAW') return value;
  return type === 'HANDLER' ? { handler: name, value } : wired;
}

const UNDEFINED = { $undefined: true };

const isId = (id: unknown): id is string | number => typeof id === 'string' || typeof id === 'number';

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
