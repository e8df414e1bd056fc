import { documentOf } from '../../calls/document-of.ts';
import type { Abandoned, AppEvent, SessionGap } from '../../session/format/schema.ts';
import { formatTimestamp } from '../../session/format/timestamp.ts';
import { keepNewest } from '../../std/keep-newest.ts';
import { toWellFormed } from '../../std/text/well-formed.ts';
import {
  type EndMessage,
  type EventMessage,
  type LostMessage,
  MAX_FOLLOWED,
  type MessageOrigin,
  type PageEvent,
  type PageMessage,
  type RawPageMessage,
  type StartMessage,
} from '../page-protocol.ts';
import { askUser } from '../source/ask-user.ts';
import { Correlator } from '../source/correlator.ts';
import type { DecodeMessage, RawMessage } from '../source/decode-message.ts';
import type { CallHandle, IpcSink } from '../source/ipc-source.ts';
import { readKnownProtocol } from '../source/read-known-protocol.ts';
import { Unanswered } from '../source/unanswered.ts';
import { DocumentStandIns } from './document-stand-ins.ts';
import { pageCall } from './page-call.ts';

/** Documents that are known to be gone at most: what such a one tells comes within moments. */
const MAX_GONE = 100;

/** Makes events of the messages of pages, and gives them to the sink. */
export class PageMessages {
  private readonly sink: IpcSink;
  /** Calls under way. */
  private readonly handles = new Unanswered<CallHandle>();
  private readonly correlator: Correlator;
  /** The documents that went last, and how. */
  private readonly gone = new Map<string, Abandoned>();
  private readonly decode: DecodeMessage | undefined;
  readonly standIns = new DocumentStandIns();

  /** @param decode the user's function, which says what a message of a transport without calls is. */
  constructor(sink: IpcSink, decode?: DecodeMessage) {
    this.sink = sink;
    this.decode = decode;
    this.correlator = new Correlator(sink);
  }

  take(message: PageMessage, origin: MessageOrigin): void {
    if (message.t === 'call') this.started(message, origin);
    else if (message.t === 'end') this.ended(message);
    else if (message.t === 'event') this.happened(message, origin);
    else if (message.t === 'raw') this.correlate(message, origin);
    else if (message.t === 'gap') this.gap({ reason: message.reason, global: message.global }, origin);
    else if (message.t === 'noise') this.sink.noise?.(message.count);
    else if (message.t === 'lost') this.lost(message, origin);
    else if (message.t === 'typed') this.sink.typed?.(message.field, message.value);
  }

  private lost({ count, calls }: LostMessage, origin: MessageOrigin): void {
    this.sink.lost?.(count);
    if (calls) this.gap({ reason: 'lost-messages' }, origin);
  }

  private gap(gap: SessionGap, { page }: MessageOrigin): void {
    this.sink.gap?.({ ...gap, ...(page ? { page } : {}) });
  }

  private correlate(message: RawPageMessage, origin: MessageOrigin): void {
    const { direction, channel, data, at } = message;
    const source = message.source as RawMessage['source'];
    const event = pageCall(message, origin, channel, data === undefined ? {} : { args: data });
    const own =
      this.decode === undefined
        ? undefined
        : askUser(this.decode, { source, kind: 'message', direction, channel, data });
    this.correlator.take({ event, direction, scope: channel, at }, own ?? readKnownProtocol(data));
  }

  private started(message: StartMessage, origin: MessageOrigin): void {
    const standIn = this.standIns.note(message);
    const call = pageCall(message, origin, message.command, {
      ...('args' in message ? { args: message.args } : {}),
      ...(message.options === undefined ? {} : { options: message.options }),
      ...(message.kind === undefined ? {} : { kind: message.kind }),
      ...(message.channel === undefined ? {} : { channel: message.channel }),
      ...(message.retryOf === undefined ? {} : { retry_of: message.retryOf }),
      ...(standIn === undefined ? {} : { stand_in: standIn }),
      ...(message.madeBy === undefined ? {} : { made_by: message.madeBy }),
      ...(message.sync ? { sync: true } : {}),
      ...(message.tapped ? { tapped: true } : {}),
      ...(message.target === undefined ? {} : { target: message.target }),
    });
    if (call.kind !== undefined) this.sink.event(call);
    else if (message.unfollowed || this.handles.count(documentOf(call.id)) >= MAX_FOLLOWED) {
      this.sink.started(call);
      this.sink.unfollowed?.(1);
    } else {
      const handle = this.sink.started(call);
      this.handles.keep(call.id, handle);
      const how = this.gone.get(documentOf(call.id));
      if (how !== undefined) this.sink.abandoned?.(handle, how);
    }
  }

  /** A document is gone: nobody waits for its calls any more, those that it is yet to tell of too. Answers may be on their way all the same. */
  documentGone(document: string, how: Abandoned): void {
    keepNewest(this.gone, document, how, MAX_GONE);
    for (const handle of [...this.handles.in(document), ...this.correlator.openIn(document)])
      this.sink.abandoned?.(handle, how);
  }

  /** A document is gone: its open calls will not end. */
  forget(document: string): void {
    this.handles.forget(document);
    this.correlator.forget(document);
  }

  private ended(message: EndMessage): void {
    // A call that is no longer waited for has no handle: the sink counts its end.
    const handle = this.handles.take(message.id) ?? { id: message.id };
    this.sink.settled(handle, {
      result: message.err === undefined ? { Ok: message.ok ?? null } : { Err: message.err },
      durationUs: message.us,
      ...('error' in message ? { error: message.error } : {}),
      ...(message.mocked ? { mocked: true } : {}),
      ...(message.sync ? { sync: true } : {}),
      ...(message.sameTask ? { sameTask: true } : {}),
    });
  }

  private happened({ at, label, event }: EventMessage, origin: MessageOrigin): void {
    const timestamp = formatTimestamp(at);
    const where =
      event.type === 'WindowEvent' ? { label } : event.type === 'StateChange' ? {} : { webview_label: label };
    this.sink.event({ ...wellFormed(event), timestamp, ...where, ...origin } as AppEvent);
  }
}

/** Replaces half characters in the texts of a page, which a session cannot hold. */
function wellFormed(event: PageEvent): object {
  const fields = Object.entries(event).map(([key, value]) => [
    key,
    typeof value === 'string' ? toWellFormed(value) : value,
  ]);
  return Object.fromEntries(fields);
}
