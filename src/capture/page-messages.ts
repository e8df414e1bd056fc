import type { AppEvent, IpcCall } from '../session/schema.ts';
import { formatTimestamp } from '../session/timestamp.ts';
import { toWellFormed } from '../session/well-formed.ts';
import { Correlator } from './correlator.ts';
import type { CallHandle, IpcSink } from './ipc-source.ts';
import {
  documentOf,
  type EndMessage,
  type EventMessage,
  MAX_UNDER_WAY,
  type MessageOrigin,
  type PageEvent,
  type PageMessage,
  type StartMessage,
} from './page-protocol.ts';
import type { SourceOptions } from './source-options.ts';

/** Makes events of what pages tell, and gives them to the sink. */
export class PageMessages {
  private readonly sink: IpcSink;
  /** Calls under way, by document. */
  private readonly handles = new Map<string, Map<string, CallHandle>>();
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
    else if (message.t === 'lost') this.sink.lost?.(message.count);
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
    if (call.kind === undefined) this.remember(call.id, this.sink.started(call));
    else this.sink.event(call);
  }

  private remember(id: string, handle: CallHandle): void {
    const document = documentOf(id);
    const handles = this.handles.get(document) ?? new Map<string, CallHandle>();
    this.handles.set(document, handles.set(id, handle));
    // A call that is never answered must not be kept for ever.
    if (handles.size > MAX_UNDER_WAY) handles.delete(handles.keys().next().value as string);
  }

  /** A document is gone: what it left open will not end. */
  forget(document: string): void {
    this.handles.delete(document);
    this.correlator.forget(document);
  }

  private ended(message: EndMessage): void {
    const handles = this.handles.get(documentOf(message.id));
    const handle = handles?.get(message.id);
    if (handle === undefined) return;
    handles?.delete(message.id);
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
    this.sink.event({ ...wellFormed(event), timestamp, ...where, ...origin } as AppEvent);
  }
}

/** Text of the page can hold half characters, which a session cannot. */
function wellFormed(event: PageEvent): object {
  const fields = Object.entries(event).map(([key, value]) => [
    key,
    typeof value === 'string' ? toWellFormed(value) : value,
  ]);
  return Object.fromEntries(fields);
}
