import { argsOf, isFields, type ProtocolMessage, type ProtocolReply } from '../../source/protocol-message.ts';

/** The name of the library, as a session has it. */
export const BETTER_IPC = 'electron-better-ipc';

const REQUEST = '%better-ipc-send-channel-';
const DATA = '%better-ipc-response-data-channel-';
const ERROR = '%better-ipc-response-error-channel-';

/**
 * Reads the messages of electron-better-ipc 2, whose requests name the channels of their answers. A call of the main process to a window is a
 * push, and the window's answer a send of its name.
 * https://github.com/sindresorhus/electron-better-ipc/tree/v2.0.1/source
 *
 * @param data the one value of the message, encoded.
 */
export function readBetterIpc(channel: string, data: unknown): ProtocolMessage | undefined {
  if (channel.startsWith(DATA))
    return { kind: 'response', protocol: BETTER_IPC, id: channel.slice(DATA.length), result: data };
  if (channel.startsWith(ERROR))
    return { kind: 'response', protocol: BETTER_IPC, id: channel.slice(ERROR.length), error: data ?? 'undefined' };
  if (!channel.startsWith(REQUEST) || !isFields(data)) return undefined;
  const { dataChannel, errorChannel, userData } = data;
  if (typeof dataChannel !== 'string' || typeof errorChannel !== 'string') return undefined;
  return {
    kind: 'request',
    protocol: BETTER_IPC,
    id: dataChannel.slice(DATA.length),
    command: channel.slice(REQUEST.length),
    ...argsOf(userData),
    reply: (outcome) =>
      'error' in outcome
        ? { channel: errorChannel, data: [errorOf(outcome.error)] }
        : { channel: dataChannel, data: [outcome.result] },
  };
}

let asked = 0;

/** Makes the message by which the main process calls a window. */
export function askByBetterIpc(command: string, args: unknown): ProtocolReply {
  asked += 1;
  const id = `${command}-replayed-${asked}`;
  const userData = args === undefined ? {} : { userData: args };
  return { channel: REQUEST + command, data: [{ dataChannel: DATA + id, errorChannel: ERROR + id, ...userData }] };
}

/** The library sends errors as objects with their fields. */
function errorOf(error: unknown): unknown {
  if (isFields(error) && isFields(error.$error)) return error.$error;
  return typeof error === 'string' ? { name: 'Error', message: error } : error;
}
