import { encodeValue } from '../../session/codec/encode-value.ts';
import { RECORDED_VALUES } from '../../session/codec/values.ts';
import { WireMeter } from '../../session/codec/wire-meter.ts';
import type { AppEvent, IpcCall } from '../../session/format/schema.ts';
import { formatTimestamp } from '../../session/format/timestamp.ts';
import { utf8Length } from '../../std/text/text-bytes.ts';
import type { NewCall, NewMessage } from './ipc-source.ts';

/** The clock of the process, taken before a test can replace it with a fake. */
const { now } = Date;

let count = 0;

/** Fills in the fields of a call that a source left out. A whole one is returned as it came. */
export function completeCall(call: NewCall): IpcCall {
  if (isWhole(call)) return call;
  const { args, id = nextId(call.source) } = call;
  return {
    ...call,
    type: 'Ipc',
    id,
    timestamp: call.timestamp ?? formatTimestamp(now()),
    duration_ms: call.duration_ms ?? null,
    result: call.result ?? 'Pending',
    arg_size_bytes: call.arg_size_bytes ?? sizeOf(args),
    webview_label: call.webview_label ?? 'main',
  };
}

/** Fills in the fields of an event; only one-way traffic may lack some. */
export function completeEvent(event: AppEvent | NewMessage): AppEvent {
  return 'command' in event ? completeCall(event) : event;
}

function isWhole(call: NewCall): call is IpcCall {
  return (
    call.type !== undefined &&
    call.id !== undefined &&
    call.timestamp !== undefined &&
    call.duration_ms !== undefined &&
    call.result !== undefined &&
    call.arg_size_bytes !== undefined &&
    call.webview_label !== undefined
  );
}

function nextId(source = 'call'): string {
  count += 1;
  return `${source}-${count}`;
}

function sizeOf(args: unknown): number {
  if (args === undefined) return 0;
  const meter = new WireMeter(false);
  const encoded = encodeValue(args, { meter, limits: RECORDED_VALUES });
  const text = JSON.stringify(encoded);
  return text.includes('"$') ? meter.total(encoded) : utf8Length(text);
}
