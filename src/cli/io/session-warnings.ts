import type { RecordedSession } from '../../session/format/schema.ts';
import { serializeSession } from '../../session/format/serialize-session.ts';
import { EVENT_KINDS } from '../../session/format/session-version.ts';
import { isWellFormed } from '../../std/text/well-formed.ts';

/** Bytes of the largest session that Victauri's import endpoint takes. */
const VICTAURI_BODY_LIMIT = 2 * 1024 * 1024;

/** Lists what is worth knowing about a session that is valid. */
export function sessionWarnings(session: RecordedSession): string[] {
  const warnings: string[] = [];
  const lost = Object.entries(session.dropped ?? {}).filter(([, count]) => typeof count === 'number' && count > 0);
  if (lost.length > 0)
    warnings.push(`lost while recording: ${lost.map(([what, count]) => `${count} ${what}`).join(', ')}`);
  const first = session.events[0]?.index ?? 0;
  if (first > 0 && !session.dropped?.events) warnings.push(`starts at event ${first}: the ${first} before it are gone`);
  const unknown = new Set(session.events.map(({ event }) => event.type).filter((type) => !EVENT_KINDS.includes(type)));
  if (unknown.size > 0) warnings.push(`has events of kinds this version does not know: ${[...unknown].join(', ')}`);
  if (hasLoneSurrogate(session)) warnings.push("has lone surrogates, which Victauri's import refuses");
  const size = Buffer.byteLength(serializeSession(session));
  if (size > VICTAURI_BODY_LIMIT)
    warnings.push(`is ${(size / 1024 / 1024).toFixed(1)} MiB, over the 2 MiB that Victauri's import takes`);
  return warnings;
}

function hasLoneSurrogate(session: RecordedSession): boolean {
  const work: unknown[] = [session];
  while (work.length > 0) {
    const value = work.pop();
    if (typeof value === 'string' && !isWellFormed(value)) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      if (!isWellFormed(key)) return true;
      work.push(item);
    }
  }
  return false;
}
