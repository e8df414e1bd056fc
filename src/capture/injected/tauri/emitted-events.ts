import { TAURI } from '../../../calls/runtimes.ts';
import { encodeValue } from '../../../session/codec/encode-value.ts';
import { epochMs, toJson } from '../core/natives.ts';

/** Milliseconds in which the listeners of a page hear of an event that it has sent: the session leaves out what came within them. */
const HEARD_WITHIN_MS = 1_000;

const { emit } = TAURI.events;

/** The events that the page itself has sent: a mock that goes on beside the session tells its listeners, at once or in a later task. */
export class EmittedEvents {
  private readonly sent = new Map<string, number>();

  /** Takes note of a call, if it sends an event. */
  note(command: string, args: unknown): void {
    if (command !== emit[0] && command !== emit[1]) return;
    const { event, payload } = (args ?? {}) as { event?: unknown; payload?: unknown };
    const now = epochMs();
    for (const [key, at] of this.sent) if (now - at > HEARD_WITHIN_MS) this.sent.delete(key);
    this.sent.set(keyOf(event, payload), now);
  }

  /** Tells whether listeners hear now of an event that was sent. */
  isHeardOf(event: string, payload: unknown): boolean {
    if (this.sent.size === 0) return false;
    const at = this.sent.get(keyOf(event, payload));
    return at !== undefined && epochMs() - at <= HEARD_WITHIN_MS;
  }
}

const keyOf = (event: unknown, payload: unknown): string =>
  `${String(event)} ${toJson(encodeValue(payload ?? null)) ?? ''}`;
