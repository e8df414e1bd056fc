import { gzipSync } from 'node:zlib';
import type { RecordedSession } from '../session/format/schema.ts';
import { visibleText } from '../std/text/printable-text.ts';
import type { Verdict } from '../triage/causes/verdict.ts';
import { encodeChunks, encodeHeader } from './encode-timeline.ts';
import { fillPage } from './fill-page.ts';
import { escapeHtml } from './html.ts';
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
  return fillPage('timeline', {
    title: escapeHtml(visibleText(title, true)),
    summary: escapeHtml(summarize(header)),
    data: blocks.join('\n'),
  });
}

function dataBlock(id: string, text: string): string {
  return `<script type="application/gzip;base64" id="${id}">${gzipSync(text).toString('base64')}</script>`;
}
