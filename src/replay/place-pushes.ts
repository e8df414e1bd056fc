import { callKind } from '../session/call-kind.ts';
import type { IpcCall } from '../session/schema.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Where the backend's pushes belong: around the calls that were there to cause them, not at a time of day. */
export interface Pushes {
  /** Those that came before any call. */
  started: IpcCall[];
  /** Those to deliver before a call's answer. */
  before: Map<RecordedCall, IpcCall[]>;
  /** Those to deliver after it. */
  after: Map<RecordedCall, IpcCall[]>;
}

/**
 * Gives each push to the last call that started or was answered before it; a channel's pushes to the call the channel was passed to.
 *
 * @param all the session's calls and one-way traffic, in record order.
 * @param asked those of them that the stub will be asked for: nothing else can release a push.
 */
export function placePushes(all: RecordedCall[], asked: RecordedCall[]): Pushes {
  const pushes: Pushes = { started: [], before: new Map(), after: new Map() };
  const byId = new Map(asked.map((recorded) => [recorded.call.id, recorded]));
  const answered = asked.filter(({ endUs }) => endUs !== Number.POSITIVE_INFINITY).sort((a, b) => a.endUs - b.endUs);
  let started = 0;
  let ended = 0;
  for (const push of all) {
    if (callKind(push.call) !== 'push') continue;
    while ((asked[started]?.index ?? Number.POSITIVE_INFINITY) < push.index) started++;
    while ((answered[ended]?.endUs ?? Number.POSITIVE_INFINITY) <= push.startUs) ended++;
    // What passes through a port of Electron answers a message, most often, and does not all follow the one that brought the port.
    const { channel, source } = push.call;
    const owner = channel === undefined || source === 'electron' ? undefined : byId.get(channel);
    const lastStarted = asked[started - 1];
    const lastEnded = answered[ended - 1];
    if (owner) put(owner.endUs <= push.startUs ? pushes.after : pushes.before, owner, push);
    else if (lastEnded && isLater(lastEnded, lastStarted)) put(pushes.after, lastEnded, push);
    else if (lastStarted) put(pushes.before, lastStarted, push);
    else pushes.started.push(push.call);
  }
  return pushes;
}

/** Microseconds within which an end and the start of a later call cannot be told apart: pages have coarse clocks. */
const CLOCK_US = 1_000;

/** Whether the last end came after the last start. In doubt the call that started caused the push: often it is the answer's own next call. */
function isLater(ended: RecordedCall, started: RecordedCall | undefined): boolean {
  return started === undefined || ended === started || ended.endUs > started.startUs + CLOCK_US;
}

function put(where: Map<RecordedCall, IpcCall[]>, owner: RecordedCall, push: RecordedCall): void {
  const pushes = where.get(owner);
  if (pushes) pushes.push(push.call);
  else where.set(owner, [push.call]);
}
