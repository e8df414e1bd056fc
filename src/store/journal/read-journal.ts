import { existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IpcError } from '../../errors.ts';
import { eventBudgets, newestWithin } from '../../recorder/event-budgets.ts';
import { tokensIn } from '../../session/codec/tokens.ts';
import { MAX_ACTIONS } from '../../session/format/max-actions.ts';
import { MAX_JSON_VALUES, measureJson } from '../../session/format/measure-json.ts';
import { orderByStart } from '../../session/format/order-by-start.ts';
import { parseEvent } from '../../session/format/parse-event.ts';
import {
  actionSchema,
  gapSchema,
  type RecordedEvent,
  type RecordedSession,
  type SessionAction,
  type SessionDropped,
  type SessionGap,
  type SessionTest,
  testInfoSchema,
} from '../../session/format/schema.ts';
import { MAX_SESSION_DEPTH, SESSION_FORMAT, SESSION_VERSION } from '../../session/format/session-version.ts';
import { defined, nonZero } from '../../std/defined.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { notReadable } from '../not-readable.ts';
import { OldestFirst } from '../oldest-first.ts';
import { MAX_JOURNAL_BYTES } from '../read-limits.ts';
import { readLines } from '../read-lines.ts';
import { RECORDING_FILES } from '../recording-files.ts';
import { JournalCheckpoints } from './journal-checkpoints.ts';
import {
  type HeaderLine,
  JOURNAL_FORMAT,
  JOURNAL_VERSION,
  type JournalEnd,
  type JournalSettle,
} from './journal-format.ts';
import { endSchema, headerSchema, partialTestSchema } from './journal-schema.ts';

/** Gaps that are kept, the first ones: a recorder tells of each page and global once. */
const MAX_GAPS = 10_000;

/** Units of text that the memory of a value stands for. */
const VALUE_UNITS = 12;

/** Lines that are torn; a process that dies leaves one. */
const MAX_BAD_LINES = 10_000;

/**
 * Bytes of one line. An event at the limits of its values takes a quarter of it where its texts are plain; one of nothing but control
 * characters, each of which JSON writes as six, can be longer: it is left out and counted.
 */
const MAX_LINE_BYTES = 67_108_864;

/** Text of the events that are held, where nobody says less. */
const MAX_TEXT = 134_217_728;

/**
 * Reads the journal in `folder`, also while it is written. Lines that are torn or not valid are left out and counted in `dropped.lines`.
 *
 * @throws {IpcError} `SESSION_NOT_READABLE` when there is no journal, one that is too large, or none that says what it is of; `SESSION_TOO_NEW` when a newer version wrote it.
 */
export function readJournal(folder: string, limits: JournalLimits = {}): Journal {
  const older = join(folder, RECORDING_FILES.olderJournal);
  // Nobody names this file, so it is not for a link in a folder from elsewhere to say where it is.
  if (existsSync(older) && lstatSync(older).isSymbolicLink()) throw notReadable(older, 'it is a link.');
  const files = [older, join(folder, RECORDING_FILES.journal)].filter((file) => existsSync(file));
  if (files.length === 0) {
    throw new IpcError(
      'SESSION_NOT_READABLE',
      `Failed to read the journal in "${escapeText(folder)}": there is no ${RECORDING_FILES.journal}.`,
    );
  }
  return readJournalFiles(files, limits);
}

/** Limits of a journal in memory. */
export interface JournalLimits {
  /** The newest events kept. @default what the journal says, or 50_000 */
  maxEvents?: number;
  /** The newest checkpoints kept. @default what the journal says, or 1_000 */
  maxCheckpoints?: number;
  /** Bytes of all segments. @default `MAX_JOURNAL_BYTES`, and a writer of ours makes less */
  maxBytes?: number;
  /** Text of the newest events kept, in UTF-16 units; each value counts as twelve more. Older ones are counted in `dropped.events`. @default 134217728 */
  maxText?: number;
}

/** A journal that was read: its session, and how it ended. */
export interface Journal {
  session: RecordedSession;
  /** Tells whether the recording ended in order; false when it was killed, or goes on. */
  ended: boolean;
  kind: 'test' | 'worker';
  /** The recorder's mode, when the journal says it. */
  mode?: string;
  /** Counts the oldest events that were let go because the journal has more text than is held. Absent when there are none. */
  leftOut?: number;
  /** The rules of redaction that were in force, as the journal says it. */
  redact?: string;
}

/** Reads the segments of one journal, the older one first. */
export function readJournalFiles(
  files: readonly string[],
  { maxBytes = MAX_JOURNAL_BYTES, maxText = MAX_TEXT, ...limits }: JournalLimits = {},
): Journal {
  const reading = new JournalReading(maxText);
  let bytesLeft = maxBytes;
  for (const file of files) {
    try {
      bytesLeft -= sizeOfFile(file);
      if (bytesLeft < 0) throw notReadable(file, `it is too large: more than the ${maxBytes} bytes that are allowed.`);
      reading.addSegment(file);
    } catch (cause) {
      if (cause instanceof IpcError) throw cause;
      throw notReadable(file, `${(cause as Error).message}.`, cause);
    }
  }
  return reading.finish(files.at(-1) ?? '', limits);
}

