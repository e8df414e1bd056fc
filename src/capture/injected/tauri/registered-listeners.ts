import { getOwnPropertyDescriptor } from '../core/natives.ts';
import { type CallbackId, isCallbackId } from './find-channels.ts';

/**
 * Returns the listeners of the app's own events. Tauri keeps them in an object on `window`, under a name that is random for each app:
 * by event, then by the id to unlisten with. Objects of that shape have no prototype, and no other global has.
 */
export function registeredListeners(): RegisteredListener[] {
  const found: RegisteredListener[] = [];
  for (const name of Object.getOwnPropertyNames(window)) {
    const table: unknown = getOwnPropertyDescriptor(window, name)?.value;
    try {
      if (isBare(table)) found.push(...listenersIn(table));
    } catch {
      // A window of another origin, or a proxy: not the table.
    }
  }
  return found;
}

/** A listener that the app had registered before. */
export interface RegisteredListener {
  event: string;
  eventId: number;
  handler: CallbackId;
}

function listenersIn(table: object): RegisteredListener[] {
  const found: RegisteredListener[] = [];
  for (const event of Object.getOwnPropertyNames(table)) {
    const listeners: unknown = getOwnPropertyDescriptor(table, event)?.value;
    if (!isBare(listeners)) continue;
    for (const id of Object.getOwnPropertyNames(listeners)) {
      const handler: unknown = (getOwnPropertyDescriptor(listeners, id)?.value as { handlerId?: unknown })?.handlerId;
      if (isCallbackId(handler)) found.push({ event, eventId: Number(id), handler });
    }
  }
  return found;
}

const isBare = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
