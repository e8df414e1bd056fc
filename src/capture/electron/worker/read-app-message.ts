import type { IpcCall } from '../../../session/format/schema.ts';
import { askUser } from '../../source/ask-user.ts';
import type { DecodeMessage } from '../../source/decode-message.ts';
import type { ProtocolMessage } from '../../source/protocol-message.ts';
import { readLibraryMessage } from '../protocols/read-library-message.ts';

/** A message or call between the main process and a window. */
export type AppMessage = Pick<IpcCall, 'command' | 'args' | 'kind'>;

/**
 * Tells what a message of an Electron app is: by the user's function first, then by the libraries that tunnel their calls through messages.
 * Undefined for a message that is just that. Of a call only the user's function may know more.
 */
export function readAppMessage(
  { command: channel, args, kind }: AppMessage,
  decode: DecodeMessage | undefined,
): ProtocolMessage | undefined {
  const direction = kind === 'push' ? 'in' : 'out';
  const isCall = kind === undefined || kind === 'invoke';
  const own =
    decode === undefined
      ? undefined
      : askUser(decode, { source: 'electron', kind: isCall ? 'call' : 'message', direction, channel, data: args });
  return own ?? (isCall ? undefined : readLibraryMessage(channel, direction, args));
}
