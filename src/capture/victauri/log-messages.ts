import { TAURI } from '../../calls/runtimes.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import type { EndMessage, StartMessage } from '../page-protocol.ts';
import type { LogEntry } from './window-tap.ts';

/** The begin of the texts that Victauri has in its log where a value was too large, or was bytes. */
const LEFT_OUT = /^\[body omitted: |^\[encrypted:/;

/** The id of a call of the log, in the ids of its document. */
const idOfEntry = (document: string, { id }: LogEntry): string => `${document}-log${id}`;

/** Makes the message of a call that is in Victauri's log alone. */
export function startOfEntry(document: string, entry: LogEntry, label: string): StartMessage {
  const { command, args, timestamp } = entry;
  const isWhole = entry.args_truncated !== true && !isLeftOut(args);
  return {
    t: 'call',
    id: idOfEntry(document, entry),
    source: TAURI.name,
    at: timestamp,
    command,
    args: isWhole ? encodeValue(args ?? {}) : CUT,
    size: args === undefined ? 0 : JSON.stringify(args).length,
    label,
  };
}

/** Makes the message of its end; undefined while it has none, or Victauri does not know it. */
export function endOfEntry(document: string, entry: LogEntry): EndMessage | undefined {
  const { status, result, error, duration_ms: ms, mocked } = entry;
  if (status !== 'ok' && status !== 'error') return undefined;
  const end = {
    t: 'end' as const,
    id: idOfEntry(document, entry),
    us: Math.round((ms ?? 0) * 1_000),
    ...(mocked ? { mocked: true as const } : {}),
  };
  if (status === 'ok') return { ...end, ok: isLeftOut(result) ? CUT : encodeValue(result ?? null) };
  const structured = typeof result === 'object' && result !== null;
  return { ...end, err: textOf(result) ?? error ?? 'an error', ...(structured ? { error: encodeValue(result) } : {}) };
}

/** Stands for a value that Victauri has not kept. */
const CUT = { $cut: { type: 'value', size: 0 } };

function isLeftOut(value: unknown): boolean {
  return typeof value === 'string' && LEFT_OUT.test(value);
}

/** The text of an error as capture makes it. */
function textOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return undefined;
  const { message } = error as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(error);
}
