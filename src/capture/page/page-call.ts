import type { IpcCall } from '../../session/format/schema.ts';
import { formatTimestamp } from '../../session/format/timestamp.ts';
import type { MessageOrigin, RawPageMessage, StartMessage } from '../page-protocol.ts';

/** Makes the event of a call, or of one-way traffic, that has started in a page. */
export function pageCall(
  { id, at, size, label, source }: StartMessage | RawPageMessage,
  origin: MessageOrigin,
  command: string,
  fields: Partial<IpcCall>,
): IpcCall {
  return {
    type: 'Ipc',
    id,
    command,
    timestamp: formatTimestamp(at),
    duration_ms: null,
    result: 'Pending',
    arg_size_bytes: size,
    webview_label: label,
    source,
    ...fields,
    ...origin,
  };
}
