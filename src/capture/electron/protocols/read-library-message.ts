import { isFields, type ProtocolMessage } from '../../source/protocol-message.ts';
import { readComctx } from '../../source/read-comctx.ts';
import { readBetterIpc } from './read-better-ipc.ts';
import { readElectronTrpc } from './read-electron-trpc.ts';

/**
 * Tells what a one-way message of an Electron app is, by the libraries that tunnel their calls through messages; undefined when it is of none.
 *
 * @param direction `out` = a page sent it.
 * @param args the list of its arguments, encoded; for its kind and command alone, they may also be values.
 */
export function readLibraryMessage(
  channel: string,
  direction: 'out' | 'in',
  args: unknown,
): ProtocolMessage | undefined {
  if (!Array.isArray(args) || args.length !== 1) return undefined;
  const data: unknown = args[0];
  return (
    readBetterIpc(channel, data) ??
    (isFields(data) ? readComctx(data, (posted) => ({ channel, data: [posted] })) : undefined) ??
    readElectronTrpc(channel, direction, data)
  );
}
