import { eventListenedFor } from '../../calls/event-commands.ts';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { listensByCall } from '../../calls/runtime-of.ts';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { putInList } from '../../std/put-in-list.ts';
import { RecordedTimeline } from '../delivery/recorded-timeline.ts';
import { keyOf } from '../delivery/window-progress.ts';

/** The first call by which a window listens for an event, and the pushes of it that came to that window before, and reached nobody. */
export interface FirstListener {
  listen: IpcCall;
  unheard: IpcCall[];
}

/** Tells who listens in a session, by window and event. Windows that listen without a call are left out: nobody knows what they heard. */
export function firstListeners(session: RecordedSession): Map<string, FirstListener> {
  const early = new Map<string, { call: IpcCall; index: number }[]>();
  for (const { push, owner, needs } of new RecordedTimeline(session).pushes)
    if (owner === undefined && needs.listeners === 0 && listensByCall(push.call))
      putInList(early, listenerName(push.call, push.call.command), push);
  const listeners = new Map<string, FirstListener>();
  for (const { index, call } of recordedCalls(session)) {
    const event = call.kind === 'push' ? undefined : eventListenedFor(call);
    if (event === undefined || listeners.has(listenerName(call, event))) continue;
    const unheard = (early.get(listenerName(call, event)) ?? []).filter((push) => push.index < index);
    listeners.set(listenerName(call, event), { listen: call, unheard: unheard.map((push) => push.call) });
  }
  return listeners;
}

/**
 * Leaves out the pushes that reached nobody. A replay takes other times than the recording: what it gave when they are due may find a listener that was not
 * there in the recording.
 */
export function withoutUnheard(session: RecordedSession): RecordedSession {
  const unheard = new Set([...firstListeners(session).values()].flatMap(({ unheard: calls }) => calls));
  if (unheard.size === 0) return session;
  return { ...session, events: session.events.filter(({ event }) => event.type !== 'Ipc' || !unheard.has(event)) };
}

/** The name of who listens for an event in the window of a call, or of a push. */
export function listenerName(call: IpcCall, event: string): string {
  return `${keyOf(call)} ${event}`;
}
