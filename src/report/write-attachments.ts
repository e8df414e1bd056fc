import { join, relative } from 'node:path';
import { ATTACHMENTS, RECORDING_FILES } from '../session/attachments.ts';
import type { RecordedSession } from '../session/schema.ts';
import { serializeSession } from '../session/serialize-session.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { renderSummary } from '../triage/summary.ts';
import { type EmbedOptions, embedSession } from '../viewer/embed-sessions.ts';

/** An attachment as Playwright's test results hold it. */
export interface RecordingAttachment {
  name: string;
  contentType: string;
  path?: string;
  body?: Buffer;
}

export interface WriteAttachmentsOptions {
  /** The command that replays the session, for the summary. */
  replayCommand?: string;
  divergence?: EmbedOptions['divergence'];
}

/** Writes a recording's session and timeline into its folder and returns the three attachments of a kept session. */
export function writeAttachments(
  folder: string,
  session: RecordedSession,
  { replayCommand, divergence }: WriteAttachmentsOptions = {},
): RecordingAttachment[] {
  const sessionFile = join(folder, RECORDING_FILES.session);
  const timelineFile = join(folder, RECORDING_FILES.timeline);
  writeFileWhole(sessionFile, serializeSession(session));
  writeFileWhole(timelineFile, embedSession(session, divergence === undefined ? {} : { divergence }));
  const summary = renderSummary(failureFacts(session), {
    sessionFile: relative(process.cwd(), sessionFile),
    ...(replayCommand === undefined ? {} : { replayCommand }),
  });
  const verdict = divergence === undefined ? '' : `\nFirst difference to the attempt that passed: ${divergence.text}\n`;
  return [
    { name: ATTACHMENTS.session, contentType: 'application/json', path: sessionFile },
    { name: ATTACHMENTS.timeline, contentType: 'text/html', path: timelineFile },
    // A Buffer: a string would come out of the blob report as garbage.
    { name: ATTACHMENTS.summary, contentType: 'text/markdown', body: Buffer.from(summary + verdict) },
  ];
}

/** The line to paste that replays a session: paths relative to where the runner was started. */
export function replayCommandFor(sessionFile: string, configFile: string | undefined): string {
  const quote = (path: string) => (/^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
  const isDefault = configFile === undefined || /^playwright\.config\.[cm]?[jt]s$/.test(configFile);
  return `npx ipc-recorder replay ${quote(sessionFile)}${isDefault ? '' : ` --config ${quote(configFile)}`}`;
}