function sizeOfFile(file: string): number {
  const stats = statSync(file);
  // To open a pipe waits for whoever writes into it.
  if (!stats.isFile()) throw notReadable(file, 'it is no file.');
  return stats.size;
}

/** Adds up the lines of a journal to a session. */
class JournalReading {
  private header: HeaderLine | undefined;
  private end: JournalEnd | undefined;
  private test: Partial<SessionTest> = {};
  private readonly gaps: SessionGap[] = [];
  /** The actions of the test, by their numbers. */
  private readonly actions: (SessionAction | undefined)[] = [];
  private readonly events: OldestFirst<RecordedEvent>;
  private readonly checkpoints = new JournalCheckpoints();
  /** The number of the event with an index in `events`. */
  private readonly positions = new Map<number, number>();
  private lastIndex = 0;
  private isInOrder = true;
  private badLines = 0;
  private lateSettles = 0;
  private valuesLeft = MAX_JSON_VALUES;

  constructor(maxText: number) {
    this.events = new OldestFirst(maxText);
  }

  addSegment(file: string): void {
    for (const text of readLines(file, MAX_LINE_BYTES)) {
      if (text === undefined || !this.addLine(file, text)) this.badLines++;
      if (this.badLines > MAX_BAD_LINES)
        throw notReadable(file, `more than ${MAX_BAD_LINES} of its lines are none of a journal.`);
    }
  }

  finish(file: string, limits: JournalLimits): Journal {
    const header = this.header;
    if (!header) {
      throw notReadable(file, 'it has no journal header. It is not a journal, or was cut short at once.');
    }
    const { maxEvents = 50_000, maxCheckpoints = 1_000 } = { ...limitsOf(header), ...limits };
    // Lines that were held until the end come after later ones.
    const held = this.events.items();
    const inOrder = this.isInOrder ? held : held.toSorted((a, b) => a.index - b.index);
    const events = inOrder.length > maxEvents ? newestWithin(inOrder, maxEvents, eventBudgets(maxEvents)) : inOrder;
    const checkpoints = this.checkpoints.newest(maxCheckpoints);
    const cut = {
      events: this.events.count - events.length,
      checkpoints: this.checkpoints.count - checkpoints.length,
    };
    const dropped = this.dropped(header, cut);
    const test = header.test && { ...header.test, ...this.test, ...this.end?.test };
    const recorded: RecordedSession = {
      format: SESSION_FORMAT,
      version: SESSION_VERSION,
      id: header.id,
      started_at: header.started_at,
      events,
      checkpoints,
      ...defined({
        // The one that comes next is found by those before: where the first were lost with a segment, the others say nothing.
        actions: this.actions.length > 0 && this.actions.every(isThere) ? this.actions : undefined,
        test,
        dropped: Object.keys(dropped).length > 0 ? dropped : undefined,
        excluded: this.end?.excluded,
        observed: this.end?.observed,
        gaps: this.end?.gaps ?? (this.gaps.length > 0 ? this.gaps : undefined),
      }),
    };
    return {
      session: orderByStart({
        ...recorded,
        ...(this.end === undefined ? countTokens(recorded) : countsOf(this.end)),
      }),
      ended: this.end !== undefined,
      kind: header.kind,
      ...defined({ mode: header.mode, redact: header.redact, leftOut: this.events.gone || undefined }),
    };
  }

  /** Counts what is missing in the session: what the writer counted, or what is seen to be missing here, whichever is more. */
  private dropped({ lost }: HeaderLine, cut: { events: number; checkpoints: number }): SessionDropped {
    const counted = this.end?.dropped ?? {};
    const atMost = (count: number) => Math.min(count, Number.MAX_SAFE_INTEGER);
    // The header of the last segment counted what was not written until then, the end all of it.
    const lostEvents = (lost?.events ?? 0) + (this.end?.unwritten ?? lost?.unwritten ?? 0);
    const events = Math.max(counted.events ?? 0, lostEvents + cut.events);
    const checkpoints = Math.max(counted.checkpoints ?? 0, (lost?.checkpoints ?? 0) + cut.checkpoints);
    const settles = Math.max(counted.settles ?? 0, this.lateSettles);
    const lines = (counted.lines ?? 0) + this.badLines;
    return {
      ...counted,
      ...nonZero({ events: atMost(events), checkpoints: atMost(checkpoints), settles, lines: atMost(lines) }),
    };
  }

