import { callKind } from '../calls/call-kind.ts';
import { previewValue } from '../session/codec/preview-value.ts';
import type { IpcCall } from '../session/format/schema.ts';
import { cutText } from '../std/text/cut-text.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { roundedDuration } from '../std/text/readable-numbers.ts';

/**
 * Writes a call on one line, safe to print: `#12  save_note {"title":"Milk"} → Err "disk full" (3 ms)`.
 * A push reads `#13  ← note-saved {"id":1}`, a send `#14  → log {"level":"info"}`.
 *
 * @param options.maxLength characters of the line. @default 116
 * @param options.pendingMs how long a call without an answer has been waiting.
 * @param options.name what the line begins with. @default the number
 */
export function callLine(
  index: number,
  call: IpcCall,
  options: { maxLength?: number; pendingMs?: number; name?: string } = {},
): string {
  const { maxLength = 116, pendingMs, name = `#${index}` } = options;
  const isOneWay = callKind(call) !== 'invoke';
  const arrow = call.kind === 'push' ? '← ' : call.kind === 'send' ? '→ ' : '';
  const start = `${name}  ${arrow}${escapeToFit(call.command, 60)}`;
  const duration = durationText(call);
  const room = Math.max(maxLength - start.length - duration.length - 3, 0);
  const outcomeIn = (length: number) => (isOneWay ? '' : outcomeText(call, length, pendingMs));
  const argsIn = (length: number) => (call.args === undefined || isEmpty(call.args) ? '' : preview(call.args, length));
  // Each may take what the other leaves, and half of the room in any case.
  const args = argsIn(Math.max(room - outcomeIn(room).length, Math.floor(room / 2)));
  const outcome = outcomeIn(room - args.length);
  return cutText([start, args, outcome, duration].filter((part) => part !== '').join(' '), maxLength);
}

function durationText(call: IpcCall): string {
  const milliseconds = call.duration_us === undefined ? call.duration_ms : call.duration_us / 1000;
  return milliseconds === null ? '' : `(${roundedDuration(milliseconds)})`;
}

function outcomeText({ result, abandoned, filler }: IpcCall, maxLength: number, pendingMs: number | undefined): string {
  if (abandoned !== undefined)
    return `… abandoned: its document was ${abandoned === 'closed' ? 'closed' : 'navigated away'}`;
  if (result === 'Pending')
    return pendingMs === undefined ? '… pending' : `… pending for ${roundedDuration(pendingMs)}`;
  if ('Err' in result) return `→ Err ${preview(result.Err, maxLength - 6)}`;
  return filler ? `→ filler ${preview(result.Ok, maxLength - 9)}` : `→ ${preview(result.Ok, maxLength - 2)}`;
}

function preview(value: unknown, maxLength: number): string {
  return escapeToFit(previewValue(value, Math.max(maxLength, 8)), Math.max(maxLength, 8));
}

/** `{}` is what a runtime sends when there are no arguments. */
function isEmpty(args: unknown): boolean {
  return typeof args === 'object' && args !== null && Object.keys(args).length === 0;
}
