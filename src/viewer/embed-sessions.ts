import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { IpcError } from '../errors.ts';
import { builtFile } from '../package-files.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { visibleText } from '../std/text/printable-text.ts';
import type { Verdict } from '../triage/causes/verdict.ts';
import { encodeChunks, encodeHeader } from './encode-timeline.ts';
import { summarize } from './static-summary.ts';
import { CHUNK_IDS, type Divergence, EVENTS_PER_CHUNK, STATES_PER_CHUNK } from './timeline-format.ts';

/** Options of the timeline page: what it says beside the session itself. */
export interface EmbedOptions {
  /** The page's title. @default the test's title path, else the session's id */
  title?: string;
  /** Where the session parts from an earlier pass; shown as a banner. */
  divergence?: Divergence;
  /** Why its test failed. @default found from the session alone */
  verdict?: Verdict;
}

/**
 * The timeline of one session: one HTML file that opens from disk, with no server and no network.
 *
 * @throws {IpcError} `VIEWER_NOT_BUILT` when the page's template was not built.
 * @example
 * writeFileSync('ipc-timeline.html', embedSession(session));
 */
export function embedSession(session: RecordedSession, options: EmbedOptions = {}): string {
  const title = options.title ?? session.test?.title_path.join(' › ') ?? `Session ${session.id}`;
  const header = encodeHeader(session, title, options.divergence, options.verdict);
  const states = session.checkpoints.map((checkpoint) => checkpoint.state);
  const blocks = [
    dataBlock(CHUNK_IDS.header, JSON.stringify(header)),
    ...encodeChunks(session.events, EVENTS_PER_CHUNK).map((text, i) => dataBlock(CHUNK_IDS.events(i), text)),
    ...encodeChunks(states, STATES_PER_CHUNK).map((text, i) => dataBlock(CHUNK_IDS.states(i), text)),
  ];
  const parts: Record<string, string> = {
    title: escapeHtml(visibleText(title, true)),
    summary: escapeHtml(summarize(header)),
    data: blocks.join('\n'),
  };
  // One pass, by function: neither a mark nor a `$&` inside the data is ever read as ours.
  return readTemplate().replace(/<!--ipc:(\w+)-->/g, (mark, name: string) => parts[name] ?? mark);
}

let template: string | undefined;

function readTemplate(): string {
  if (template !== undefined) return template;
  const file = builtFile('src/viewer/timeline.html');
  if (!existsSync(file)) {
    throw new IpcError(
      'VIEWER_NOT_BUILT',
      `Failed to write a timeline: its page "${file}" is missing. In a checkout, build it with "node scripts/build-viewer.mjs"; in a project, install playwright-ipc-recorder again.`,
    );
  }
  template = readFileSync(file, 'utf8');
  return template;
}

function dataBlock(id: string, text: string): string {
  return `<script type="application/gzip;base64" id="${id}">${gzipSync(text).toString('base64')}</script>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\u2028': '&#8232;',
  '\u2029': '&#8233;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"\u2028\u2029]/g, (char) => ENTITIES[char] ?? char);
}
