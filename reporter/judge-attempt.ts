import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { type InlineSession, isInlineSession, readInlineSession } from '../fixtures/attachments/inline-session.ts';
import {
  describeRecording,
  type RecordingAttachment,
  replayCommandFor,
  writeAttachments,
} from '../fixtures/attachments/write-attachments.ts';
import type { FindLeak } from '../src/redact/find-leak.ts';
import { parseSession } from '../src/session/format/parse-session.ts';
import type { RecordedSession, SessionTest } from '../src/session/format/schema.ts';
import { stripAnsi } from '../src/std/printable-text.ts';
import { OLDER_SEGMENT } from '../src/store/journal-format.ts';
import { type Journal, readJournal } from '../src/store/read-journal.ts';
import { type IpcRecorderMode, keepsRecording } from '../src/store/recorder-mode.ts';
import { ATTACHMENTS, RECORDING_FILES } from '../src/store/recording-files.ts';
import { diffSessions } from '../src/triage/diff-sessions.ts';
import { redactorFor } from './redactor-of.ts';

/** What came of an attempt that was recorded. */
export interface Judgement {
  session: RecordedSession;
  /** Left out when the recording can go. */
  kept?: KeptAttempt;
}

/** An attempt whose session was kept. It does not hold the session: a run may have thousands of these. */
export interface KeptAttempt {
  test: TestCase;
  result: TestResult;
  folder: string;
  /** As a reader would type it; it may be missing, see `problem`. */
  sessionFile: string;
  replayCommand: string;
  /** The scan of what is attached. */
  findLeak: FindLeak;
  /** Where it parts from the attempt that passed, once one has. */
  divergence?: { text: string; index?: number };
  /** Why not all of it could be written. */
  problem?: string;
  /** The rule by which the scan found a secret in it: nothing was attached but texts that say so. */
  withheldBy?: string;
}

/** How an attempt ended; one that still runs when the run is over was interrupted. */
export type AttemptStatus = TestResult['status'];

/** Whether an attempt ended otherwise than expected. */
export function hasFailed(test: TestCase, status: AttemptStatus): boolean {
  return status !== test.expectedStatus && status !== 'skipped';
}

/** Decides on the recording of a finished attempt: keeps and attaches it, or says that it can go. Undefined when nothing was recorded. */
export function judgeAttempt(
  test: TestCase,
  result: TestResult,
  status: AttemptStatus,
  configFile: string | undefined,
): Judgement | undefined {
  const folder = recordingFolder(test, result);
  if (folder === undefined) return undefined;
  const failed = hasFailed(test, status);
  const carried = carriedBy(result);
  if (carried === undefined && !existsSync(join(folder, RECORDING_FILES.journal))) return undefined;
  const recording: Pick<Journal, 'session' | 'mode' | 'redact'> | undefined = carried ?? readJournalOf(folder, failed);
  if (recording === undefined) {
    discardRecording(test, result);
    return undefined;
  }
  const recorded = recording.session;
  const { findLeak, text } = redactorFor(test, recording.redact);
  const session =
    recorded.test === undefined
      ? recorded
      : { ...recorded, test: finalTest(recorded.test, test, result, status, text) };
  const mode = (recording.mode ?? 'retain-on-failure') as IpcRecorderMode;
  if (carried === undefined && !keepsRecording(mode, result.retry, failed)) return { session };

  const sessionFile = relative(process.cwd(), join(folder, RECORDING_FILES.session));
  const replayCommand = replayCommandFor(sessionFile, configFile);
  const kept: KeptAttempt = { test, result, folder, sessionFile, replayCommand, findLeak };
  attach(kept, session);
  return { session, kept };
}

/** What the worker attached because no file could be written: its journal is cut short, or not there at all. */
function carriedBy({ attachments }: TestResult): InlineSession | undefined {
  const carried = attachments.find((one) => one.name === ATTACHMENTS.session && isInlineSession(one));
  return carried?.body === undefined ? undefined : readInlineSession(carried, carried.body);
}

/** Of a test that passed, a journal that a full disk left is no loss. */
function readJournalOf(folder: string, failed: boolean): Journal | undefined {
  try {
    return readJournal(folder);
  } catch (error) {
    if (failed) throw error;
    return undefined;
  }
}

/** Says in the timeline and summary of a failed attempt that was attached where it parts from the attempt that passed. Other reporters read both at the end of the run. */
export function compareWithPass(failed: KeptAttempt, passed: RecordedSession): void {
  const session =
    carriedBy(failed.result)?.session ?? parseSession(readFileSync(join(failed.folder, RECORDING_FILES.session)));
  const { first } = diffSessions(session, passed);
  if (first === undefined) return;
  failed.divergence = { text: first.text, ...(first.first === undefined ? {} : { index: first.first }) };
  attach(failed, session);
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

function recordingFolder(test: TestCase, result: TestResult): string | undefined {
  const outputDir = test.parent.project()?.outputDir;
  return outputDir === undefined ? undefined : join(outputDir, 'ipc', `${test.id}-r${result.retry}`);
}

/** Writes and attaches; where the disk is full, the summary and what the worker attached, or else the journal, are what there is. */
function attach(attempt: KeptAttempt, session: RecordedSession): void {
  const { result, folder, replayCommand, findLeak, divergence } = attempt;
  const onWithheld = (_name: string, rule: string) => {
    attempt.withheldBy = rule;
  };
  const options = { replayCommand, findLeak, onWithheld, ...(divergence === undefined ? {} : { divergence }) };
  if (result.attachments.some((one) => one.name === ATTACHMENTS.session && isInlineSession(one))) {
    attempt.problem = 'the worker could not write to its folder. The session is in the report itself, compressed';
    replaceAttachments(result, folder, [describeRecording(folder, session, options)]);
    return;
  }
  try {
    replaceAttachments(result, folder, writeAttachments(folder, session, options));
    removeJournal(folder);
  } catch (error) {
    attempt.problem = `${error instanceof Error ? error.message : String(error)}. The journal is attached`;
    const summary = describeRecording(folder, session, options);
    const path = join(folder, RECORDING_FILES.journal);
    const journal = { name: ATTACHMENTS.session, contentType: 'application/x-ndjson', path };
    replaceAttachments(result, folder, [journal, summary]);
  }
}

/** Puts attachments in, in the place of ours of the same name: the worker may have made them already. */
function replaceAttachments(result: TestResult, folder: string, attachments: RecordingAttachment[]): void {
  const isOurs = (one: RecordingAttachment) =>
    one.path?.startsWith(folder + sep) ??
    (isInlineSession(one) || one.body?.subarray(0, 64).toString().startsWith('# IPC of this test'));
  for (const attachment of attachments) {
    const found = result.attachments.find((one) => one.name === attachment.name && isOurs(one));
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
  recorded: SessionTest,
  test: TestCase,
  result: TestResult,
  status: AttemptStatus,
  redact: (text: string) => string,
): SessionTest {
  const complete = recorded.status === status && (recorded.errors ?? []).length >= result.errors.length;
  const errors = result.errors.map(({ message, value }) => redact(stripAnsi(message ?? value ?? '')));
  return {
    ...recorded,
    status,
    expected_status: test.expectedStatus,
    ...(result.duration > 0 ? { duration_ms: result.duration } : {}),
    ...(complete || errors.length === 0 ? {} : { errors }),
  };
}
