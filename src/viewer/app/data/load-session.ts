import type { RecordedEvent } from '../../../session/format/schema.ts';
import { CHUNK_IDS, EVENTS_PER_CHUNK, STATES_PER_CHUNK, type TimelineHeader } from '../../timeline-format.ts';
import { EventColumns } from './event-columns.ts';

const MAX_CHUNKS = 8;
const MAX_PARSED = 500;

/** A session in the page: its header at once, its events and states when asked for. */
export class LoadedSession {
  readonly header: TimelineHeader;
  readonly columns: EventColumns;
  private readonly prefix: string;
  private readonly chunks = new Map<string, Promise<string[]>>();
  private readonly ready = new Map<string, string[]>();
  private readonly broken = new Set<string>();
  private readonly parsed = new Map<number, RecordedEvent>();

  /** @param prefix of the ids of its chunks, where a page carries two sessions */
  constructor(header: TimelineHeader, prefix = '') {
    this.prefix = prefix;
    this.header = header;
    this.columns = new EventColumns(header.columns, header.eventCount);
  }

  get eventChunks(): number {
    return Math.ceil(this.columns.count / EVENTS_PER_CHUNK);
  }

  /** The event at a position. */
  async event(row: number): Promise<RecordedEvent> {
    const lines = await this.lines(this.prefix + CHUNK_IDS.events(Math.floor(row / EVENTS_PER_CHUNK)));
    return parseLine(lines[row % EVENTS_PER_CHUNK]) as RecordedEvent;
  }

  /** The event at a position if its chunk is open; else opens it and calls `onReady`. */
  peek(row: number, onReady: () => void): RecordedEvent | 'loading' | 'broken' {
    const parsed = this.parsed.get(row);
    if (parsed) return parsed;
    const id = this.prefix + CHUNK_IDS.events(Math.floor(row / EVENTS_PER_CHUNK));
    if (this.broken.has(id)) return 'broken';
    const lines = this.ready.get(id);
    if (!lines) {
      this.lines(id).then(onReady, onReady);
      return 'loading';
    }
    try {
      const event = parseLine(lines[row % EVENTS_PER_CHUNK]) as RecordedEvent;
      if (this.parsed.size >= MAX_PARSED) this.parsed.clear();
      this.parsed.set(row, event);
      return event;
    } catch {
      return 'broken';
    }
  }

  /** The position of the call with this id, or null. */
  async findCall(id: string): Promise<number | null> {
    const quoted = JSON.stringify(id);
    for (let chunk = 0; chunk < this.eventChunks; chunk++) {
      for (const [i, line] of (await this.searchLines(chunk)).entries()) {
        if (!line.includes(quoted)) continue;
        const { event } = parseLine(line) as RecordedEvent;
        if (event.type === 'Ipc' && event.id === id) return chunk * EVENTS_PER_CHUNK + i;
      }
    }
    return null;
  }

  /** The lines of one chunk of events, for a search; not kept. */
  async searchLines(chunk: number): Promise<string[]> {
    const id = this.prefix + CHUNK_IDS.events(chunk);
    return this.ready.get(id) ?? (await inflate(id)).split('\n');
  }

  /** The state of the checkpoint at a position. */
  async state(checkpoint: number): Promise<unknown> {
    const lines = await this.lines(CHUNK_IDS.states(Math.floor(checkpoint / STATES_PER_CHUNK)));
    return parseLine(lines[checkpoint % STATES_PER_CHUNK]);
  }

  private lines(id: string): Promise<string[]> {
    const known = this.chunks.get(id);
    if (known) return this.touch(id, known);
    const lines = inflate(id).then((text) => text.split('\n'));
    this.chunks.set(id, lines);
    lines.then(
      (ready) => this.keep(id, ready),
      () => this.broken.add(id),
    );
    return lines;
  }

  /** Moves a chunk to the end of the line of those to be let go. */
  private touch(id: string, lines: Promise<string[]>): Promise<string[]> {
    const ready = this.ready.get(id);
    if (ready) {
      this.ready.delete(id);
      this.ready.set(id, ready);
    }
    return lines;
  }

  private keep(id: string, lines: string[]): void {
    this.ready.set(id, lines);
    const oldest = this.ready.keys().next().value;
    if (this.ready.size <= MAX_CHUNKS || oldest === undefined) return;
    this.ready.delete(oldest);
    this.chunks.delete(oldest);
  }
}

/** Reads the session this page carries. @param prefix `BESIDE` for the other one */
export async function loadSession(prefix = ''): Promise<LoadedSession> {
  return new LoadedSession(JSON.parse(await inflate(prefix + CHUNK_IDS.header)) as TimelineHeader, prefix);
}

/** Unpacks a block of the page; throws an error that names it. */
export async function inflate(id: string): Promise<string> {
  const block = document.getElementById(id)?.textContent;
  if (!block) throw new Error(`its part "${id}" is missing`);
  try {
    const bytes = Uint8Array.from(atob(block), (char) => char.charCodeAt(0));
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  } catch (cause) {
    throw new Error(`its part "${id}" cannot be unpacked`, { cause });
  }
}

function parseLine(line: string | undefined): unknown {
  if (line === undefined) throw new Error('an event is missing from its part');
  return JSON.parse(line);
}
