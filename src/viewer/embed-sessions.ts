import { gzipSync } from 'node:zlib';
import type { RecordedSession } from '../session/format/schema.ts';
import { visibleText } from '../std/text/printable-text.ts';
import type { Verdict } from '../triage/causes/verdict.ts';
import type { SessionComparison } from '../triage/diff-sessions.ts';
import type { SideNames } from '../triage/side-names.ts';
import { encodeComparison } from './encode-comparison.ts';
import { encodeChunks, encodeHeader } from './encode-timeline.ts';
import { fillPage } from './fill-page.ts';
import { escapeHtml } from './html.ts';
import { summarize } from './static-summary.ts';
import {
  BESIDE,
  CHUNK_IDS,
  type Divergence,
  EVENTS_PER_CHUNK,
  STATES_PER_CHUNK,
  type TimelineHeader,
} from './timeline-format.ts';

/** Options of the timeline page: what it says beside the session itself. */
export interface EmbedOptions {
  /** The page's title. @default the test's title path, else the session's id */
  title?: string;
  /** Where the session parts from the attempt that passed; shown as a banner. */
  divergence?: Divergence;
  /** Why its test failed. @default found from the session alone */
  verdict?: Verdict;
  /** Playwright's trace of the same attempt: its path, as seen from where the runner was started. */
  trace?: string;
  /** Another session of the test, which the page shows beside this one, call by call. */
  beside?: SessionBeside;
}

/** A session that stands beside another one. */
export interface SessionBeside {
  session: RecordedSession;
  /** @param comparison of the page's session with this one, by `compareSessions` */
  comparison: SessionComparison;
  names: SideNames;
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
  const header = { ...encodeHeader(session, title, options.divergence, options.verdict), trace: options.trace };
  const states = session.checkpoints.map((checkpoint) => checkpoint.state);
  const blocks = [
    ...sessionBlocks(session, header),
    ...encodeChunks(states, STATES_PER_CHUNK).map((text, i) => dataBlock(CHUNK_IDS.states(i), text)),
    ...(options.beside ? besideBlocks(options.beside) : []),
  ];
  return fillPage('timeline', {
    title: escapeHtml(visibleText(title, true)),
    summary: escapeHtml(summarize(header)),
    data: blocks.join('\n'),
  });
}

function sessionBlocks({ events }: RecordedSession, header: TimelineHeader, prefix = ''): string[] {
  return [
    dataBlock(prefix + CHUNK_IDS.header, JSON.stringify(header)),
    ...encodeChunks(events, EVENTS_PER_CHUNK).map((text, i) => dataBlock(prefix + CHUNK_IDS.events(i), text)),
  ];
}

/** The other session without its states: the page shows its calls. */
function besideBlocks({ session, comparison, names }: SessionBeside): string[] {
  const header = encodeHeader({ ...session, checkpoints: [] }, '', undefined);
  return [
    ...sessionBlocks(session, header, BESIDE),
    dataBlock(CHUNK_IDS.comparison, JSON.stringify(encodeComparison(comparison, names))),
  ];
}

function dataBlock(id: string, text: string): string {
  return `<script type="application/gzip;base64" id="${id}">${gzipSync(text).toString('base64')}</script>`;
}
