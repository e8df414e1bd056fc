import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ATTACHMENTS, RECORDING_FILES } from '../session/attachments.ts';
import type { RecordedSession } from '../session/schema.ts';
import { serializeSession } from '../session/serialize-session.ts';
import { OLDER_SEGMENT } from '../store/journal-format.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { quotePath, renderSummary } from '../triage/summary.ts';
import { type EmbedOptions, embedSession } from '../viewer/embed-sessions.ts';
import { inlineAttachment, type RecordingAttachment, type Scan, withheldAttachment } from './scan-attachment.ts';

export { inlineAttachment, type RecordingAttachment } from './scan-attachment.ts';

/** What goes into the attachments beside the session itself. */
export interface WriteAttachmentsOptions extends Scan {
  /** The command that replays the session, for the summary. */
  replayCommand?: string;
  divergence?: EmbedOptions['divergence'];
}

/**
 * Writes a recording's session and timeline into its folder and returns the three attachments of a kept session.
 * Of one that holds a secret there is nothing but a text that says so, also not in the folder.
 */
export function writeAttachments(
  folder: string,
  session: RecordedSession,
  options: WriteAttachmentsOptions,
): RecordingAttachment[] {
  const { divergence, findLeak } = options;
  const text = serializeSession(session);
  // The timeline packs what is in the session, so it is looked at before that.
  const rule = findLeak(text) ?? findLeak(divergence?.text ?? '');
  if (rule !== undefined) {
    removeRecording(folder);
    return [ATTACHMENTS.session, ATTACHMENTS.timeline, ATTACHMENTS.summary].map((name) =>
      withheldAttachment(name, rule, options),
    );
  }
  const sessionFile = join(folder, RECORDING_FILES.session);
  const timelineFile = join(folder, RECORDING_FILES.timeline);
  writeFileWhole(sessionFile, text);
  writeFileWhole(timelineFile, embedSession(session, divergence === undefined ? {} : { divergence }));
  return [
    { name: ATTACHMENTS.session, contentType: 'application/json', path: sessionFile },
    { name: ATTACHMENTS.timeline, contentType: 'text/html', path: timelineFile },
    describeRecording(folder, session, options),
  ];
}

function removeRecording(folder: string): void {
  for (const name of [...Object.values(RECORDING_FILES), OLDER_SEGMENT]) rmSync(join(folder, name), { force: true });
}

/** The summary alone, which needs no disk. */
export function describeRecording(
  folder: string,
  session: RecordedSession,
  { replayCommand, divergence, ...scan }: WriteAttachmentsOptions,
): RecordingAttachment {
  const sessionFile = relative(process.cwd(), join(folder, RECORDING_FILES.session));
  const summary = renderSummary(failureFacts(session), {
    sessionFile,
    ...(replayCommand === undefined ? {} : { replayCommand }),
  });
  const verdict = divergence === undefined ? '' : `\nFirst difference to the attempt that passed: ${divergence.text}\n`;
  return inlineAttachment({ name: ATTACHMENTS.summary, contentType: 'text/markdown', text: summary + verdict }, scan);
}

/** Writes what a worker recorded so far into its folder and returns the attachment. */
export function writeWorkerSession(folder: string, session: RecordedSession, scan: Scan): RecordingAttachment {
  const path = join(folder, RECORDING_FILES.session);
  const text = serializeSession(session);
  const rule = scan.findLeak(text);
  if (rule !== undefined) {
    rmSync(path, { force: true });
    return withheldAttachment(ATTACHMENTS.workerSession, rule, scan);
  }
  writeFileWhole(path, text);
  return { name: ATTACHMENTS.workerSession, contentType: 'application/json', path };
}

/** The line to paste that replays a session: paths relative to where the runner was started. */
export function replayCommandFor(sessionFile: string, configFile: string | undefined): string {
  const isDefault = configFile === undefined || /^playwright\.config\.[cm]?[jt]s$/.test(configFile);
  return `npx ipc-recorder replay ${quotePath(sessionFile)}${isDefault ? '' : ` --config ${quotePath(configFile)}`}`;
}
