import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
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
  try {
    writeFileWhole(sessionFile, serializeSession(session));
    writeFileWhole(timelineFile, embedSession(session, divergence === undefined ? {} : { divergence }));
  } catch (error) {
    // The disk may be full: both or none, so that others have the room.
    for (const file of [sessionFile, timelineFile]) rmSync(file, { recursive: true, force: true });
    throw error;
  }
  return [
    { name: ATTACHMENTS.session, contentType: 'application/json', path: sessionFile },
    { name: ATTACHMENTS.timeline, contentType: 'text/html', path: timelineFile },
    describeRecording(folder, session, options),
  ];
}

/** The attachments of a kept session where no file can be written: compressed, in the message to the runner. */
export function carryAttachments(
  folder: string,
  session: RecordedSession,
  options: WriteAttachmentsOptions = {},
): RecordingAttachment[] {
  return [carried(ATTACHMENTS.session, session), describeRecording(folder, session, options)];
}

/** What a worker recorded so far, where no file can be written. */
export function carryWorkerSession(session: RecordedSession): RecordingAttachment {
  return carried(ATTACHMENTS.workerSession, session);
}

function carried(name: string, session: RecordedSession): RecordingAttachment {
  // As no text: the HTML report would show it all, and freeze.
  return { name, contentType: CARRIED_TYPE, body: gzipSync(serializeSession(session)) };
}

/** The type of a session that is attached without a file. */
export const CARRIED_TYPE = 'application/gzip';

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
