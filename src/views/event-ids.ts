import { callKind } from '../calls/call-kind.ts';
import { eventLetter } from '../calls/event-letter.ts';
import { IpcError } from '../errors.ts';
import type { AppEvent, IpcCall, RecordedSession } from '../session/format/schema.ts';
import { escapeToFit } from '../std/text/printable-text.ts';

/**
 * Names an event by one letter and its running number, which is the same in all views of a session: `c12` is a call, `p13` a push to the
 * frontend, `m14` a message that it sent, `e15` anything else.
 */
export function eventId(index: number, event: AppEvent): string {
  return `${eventLetter(event.type === 'Ipc' ? callKind(event) : event.type)}${index}`;
}

/** A call or one-way message of a session, by its id. */
export interface FoundCall {
  id: string;
  index: number;
  call: IpcCall;
}

/**
 * Finds a call, push or send by its id. The number alone will do, with or without `#`, as other reports write it.
 *
 * @throws {IpcError} `UNKNOWN_ID`, with the ids there are
 */
export function findCall(session: RecordedSession, id: string): FoundCall {
  const known = session.events.flatMap(({ index, event }) => (event.type === 'Ipc' ? [foundCall(index, event)] : []));
  const [, letter = '', number] = /^#?([cpm]?)(\d+)$/.exec(id.trim().toLowerCase()) ?? [];
  const found = number === undefined ? undefined : known.find(({ index }) => index === Number(number));
  // A wrong letter is a slip, or an id of another session: to show something else would mislead.
  if (found === undefined || (letter !== '' && !found.id.startsWith(letter))) {
    throw unknownId('call, push or send', id, nearby(known, Number(number ?? 0)));
  }
  return found;
}

/** Makes the error on an id that a session has not. */
export function unknownId(what: string, id: string, known: readonly string[]): IpcError {
  const shown = known.length === 0 ? `This session has no ${what}.` : `Known ids: ${listIds(known)}.`;
  return new IpcError('UNKNOWN_ID', `There is no ${what} "${escapeToFit(id, 40)}". ${shown}`);
}

/** Writes ids in one line, the middle of a long list left out. */
export function listIds(ids: readonly string[]): string {
  if (ids.length <= MAX_IDS) return ids.join(', ');
  return `${ids.slice(0, MAX_IDS - 1).join(', ')}, … ${ids.at(-1)}`;
}

const MAX_IDS = 20;

function foundCall(index: number, call: IpcCall): FoundCall {
  return { id: eventId(index, call), index, call };
}

/** The ids around a number: who has made a slip looks for one of these. */
function nearby(known: readonly FoundCall[], number: number): string[] {
  const at = known.findIndex(({ index }) => index >= number);
  const from = Math.max(0, (at === -1 ? known.length : at) - MAX_IDS / 2);
  return known.slice(from, from + MAX_IDS).map(({ id }) => id);
}
