import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ATTACHMENTS, RECORDING_FILES } from '../session/attachments.ts';
import type { RecordedSession } from '../session/schema.ts';
import { serializeSession } from '../session/serialize-session.ts';
import { OLDER_SEGMENT } from '../store/journal-format.ts';
import { writeFileWhole } from '../store/write-file.ts';
import { cutText } from '../triage/escape-text.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { quotePath, renderSummary } from '../triage/summary.ts';
import { type EmbedOptions, embedSession } from '../viewer/embed-sessions.ts';

type FindLeak = (text: string) => string | undefined;

/** An attachment as Playwright's test results hold it. */
export interface RecordingAttachment {
  name: string;
  contentType: string;
  path?: string;
  body?: Buffer;
}

export interface WriteAttachmentsOptions {
  /** Names the rule by which a text holds a secret: what it finds one in is neither written nor attached. */
  findLeak: FindLeak;
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
    return [ATTACHMENTS.session, ATTACHMENTS.timeline, ATTACHMENTS.summary].map((name) => withheld(name, rule));
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

/** An attachment of ours without a file of its own, or the text that stands in its place. */
export function inlineAttachment(
  attachment: { name: string; contentType: string; text: string },
  findLeak: FindLeak,
): RecordingAttachment {
  const { name, contentType, text } = attachment;
  const rule = findLeak(text);
  // A Buffer: a string would come out of the blob report as garbage.
  return rule === undefined ? { name, contentType, body: Buffer.from(text) } : withheld(name, rule);
}

/** What stands in the place of an attachment that was not made; the summary's first line is that of all summaries. */
function withheld(name: string, rule: string): RecordingAttachment {
  const text = `# IPC of this test

    Withheld: ${name} holds a secret that redaction had missed, so nothing of it was written.
    Found by: ${cutText(rule, 80)}

    What to do: tell the option "redact" of it (values, keys, paths or patterns; see Redaction in the README)
    and run the test again. If it is a variable of the environment that is no secret, list its name in redact.allow.
`;
  return { name, contentType: 'text/plain', body: Buffer.from(text) };
}

function removeRecording(folder: string): void {
  for (const name of [...Object.values(RECORDING_FILES), OLDER_SEGMENT]) rmSync(join(folder, name), { force: true });
}

/** The summary alone, which needs no disk. */
export function describeRecording(
  folder: string,
  session: RecordedSession,
  { replayCommand, divergence, findLeak }: WriteAttachmentsOptions,
): RecordingAttachment {
  const sessionFile = relative(process.cwd(), join(folder, RECORDING_FILES.session));
  const summary = renderSummary(failureFacts(session), {
    sessionFile,
    ...(replayCommand === undefined ? {} : { replayCommand }),
  });
  const verdict = divergence === undefined ? '' : `\nFirst difference to the attempt that passed: ${divergence.text}\n`;
  return inlineAttachment(
    { name: ATTACHMENTS.summary, contentType: 'text/markdown', text: summary + verdict },
    findLeak,
  );
}

/** Writes what a worker recorded so far into its folder and returns the attachment. */
export function writeWorkerSession(folder: string, session: RecordedSession, findLeak: FindLeak): RecordingAttachment {
  const path = join(folder, RECORDING_FILES.session);
  const text = serializeSession(session);
  const rule = findLeak(text);
  if (rule !== undefined) {
    rmSync(path, { force: true });
    return withheld(ATTACHMENTS.workerSession, rule);
  }
  writeFileWhole(path, text);
  return { name: ATTACHMENTS.workerSession, contentType: 'application/json', path };
}

/** The line to paste that replays a session: paths relative to where the runner was started. */
export function replayCommandFor(sessionFile: string, configFile: string | undefined): string {
  const isDefault = configFile === undefined || /^playwright\.config\.[cm]?[jt]s$/.test(configFile);
  return `npx ipc-recorder replay ${quotePath(sessionFile)}${isDefault ? '' : ` --config ${quotePath(configFile)}`}`;
}
