import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { createRedactor } from '../src/redact/redactor.ts';
import { type RecordingAttachment, replayCommandFor, writeAttachments } from '../src/report/write-attachments.ts';
import { RECORDING_FILES } from '../src/session/attachments.ts';
import { type IpcRecorderMode, keepsRecording } from '../src/session/recorder-mode.ts';
import type { RecordedSession } from '../src/session/schema.ts';
import { OLDER_SEGMENT } from '../src/store/journal-format.ts';
import { readJournal } from '../src/store/read-journal.ts';
import { diffSessions } from '../src/triage/diff-sessions.ts';
import { stripAnsi } from '../src/triage/escape-text.ts';

/** A failed attempt whose session was kept. */
export interface KeptAttempt {
  test: TestCase;
  result: TestResult;
  folder: string;
  session: RecordedSession;
  /** As a reader would type it. */
  sessionFile: string;
  replayCommand: string;
  /** Where it parts from the attempt that passed, once one has. */
  divergence?: { text: string; index?: number };
}

/** The folder of one attempt's recording. */
function recordingFolder(test: TestCase, result: TestResult): string | undefined {
  const outputDir = test.parent.project()?.outputDir;
  return outputDir === undefined ? undefined : join(outputDir, 'ipc', `${test.id}-r${result.retry}`);
}

/**
 * Decides on the recording of a finished attempt: keeps and attaches it, or says that it can go.
 *
 * @returns the kept attempt, the session of one that need not be kept, or undefined when nothing was recorded.
 */
export function judgeAttempt(
  test: TestCase,
  result: TestResult,
  configFile: string | undefined,
): KeptAttempt | RecordedSession | undefined {
  const folder = recordingFolder(test, result);
  if (folder === undefined || !existsSync(join(folder, RECORDING_FILES.journal))) return undefined;
  const { session: recorded, mode } = readJournal(folder);
  const session = {
    ...recorded,
    ...(recorded.test === undefined ? {} : { test: finalTest(recorded.test, test, result) }),
  };
  const failed = result.status !== test.expectedStatus && result.status !== 'skipped';
  if (!keepsRecording((mode ?? 'retain-on-failure') as IpcRecorderMode, result.retry, failed)) return session;

  const sessionFile = relative(process.cwd(), join(folder, RECORDING_FILES.session));
  const replayCommand = replayCommandFor(sessionFile, configFile);
  replaceAttachments(result, writeAttachments(folder, session, { replayCommand }));
  removeJournal(folder);
  return { test, result, folder, session, sessionFile, replayCommand };
}

/** Says in a failed attempt's timeline and summary where it parts from the attempt that passed. Both are read by other reporters at the end of the run. */
export function compareWithPass(failed: KeptAttempt, passed: RecordedSession): void {
  const { first } = diffSessions(failed.session, passed);
  if (first === undefined) return;
  failed.divergence = { text: first.text, ...(first.first === undefined ? {} : { index: first.first }) };
  replaceAttachments(
    failed.result,
    writeAttachments(failed.folder, failed.session, {
      replayCommand: failed.replayCommand,
      divergence: failed.divergence,
    }),
  );
}

/** Deletes a recording that is not kept. */
export function discardRecording(test: TestCase, result: TestResult): void {
  const folder = recordingFolder(test, result);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Deletes a journal whose session has been written. */
export function removeJournal(folder: string): void {
  for (const name of [RECORDING_FILES.journal, OLDER_SEGMENT]) rmSync(join(folder, name), { force: true });
}

/** Puts attachments in, in the place of those of the same name: the worker may have made them already. */
function replaceAttachments(result: TestResult, attachments: RecordingAttachment[]): void {
  for (const attachment of attachments) {
    const found = result.attachments.find(({ name }) => name === attachment.name);
    if (found === undefined) result.attachments.push(attachment);
    else {
      delete found.path;
      delete found.body;
      Object.assign(found, attachment);
    }
  }
}

/** Only the runner knows how it ended: a worker that was killed wrote nothing of it, and an `afterAll` fails a test that had passed. */
function finalTest(
  recorded: NonNullable<RecordedSession['test']>,
  test: TestCase,
  result: TestResult,
): NonNullable<RecordedSession['test']> {
  const complete = recorded.status === result.status && (recorded.errors ?? []).length >= result.errors.length;
  const { text } = createRedactor();
  const errors = result.errors.map(({ message, value }) => text(stripAnsi(message ?? value ?? '')));
  return {
    ...recorded,
    status: result.status,
    expected_status: test.expectedStatus,
    duration_ms: result.duration,
    ...(complete || errors.length === 0 ? {} : { errors }),
  };
}
