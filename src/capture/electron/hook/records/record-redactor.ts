import { Guard } from '../../../../redact/guard.ts';
import { createRedactor, type Redactor } from '../../../../redact/redactor.ts';
import { cutPart } from '../../../../session/codec/cut-part.ts';
import { takeOutLarge } from '../../../../session/codec/take-out-large.ts';
import { DEFAULT_VALUE_LIMITS } from '../../../../session/codec/values.ts';
import type { AppEvent, IpcCall } from '../../../../session/format/schema.ts';
import type { CallOutcome } from '../../../source/ipc-source.ts';
import type { ElectronRedact, NumberedRecord } from '../../electron-protocol.ts';

/** Calls under way that are kept at most. */
const MAX_OPEN = 1_000;
/** Bytes of their arguments that are kept at most, about. */
const MAX_OPEN_BYTES = 16_777_216;

const TOO_MANY = `withheld: more than ${MAX_OPEN} calls, or ${MAX_OPEN_BYTES} bytes of arguments, were under way, and what its own make secret is not known`;
const WITHHELD = 'withheld: the rule redact.custom does not run in the main process';

type EndRecord = Extract<NumberedRecord, { t: 'end' }>;

/** Redacts records before they are written to the disk, by the rules that came with the configuration. */
export class RecordRedactor {
  private readonly redactor: Redactor;
  private readonly guard: Guard;
  private readonly isOff: boolean;
  private readonly withholds: boolean;
  /** Calls under way, as they were written: their arguments can make a secret of the answer. */
  private readonly open = new Map<string, IpcCall>();
  private openBytes = 0;

  constructor({ off, patterns, key, once, withholds, ...rules }: ElectronRedact) {
    this.isOff = off;
    this.withholds = withholds;
    this.redactor = createRedactor(
      !off && {
        ...rules,
        patterns: patterns.map(({ source, flags }) => new RegExp(source, flags)),
        key: Buffer.from(key, 'base64'),
      },
      Buffer.from(once, 'base64'),
    );
    this.guard = new Guard(this.redactor.findLeak);
  }

  /** Returns the record as it may be written, and its JSON; itself when it holds no secret. Undefined when nothing of it may be. */
  redact(record: NumberedRecord): { value: NumberedRecord; json: string } | undefined {
    return this.guard.keep(this.isOff ? record : this.redacted(record));
  }

  private redacted(record: NumberedRecord): NumberedRecord {
    if (record.t === 'lost' || record.t === 'gone') return record;
    if (record.t === 'end') return this.redactedEnd(record);
    const event = record.t === 'call' ? record.call : record.event;
    const redacted = this.redactor.event(event);
    if (record.t === 'call') this.keepOpen(redacted as IpcCall);
    const safe = this.withholds ? withoutPayload(redacted) : redacted;
    if (safe === event) return record;
    return record.t === 'call' ? { ...record, call: safe as IpcCall } : { ...record, event: safe };
  }

  /** Keeps a call until it ends, within bounds: calls that are never answered must not be kept for ever. */
  private keepOpen(call: IpcCall): void {
    this.open.set(call.id, { ...call, args: takeOutLarge(call.args, cutPart) });
    this.openBytes += heldBytes(call);
    for (const [id] of this.open) {
      if (this.open.size <= MAX_OPEN && this.openBytes <= MAX_OPEN_BYTES) return;
      this.takeOpen(id);
    }
  }

  private takeOpen(id: string): IpcCall | undefined {
    const call = this.open.get(id);
    this.open.delete(id);
    this.openBytes -= call === undefined ? 0 : heldBytes(call);
    return call;
  }

  private redactedEnd(record: EndRecord): NumberedRecord {
    const call = this.takeOpen(record.id);
    const { error: _error, ...outcome } = record.outcome;
    if (call === undefined || this.withholds) {
      const why = call === undefined ? TOO_MANY : WITHHELD;
      return { ...record, outcome: { ...outcome, result: withheld(outcome.result, why) } };
    }
    const { result, error } = record.outcome;
    const safe = this.redactor.event({ ...call, result, ...(error === undefined ? {} : { error }) }) as IpcCall;
    if (safe.result === result && safe.error === error) return record;
    return {
      ...record,
      outcome: {
        ...outcome,
        result: safe.result as typeof result,
        ...(error === undefined ? {} : { error: safe.error }),
      },
    };
  }
}

/** Bytes of a call's arguments, about, of which the large parts are not kept. */
function heldBytes(call: IpcCall): number {
  return Math.min(call.arg_size_bytes, DEFAULT_VALUE_LIMITS.maxText);
}

function withoutPayload(event: AppEvent): AppEvent {
  if (event.type !== 'Ipc' || event.args === undefined) return event;
  return { ...event, args: { $other: WITHHELD } };
}

function withheld(result: CallOutcome['result'], why: string): CallOutcome['result'] {
  return 'Ok' in result ? { Ok: { $other: why } } : { Err: why };
}
