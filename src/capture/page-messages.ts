import type { AppEvent, IpcCall } from '../session/schema.ts';
import { formatTimestamp } from '../session/timestamp.ts';
import { Correlator } from './correlator.ts';
import type { CallHandle, IpcSink } from './ipc-source.ts';
import type { EndMessage, EventMessage, MessageOrigin, PageMessage, StartMessage } from './page-protocol.ts';
import type { SourceOptions } from './source-options.ts';

/** Makes events of what pages tell, and gives them to the sink. */
export class PageMessages {
  private readonly sink: IpcSink;
  private readonly handles = new Map<string, CallHandle>();
  private readonly correlator: Correlator;

  constructor(sink: IpcSink, sources?: SourceOptions) {
    this.sink = sink;
    this.correlator = new Correlator(sink, sources);
  }

  take(message: PageMessage, origin: MessageOrigin): void {
    if (message.t === 'call') this.started(message, origin);
    else if (message.t === 'end') this.ended(message);
    else if (message.t === 'event') this.happened(message, origin);
    else if (message.t === 'raw') this.correlator.take(message, origin);
    else if (message.t === 'noise') this.sink.noise?.(message.count);
  }

  private started(message: StartMessage, origin: MessageOrigin): void {
    const call: IpcCall = {
      type: 'Ipc',
      id: message.id,
      command: message.command,
      timestamp: formatTimestamp(message.at),
      duration_ms: null,
      result: 'Pending',
      arg_size_bytes: message.size,
      webview_label: message.label,
      source: message.source,
      ...('args' in message ? { args: message.args } : {}),
      ...(message.options === undefined ? {} : { options: message.options }),
      ...(message.kind === undefined ? {} : { kind: message.kind }),
      ...(message.channel === undefined ? {} : { channel: message.channel }),
      ...(message.retryOf === undefined ? {} : { retry_of: message.retryOf }),
      ...origin,
    };
    if (call.kind === undefined) this.handles.set(call.id, this.sink.started(call));
    else this.sink.event(call);
  }

  private ended(message: EndMessage): void {
    const handle = this.handles.get(message.id);
    if (handle === undefined) return;
    this.handles.delete(message.id);
    this.sink.settled(handle, {
      result: message.err === undefined ? { Ok: message.ok ?? null } : { Err: message.err },
      durationUs: message.us,
      ...('error' in message ? { error: message.error } : {}),
      ...(message.mocked ? { mocked: true } : {}),
    });
  }

  private happened({ at, label, event }: EventMessage, origin: MessageOrigin): void {
    const timestamp = formatTimestamp(at);
    const where =
      event.type === 'WindowEvent' ? { label } : event.type === 'StateChange' ? {} : { webview_label: label };
    this.sink.event({ ...event, timestamp, ...where, ...origin } as AppEvent);
  }
}
