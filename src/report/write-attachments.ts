import { join, relative } from 'node:path';
import { ATTACHMENTS, RECORDING_FILES } from '../session/attachments.ts';
import type { RecordedSession } from '../session/schema.ts';
import { serializeSession } from '../session/serialize-session.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { quotePath, renderSummary } from '../triage/summary.ts';
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
  options: WriteAttachmentsOptions = {},
): RecordingAttachment[] {
  const { divergence } = options;
  const sessionFile = join(folder, RECORDING_FILES.session);
  const timelineFile = join(folder, RECORDING_FILES.timeline);
  writeFileWhole(sessionFile, serializeSession(session));
  writeFileWhole(timelineFile, embedSession(session, divergence === undefined ? {} : { divergence }));
  return [
    { name: ATTACHMENTS.session, contentType: 'application/json', path: sessionFile },
    { name: ATTACHMENTS.timeline, contentType: 'text/html', path: timelineFile },
    describeRecording(folder, session, options),
  ];
}

/** The summary alone, which needs no disk. */
export function describeRecording(
  folder: string,
  session: RecordedSession,
  { replayCommand, divergence }: WriteAttachmentsOptions = {},
): RecordingAttachment {
  const sessionFile = relative(process.cwd(), join(folder, RECORDING_FILES.session));
  const summary = renderSummary(failureFacts(session), {
    sessionFile,
    ...(replayCommand === undefined ? {} : { replayCommand }),
  });
  const verdict = divergence === undefined ? '' : `\nFirst difference to the attempt that passed: ${divergence.text}\n`;
  // A Buffer: a string would come out of the blob report as garbage.
  return { name: ATTACHMENTS.summary, contentType: 'text/markdown', body: Buffer.from(summary + verdict) };
}

/** Writes what a worker recorded so far into its folder and returns the attachment. */
export function writeWorkerSession(folder: string, session: RecordedSession): RecordingAttachment {
  const path = join(folder, RECORDING_FILES.session);
  writeFileWhole(path, serializeSession(session));
  return { name: ATTACHMENTS.workerSession, contentType: 'application/json', path };
}

/** The line to paste that replays a session: paths relative to where the runner was started. */
export function replayCommandFor(sessionFile: string, configFile: string | undefined): string {
  const isDefault = configFile === undefined || /^playwright\.config\.[cm]?[jt]s$/.test(configFile);
  return `npx ipc-recorder replay ${quotePath(sessionFile)}${isDefault ? '' : ` --config ${quotePath(configFile)}`}`;
}
