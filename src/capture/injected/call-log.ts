import { encodeValue } from '../../session/encode-value.ts';
import { epochMs, monotonicMs, toJson } from './natives.ts';
import type { Outbox } from './outbox.ts';

/** A call under way. */
export interface OpenCall {
  readonly id: string;
  ok(value: unknown, mocked?: boolean): void;
  err(reason: unknown, mocked?: boolean): void;
}

/** Turns what a hook sees into messages: gives ids, takes times, encodes values. */
export class CallLog {
  private readonly outbox: Outbox;
  private readonly prefix = `${Math.random().toString(36).slice(2, 10)}-`;
  private count = 0;

  constructor(outbox: Outbox) {
    this.outbox = outbox;
  }

  /** A call has started. */
  started(command: string, args: unknown, options: unknown, label: string, id = this.nextId()): OpenCall {
    const startedMs = monotonicMs();
    const encoded = encodeArgs(args);
    this.outbox.post({
      t: 'call',
      id,
      at: epochMs(),
      command,
      ...encoded,
      ...(options === undefined ? {} : { options: encodeValue(options) }),
      label,
    });
    let open = true;
    const end = (outcome: { ok: unknown } | { err: string; error?: unknown }, mocked: boolean) => {
      if (!open) return;
      open = false;
      const us = Math.round((monotonicMs() - startedMs) * 1_000);
      this.outbox.post({ t: 'end', id, us, ...outcome, ...(mocked ? { mocked } : {}) });
    };
    return {
      id,
      ok: (value, mocked = false) => end({ ok: encodeValue(value) }, mocked),
      err: (reason, mocked = false) => end(describeError(reason), mocked),
    };
  }

  /** The backend has pushed something; `args` is encoded already. */
  pushed(name: string, args: unknown, label: string, channel: string | undefined): void {
    const size = args === undefined ? 0 : utf8Length(toJson(args));
    this.outbox.post({
      t: 'call',
      kind: 'push',
      id: this.nextId(),
      at: epochMs(),
      command: name,
      args,
      size,
      label,
      ...(channel === undefined ? {} : { channel }),
    });
  }

  nextId(): string {
    this.count += 1;
    return this.prefix + this.count;
  }
}

/** The text Victauri's `Err` holds, and the error itself when it was more than a text. */
function describeError(reason: unknown): { err: string; error?: unknown } {
  if (typeof reason === 'string') return { err: reason };
  const error = encodeValue(reason);
  const message = typeof reason === 'object' && reason !== null ? (reason as { message?: unknown }).message : undefined;
  return { err: typeof message === 'string' ? message : (toJson(error) ?? String(reason)), error };
}

/** No arguments, and the empty object that client libraries send for none, count as 0 bytes. */
function encodeArgs(args: unknown): { args?: unknown; size: number } {
  if (args === undefined) return { size: 0 };
  if (args instanceof ArrayBuffer || ArrayBuffer.isView(args))
    return { args: encodeValue(args), size: args.byteLength };
  const encoded = encodeValue(args);
  const text = toJson(encoded);
  return { args: encoded, size: text === '{}' || text === undefined ? 0 : utf8Length(text) };
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes: two a unit.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}
