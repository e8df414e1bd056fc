import { callKind } from '../calls/call-kind.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import { failingStep } from '../calls/steps/failing-step.ts';
import type { AppEvent, IpcCall, RecordedEvent, RecordedSession, StateCheckpoint } from '../session/format/schema.ts';
import { EVENT_KINDS } from '../session/format/session-version.ts';
import type { Verdict } from '../triage/causes/verdict.ts';
import { explainNoCalls } from '../triage/explain-no-calls.ts';
import { verdictOf } from '../triage/failure-facts.ts';
import { briefVerdict } from '../triage/verdict-lines.ts';
import {
  type CheckpointRow,
  type Divergence,
  type EncodedColumns,
  KINDS,
  type RowKind,
  type RowStatus,
  STATUSES,
  type TimelineHeader,
  type Verdicted,
} from './timeline-format.ts';

const MAX_NAME = 200;

/** The session without payloads and states: what the page reads first. */
export function encodeHeader(
  session: RecordedSession,
  title: string,
  divergence: Divergence | undefined,
  verdict = verdictOf(session),
): TimelineHeader {
  const starts = session.events.map(({ timestamp, event }) => toMicros(isKnown(event) ? event.timestamp : timestamp));
  const durations = session.events.map((entry) => durationOf(entry.event));
  const checkpointTimes = session.checkpoints.map((checkpoint) => toMicros(checkpoint.timestamp));
  let origin = Math.min(toMicros(session.started_at), starts[0] ?? Number.POSITIVE_INFINITY);
  let end = origin;
  for (const time of [...checkpointTimes, ...starts]) origin = Math.min(origin, time);
  for (const time of checkpointTimes) end = Math.max(end, time);
  for (const [row, start] of starts.entries()) end = Math.max(end, start + Math.max(0, durations[row] ?? 0));
  return {
    title,
    id: session.id,
    startedAt: session.started_at,
    length: end - origin,
    eventCount: session.events.length,
    columns: encodeColumns(session.events, starts, durations, origin),
    checkpoints: session.checkpoints.map((checkpoint, i) =>
      checkpointRow(checkpoint, (checkpointTimes[i] ?? origin) - origin),
    ),
    failedAt: failingStep(session)?.checkpoint,
    test: session.test,
    dropped: session.dropped,
    redactions: session.redactions,
    withheld: session.withheld,
    divergence,
    cause: shownVerdict(verdict),
    whyNoCalls: explainNoCalls(session),
  };
}

function shownVerdict(verdict: Verdict | undefined): Verdicted | undefined {
  return (
    verdict && {
      text: briefVerdict(verdict),
      index: verdict.causes[0]?.calls[0],
      isLead: verdict.confidence === 'cannot tell',
    }
  );
}

/** Splits values into texts of one JSON value a line, `size` lines each. */
export function encodeChunks(values: readonly unknown[], size: number): string[] {
  const chunks: string[] = [];
  for (let first = 0; first < values.length; first += size) {
    chunks.push(
      values
        .slice(first, first + size)
        .map(toLine)
        .join('\n'),
    );
  }
  return chunks;
}

/** The name of a row: the command, or the gist of an event that has none. */
function nameOfEvent(event: AppEvent): string {
  switch (event.type) {
    case 'Ipc':
      return event.command;
    case 'StateChange':
      return event.key;
    case 'DomMutation':
      return `${event.mutation_count} DOM ${event.mutation_count === 1 ? 'change' : 'changes'}`;
    case 'DomInteraction':
      return `${event.action} ${event.selector}`;
    case 'WindowEvent':
      return event.event;
    case 'Console':
      return `${event.level}: ${event.message}`;
    default:
      // A newer recorder may have added a kind: nothing is known of such an event but its kind.
      return (event as { type: string }).type;
  }
}

function encodeColumns(
  events: readonly RecordedEvent[],
  starts: number[],
  durations: number[],
  origin: number,
): EncodedColumns {
  const names = new Dictionary();
  const windows = new Dictionary();
  const columns: EncodedColumns = {
    index: [],
    time: [],
    duration: durations,
    kind: '',
    framework: '',
    status: '',
    name: [],
    names: names.words,
    window: [],
    windows: windows.words,
  };
  let kinds = '';
  let statuses = '';
  let framework = '';
  let previousIndex = 0;
  let previousTime = origin;
  for (const [row, { index, event }] of events.entries()) {
    const start = starts[row] ?? previousTime;
    columns.index.push(index - previousIndex);
    columns.time.push(start - previousTime);
    columns.name.push(names.numberOf(nameOfEvent(event).slice(0, MAX_NAME)));
    columns.window.push(windows.numberOf(windowOf(event)));
    kinds += KINDS.indexOf(kindOf(event));
    framework += event.type === 'Ipc' && isOfFramework(event) ? 1 : 0;
    statuses += STATUSES.indexOf(statusOf(event));
    previousIndex = index;
    previousTime = start;
  }
  return { ...columns, kind: kinds, framework, status: statuses };
}

class Dictionary {
  readonly words: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(word: string): number {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.words.push(word) - 1;
      this.numbers.set(word, number);
    }
    return number;
  }
}

function kindOf(event: AppEvent): RowKind {
  switch (event.type) {
    case 'Ipc':
      return callKind(event);
    case 'StateChange':
      return 'state';
    case 'DomMutation':
      return 'dom';
    case 'DomInteraction':
      return 'input';
    case 'WindowEvent':
      return 'window';
    case 'Console':
      return 'console';
    default:
      return 'other';
  }
}

function statusOf(event: AppEvent): RowStatus {
  if (event.type !== 'Ipc' || callKind(event) !== 'invoke') return 'none';
  if (event.result === 'Pending') return event.abandoned === undefined ? 'pending' : 'abandoned';
  return 'Err' in event.result ? 'failed' : 'ok';
}

function windowOf(event: AppEvent): string {
  if ('webview_label' in event) return typeof event.webview_label === 'string' ? event.webview_label : '';
  return event.type === 'WindowEvent' ? event.label : '';
}

function durationOf(event: AppEvent): number {
  if (event.type !== 'Ipc') return -1;
  const call: IpcCall = event;
  if (call.duration_us !== undefined) return call.duration_us;
  return call.duration_ms === null ? -1 : call.duration_ms * 1000;
}

function isKnown({ type }: AppEvent): boolean {
  return EVENT_KINDS.includes(type);
}

function checkpointRow(checkpoint: StateCheckpoint, time: number): CheckpointRow {
  const { id, label, step, note } = checkpoint;
  return { id, label, time, eventIndex: checkpoint.event_index, hasState: checkpoint.state !== null, step, note };
}

/** Microseconds since 1970 of an RFC 3339 time; `Date` alone would drop what is below a millisecond. */
function toMicros(timestamp: string): number {
  const [, whole = '', fraction = '', zone = 'Z'] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(timestamp) ?? [];
  const seconds = Date.parse(`${whole.replace(/[ t]/, 'T')}${zone.toUpperCase()}`);
  return (Number.isNaN(seconds) ? 0 : seconds * 1000) + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

function toLine(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    // Only a value nested thousands deep gets here: its place is kept, so that rows and lines stay in step.
    return JSON.stringify({ $other: 'a value nested too deep to show' });
  }
}
