import type { RecordedEvent } from '../../session/schema.ts';
import { CHUNK_IDS, EVENTS_PER_CHUNK, STATES_PER_CHUNK, type TimelineHeader } from '../timeline-format.ts';
import { EventColumns } from './columns.ts';

const MAX_CHUNKS = 8;

/** A session in the page: its header at once, its events and states when asked for. */
export class LoadedSession {
  readonly header: TimelineHeader;
  readonly columns: EventColumns;
  readonly #chunks = new Map<string, Promise<string[]>>();
  readonly #ready = new Map<string, string[]>();

  constructor(header: TimelineHeader) {
    this.header = header;
    this.columns = new EventColumns(header.columns, header.eventCount);
  }

  get eventChunks(): number {
    return Math.ceil(this.columns.count / EVENTS_PER_CHUNK);
  }

  /** The event at a position. */
  async event(row: number): Promise<RecordedEvent> {
    const lines = await this.#lines(CHUNK_IDS.events(Math.floor(row / EVENTS_PER_CHUNK)));
    return parseLine(lines[row % EVENTS_PER_CHUNK]) as RecordedEvent;
  }

  /** The event at a position if its chunk is open; else opens it and calls `onReady`. */
  peek(row: number, onReady: () => void): RecordedEvent | undefined {
    const id = CHUNK_IDS.events(Math.floor(row / EVENTS_PER_CHUNK));
    const lines = this.#ready.get(id);
    if (lines) return parseLine(lines[row % EVENTS_PER_CHUNK]) as RecordedEvent;
    if (!this.#chunks.has(id)) this.#lines(id).then(onReady, onReady);
    return undefined;
  }

  /** The lines of one chunk of events, for a search; not kept. */
  async searchLines(chunk: number): Promise<string[]> {
    const id = CHUNK_IDS.events(chunk);
    return this.#ready.get(id) ?? (await inflate(id)).split('\n');
  }

  /** The state of the checkpoint at a position. */
  async state(checkpoint: number): Promise<unknown> {
    const lines = await this.#lines(CHUNK_IDS.states(Math.floor(checkpoint / STATES_PER_CHUNK)));
    return parseLine(lines[checkpoint % STATES_PER_CHUNK]);
  }

  #lines(id: string): Promise<string[]> {
    const known = this.#chunks.get(id);
    if (known) return known;
    const lines = inflate(id).then((text) => text.split('\n'));
    this.#chunks.set(id, lines);
    lines.then((ready) => this.#keep(id, ready)).catch(() => undefined); // whoever asked is told
    return lines;
  }

  #keep(id: string, lines: string[]): void {
    this.#ready.set(id, lines);
    const oldest = this.#ready.keys().next().value;
    if (this.#ready.size <= MAX_CHUNKS || oldest === undefined) return;
    this.#ready.delete(oldest);
    this.#chunks.delete(oldest);
  }
}

/** Reads the session this page carries. */
export async function loadSession(): Promise<LoadedSession> {
  return new LoadedSession(JSON.parse(await inflate(CHUNK_IDS.header)) as TimelineHeader);
}

async function inflate(id: string): Promise<string> {
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
