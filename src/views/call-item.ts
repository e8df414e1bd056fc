import { callKind } from '../calls/call-kind.ts';
import { microseconds } from '../calls/recorded-call.ts';
import { previewValue } from '../session/codec/preview-value.ts';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { readableOffset } from '../std/text/readable-numbers.ts';
import { callLine } from '../triage/call-line.ts';
import type { FoundCall } from './event-ids.ts';
import { type SessionStep, stepOf } from './session-steps.ts';
import type { ViewItem } from './view.ts';

/** Characters of a line, and of a value where there is no room for all of it. */
const MAX_LINE = 132;
const MAX_PREVIEW = 200;

/** Makes the items of calls, in the words of one session. */
export class CallItems {
  private readonly startUs: number;
  private readonly steps: SessionStep[];

  constructor({ started_at }: RecordedSession, steps: SessionStep[]) {
    this.startUs = microseconds(started_at);
    this.steps = steps;
  }

  /** One line with id, time, and all that `callLine` says. @param times how often it came one after the other, with the same answer. */
  item(
    found: FoundCall,
    { rank, times = 1, last }: { rank?: number; times?: number; last?: FoundCall } = {},
  ): ViewItem {
    const { id, index, call } = found;
    const repeated = times > 1 && last !== undefined ? ` × ${times}, to ${last.id}` : '';
    const name = `${id} ${this.timeOf(call)}`;
    return {
      ...{ id, lines: [`${callLine(index, call, { name, maxLength: MAX_LINE - repeated.length })}${repeated}`] },
      data: {
        ...this.dataOf(found),
        ...defined({ repeats: last && times > 1 ? { times, last: last.id } : undefined }),
      },
      short: {
        ...this.shortOf(found),
        ...defined({ repeats: last && times > 1 ? { times, last: last.id } : undefined }),
      },
      ...defined({ rank }),
    };
  }

  /** All that is known of a call. */
  dataOf(found: FoundCall): Record<string, unknown> {
    const { call } = found;
    return { ...this.factsOf(found), ...defined({ args: call.args, options: call.options, ...outcomeOf(call) }) };
  }

  /** The same, with the begin of each value. */
  private shortOf(found: FoundCall): Record<string, unknown> {
    const { args, result } = found.call;
    const answer = result === 'Pending' ? undefined : 'Ok' in result ? result.Ok : result.Err;
    const preview = (value: unknown) => (value === undefined ? undefined : previewValue(value, MAX_PREVIEW));
    return { ...this.factsOf(found), ...defined({ args_preview: preview(args), answer_preview: preview(answer) }) };
  }

  private factsOf({ id, index, call }: FoundCall): Record<string, unknown> {
    const {
      command,
      duration_us: us,
      duration_ms: ms,
      webview_label: window,
      source,
      mocked,
      filler,
      abandoned,
      channel,
    } = call;
    const step = stepOf(this.steps, index)?.id;
    const durationMs = us === undefined ? ms : us / 1000;
    return {
      ...{ id, kind: callKind(call), command, at_ms: this.microsOf(call) / 1000, duration_ms: durationMs },
      ...{ outcome: outcomeWord(call), window },
      ...defined({
        step,
        source,
        mocked,
        filler,
        abandoned,
        channel,
        page: call.page,
        sync: call.sync,
        made_by: call.made_by,
        carried_over: call.carried_over,
      }),
    };
  }

  private timeOf(call: IpcCall): string {
    return `+${readableOffset(this.microsOf(call))}`;
  }

  private microsOf({ timestamp }: IpcCall): number {
    return Math.max(0, microseconds(timestamp) - this.startUs);
  }
}

/** Says how a call has ended: `ok`, `failed`, `pending`, `abandoned`, or `one-way` for a message. */
export function outcomeWord(call: IpcCall): 'ok' | 'failed' | 'pending' | 'abandoned' | 'one-way' {
  if (callKind(call) !== 'invoke') return 'one-way';
  if (call.result !== 'Pending') return 'Err' in call.result ? 'failed' : 'ok';
  return call.abandoned === undefined ? 'pending' : 'abandoned';
}

function outcomeOf({ result, error }: IpcCall): { result: IpcCall['result']; error: unknown } {
  return { result, error };
}
