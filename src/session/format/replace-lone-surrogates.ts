import { escapeLoneSurrogates, isWellFormed, toWellFormed } from '../../std/text/well-formed.ts';
import type { RecordedSession } from './schema.ts';

/** Returns a copy of `session` without lone surrogates: in payloads such a string becomes a `$text` marker, elsewhere each becomes U+FFFD. */
export function replaceLoneSurrogates(session: RecordedSession): RecordedSession {
  return mapObject(session, (key, value) => {
    if (key === 'events') return mapItems(value, repairEvent);
    if (key === 'checkpoints')
      return mapItems(value, (checkpoint) => mapObject(checkpoint as object, repairCheckpointField));
    return repairText(value);
  });
}

function repairEvent(recorded: unknown): unknown {
  return mapObject(recorded as object, (key, value) => {
    const isCall = key === 'event' && (value as { type?: unknown }).type === 'Ipc';
    return isCall ? mapObject(value as object, repairCallField) : repairText(value);
  });
}

function repairCallField(key: string, value: unknown): unknown {
  if (key === 'args' || key === 'options' || key === 'error') return repairPayload(value);
  if (key !== 'result' || typeof value !== 'object' || value === null) return repairText(value);
  return mapObject(value, (outcome, inner) => (outcome === 'Ok' ? repairPayload(inner) : repairText(inner)));
}

function repairCheckpointField(key: string, value: unknown): unknown {
  return key === 'state' ? repairPayload(value) : repairText(value);
}

function repairText(value: unknown): unknown {
  return mapStrings(value, toWellFormed);
}

function repairPayload(value: unknown): unknown {
  return mapStrings(value, (text) => (isWellFormed(text) ? text : { $text: escapeLoneSurrogates(text) }));
}

function mapStrings(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  return mapObject(value, (_key, item) => mapStrings(item, change));
}

function mapItems(value: unknown, change: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(change) : value;
}

function mapObject<T extends object>(source: T, change: (key: string, value: unknown) => unknown): T {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [toWellFormed(key), change(key, value)])) as T;
}
