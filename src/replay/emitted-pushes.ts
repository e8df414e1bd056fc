import { callKind } from '../session/call-kind.ts';
import { putInList } from '../session/put-in-list.ts';
import { exactKey } from './call-key.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Events that the frontend itself sends: windows hear of them again at a replay, when they are sent again. */
const EMITS = ['plugin:event|emit', 'plugin:event|emit_to', 'tauri:Event.emit'];

/** An event that was sent, and the pages that have heard of it. */
interface Emitted {
  startUs: number;
  heardIn: Set<string>;
}

/** Leaves out the pushes that the frontend brought about itself, by sending an event that every window hears. */
export function withoutEmitted(traffic: RecordedCall[]): RecordedCall[] {
  const emitted = new Map<string, Emitted[]>();
  for (const { call, startUs } of traffic) {
    if (!EMITS.includes(call.command)) continue;
    const { message, event, payload } = (call.args ?? {}) as { message?: object; event?: unknown; payload?: unknown };
    const sent = (message ?? { event, payload }) as { event?: unknown; payload?: unknown };
    const key = exactKey(String(sent.event), sent.payload ?? null);
    putInList(emitted, key, { startUs, heardIn: new Set() });
  }
  if (emitted.size === 0) return traffic;
  return traffic.filter(({ call, startUs }) => {
    if (callKind(call) !== 'push' || call.channel !== undefined) return true;
    const page = `${call.page} ${call.frame}`;
    const found = emitted
      .get(exactKey(call.command, call.args ?? null))
      ?.find((one) => one.startUs <= startUs && !one.heardIn.has(page));
    found?.heardIn.add(page);
    return found === undefined;
  });
}