  /** Tells whether the line is one of a journal. */
  private addLine(file: string, text: string): boolean {
    // A session has one level more around an event or a checkpoint.
    const { values, levels, excess } = measureJson(text, this.valuesLeft, MAX_SESSION_DEPTH - 1);
    if (values > this.valuesLeft) throw notReadable(file, `it has more than ${MAX_JSON_VALUES} values.`);
    const line = excess === undefined && levels > 0 ? parseLine(text) : undefined;
    if (!line) return false;
    this.valuesLeft -= values;
    if (line.format === JOURNAL_FORMAT) return this.addHeader(file, line);
    const size = text.length + values * VALUE_UNITS;
    if ('event' in line) return this.addEvent(line.event, size);
    if ('settle' in line) return this.addSettle(line.settle, size);
    if ('abandon' in line) return this.addAbandon(line.abandon, size);
    if ('checkpoint' in line) return this.checkpoints.add(line.checkpoint, { length: text.length, values });
    if ('gap' in line) return this.addGap(line.gap);
    if ('action' in line) return this.addAction(line.action);
    if ('reserved' in line) return this.checkpoints.reserve(line.reserved);
    const test = partialTestSchema.safeParse(line.test).data;
    if (test) this.test = { ...this.test, ...(test as Partial<SessionTest>) };
    const end = endSchema.safeParse(line.end).data;
    if (end) this.end = end as JournalEnd;
    return test !== undefined || end !== undefined;
  }

  private addGap(value: unknown): boolean {
    const gap = gapSchema.safeParse(value).data;
    if (gap !== undefined && this.gaps.length < MAX_GAPS) this.gaps.push(gap);
    return gap !== undefined;
  }

  private addAction(value: unknown): boolean {
    const [number, given] = Array.isArray(value) ? (value as [unknown, unknown]) : [];
    const action = actionSchema.safeParse(given).data;
    if (action === undefined || !Number.isInteger(number)) return false;
    const at = number as number;
    if (at < 0 || at >= MAX_ACTIONS) return false;
    while (this.actions.length < at) this.actions.push(undefined);
    this.actions[at] = action;
    return true;
  }

  private addHeader(file: string, line: Record<string, unknown>): boolean {
    const { version, test } = line;
    if (typeof version === 'number' && version > JOURNAL_VERSION) {
      throw new IpcError(
        'SESSION_TOO_NEW',
        `Failed to read "${escapeText(file)}": its journal format ${version} is newer than ${JOURNAL_VERSION}. Update playwright-ipc-recorder, or record the session again.`,
      );
    }
    const header = headerSchema.safeParse(line).data;
    if (!header) return false;
    const checked = test === undefined ? undefined : testInfoSchema.safeParse(test).data;
    this.header = { ...header, test: checked } as unknown as HeaderLine;
    return test === undefined || checked !== undefined;
  }

  private addEvent(value: unknown, size: number): boolean {
    const { event } = parseEvent(value);
    if (!event) return false;
    if (event.index < this.lastIndex) this.isInOrder = false;
    this.lastIndex = event.index;
    this.positions.set(event.index, this.events.push(event, size));
    return true;
  }

  private addSettle(value: unknown, size: number): boolean {
    const [index, outcome] = Array.isArray(value) ? (value as [unknown, unknown]) : [];
    if (typeof index !== 'number' || !isObject(outcome)) return false;
    return this.changeCall(index, { ...(outcome as Partial<JournalSettle>), abandoned: undefined }, size);
  }

  private addAbandon(value: unknown, size: number): boolean {
    const [index, abandoned] = Array.isArray(value) ? (value as [unknown, unknown]) : [];
    return typeof index === 'number' && this.changeCall(index, { abandoned }, size);
  }

  private changeCall(index: number, change: object, more: number): boolean {
    const position = this.positions.get(index);
    const recorded = position === undefined ? undefined : this.events.at(position);
    if (position === undefined || recorded?.event.type !== 'Ipc') {
      this.lateSettles++; // the segment that had the call is gone
      return true;
    }
    const { event: changed } = parseEvent({ ...recorded, event: defined({ ...recorded.event, ...change }) });
    if (changed) this.events.replace(position, changed, more);
    return changed !== undefined;
  }
}

const isThere = (action: SessionAction | undefined): action is SessionAction => action !== undefined;

type TokenCounts = Pick<RecordedSession, 'redactions' | 'withheld'>;

/** Returns the writer's own counts. */
function countsOf({ redactions, withheld }: JournalEnd): TokenCounts {
  return defined({ redactions, withheld });
}

/** Counts the tokens of a session whose writer was killed before it could count them. */
function countTokens({ events, checkpoints, test }: RecordedSession): TokenCounts {
  let redactions = 0;
  const withheld: Record<string, number> = Object.create(null);
  for (const part of [...events, ...checkpoints, test ?? null]) {
    for (const { isWithheld, secretClass } of tokensIn(JSON.stringify(part))) {
      if (isWithheld) withheld[secretClass] = (withheld[secretClass] ?? 0) + 1;
      else redactions++;
    }
  }
  return {
    ...nonZero({ redactions }),
    ...defined({ withheld: Object.keys(withheld).length > 0 ? withheld : undefined }),
  };
}

/** Reads the limits of the recording from the header; a file may say anything, so only sound numbers count. */
function limitsOf({ limits }: HeaderLine): JournalLimits {
  const entries = Object.entries(isObject(limits) ? limits : {});
  return Object.fromEntries(entries.filter(([, limit]) => Number.isSafeInteger(limit) && limit >= 0));
}

function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
