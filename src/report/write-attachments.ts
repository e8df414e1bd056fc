import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ATTACHMENTS, RECORDING_FILES } from '../session/attachments.ts';
import { quoteArgument } from '../session/quote-argument.ts';
import type { RecordedSession } from '../session/schema.ts';
import { serializeSession } from '../session/serialize-session.ts';
import { OLDER_SEGMENT } from '../store/journal-format.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { renderSummary } from '../triage/summary.ts';
import { type EmbedOptions, embedSession } from '../viewer/embed-sessions.ts';
import { carriedAttachment } from './carried-session.ts';
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
  const { divergence } = options;
  const text = serializeSession(session);
  const withheld = withheldAttachments(folder, text, options);
  if (withheld !== undefined) return withheld;
  const sessionFile = join(folder, RECORDING_FILES.session);
  const timelineFile = join(folder, RECORDING_FILES.timeline);
  try {
    writeFileWhole(sessionFile, text);
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

/** What stands in the place of all three attachments when one of them would hold a secret; nothing is left in the folder then. */
function withheldAttachments(
  folder: string,
  text: string,
  options: WriteAttachmentsOptions,
): RecordingAttachment[] | undefined {
  const { divergence, findLeak } = options;
  // The timeline packs what is in the session, so it is looked at before that.
  const rule = findLeak(text) ?? findLeak(divergence?.text ?? '');
  if (rule === undefined) return undefined;
  for (const name of [...Object.values(RECORDING_FILES), OLDER_SEGMENT]) rmSync(join(folder, name), { force: true });
  return [ATTACHMENTS.session, ATTACHMENTS.timeline, ATTACHMENTS.summary].map((name) =>
    withheldAttachment(name, rule, options),
  );
}

/**
 * The attachments of a kept session where no file can be written: compressed, in the message to the runner.
 *
 * @param options `redact` is the digest of the rules that were in force
 */
export function carryAttachments(
  folder: string,
  session: RecordedSession,
  { redact, ...options }: WriteAttachmentsOptions & { redact: string },
): RecordingAttachment[] {
  const text = serializeSession(session);
  return (
    withheldAttachments(folder, text, options) ?? [
      carriedAttachment(ATTACHMENTS.session, text, redact),
      describeRecording(folder, session, options),
    ]
  );
}

/** What a worker recorded so far, where no file can be written. */
export function carryWorkerSession(session: RecordedSession, scan: Scan): RecordingAttachment {
  const text = serializeSession(session);
  const rule = scan.findLeak(text);
  return rule === undefined
    ? carriedAttachment(ATTACHMENTS.workerSession, text)
    : withheldAttachment(ATTACHMENTS.workerSession, rule, scan);
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
  return `npx ipc-recorder replay ${quoteArgument(sessionFile)}${isDefault ? '' : ` --config ${quoteArgument(configFile)}`}`;
}
