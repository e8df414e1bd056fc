import { rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { TestResult } from '@playwright/test/reporter';
import { isInlineSession } from '../fixtures/attachments/inline-session.ts';
import { type InlineSession, readInlineSession } from '../fixtures/attachments/read-inline-session.ts';
import {
  describeRecording,
  type RecordingAttachment,
  writeAttachments,
} from '../fixtures/attachments/write-attachments.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { defined } from '../src/std/defined.ts';
import { ATTACHMENTS, FILE_TYPES, isInlineType, RECORDING_FILES } from '../src/store/recording-files.ts';
import type { Verdict } from '../src/triage/causes/verdict.ts';
import { type AttemptInContext, addToErrorContext } from './error-context.ts';

/** An attempt whose session was kept. It does not hold the session: a run may have thousands of these. Its `sessionFile` may be missing, see `problem`. */
export interface KeptAttempt extends AttemptInContext {
  folder: string;
  /** Where it parts from the attempt that passed, once one has, and the verdict cannot tell more. */
  divergence?: { text: string; index?: number };
  /** Why it failed, by stored baselines and by the attempt that passed; absent where there is none of either. */
  verdict?: Verdict;
  /** Why not all of it could be written. */
  problem?: string;
  /** The rule by which the scan found a secret in it: nothing was attached but texts that say so. */
  withheldBy?: string;
}

/** Writes and attaches a kept attempt, and adds to Playwright's own text on a failure; where the disk is full, the summary and the worker's attachment, or else the journal, are left. */
export function attachAttempt(attempt: KeptAttempt, session: RecordedSession): void {
  attachFiles(attempt, session);
  if (attempt.withheldBy === undefined) addToErrorContext(attempt, session, attempt.verdict);
}

function attachFiles(attempt: KeptAttempt, session: RecordedSession): void {
  const { result, folder, replayCommand, findLeak, divergence, verdict } = attempt;
  const onWithheld = (_name: string, rule: string) => {
    attempt.withheldBy = rule;
  };
  const options = {
    replayCommand,
    findLeak,
    onWithheld,
    ...defined({ divergence, verdict, trace: traceOf(attempt, session) }),
  };
  if (inlineSessionIn(result) !== undefined) {
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
    const journal = { name: ATTACHMENTS.session, contentType: FILE_TYPES.journal, path };
    replaceAttachments(result, folder, [journal, summary]);
  }
}

/**
 * Names Playwright's trace of an attempt as seen from where the runner was started. The folder of a trace has the test's titles in its name: where one of them
 * was redacted, or the scan finds a secret, the timeline names none.
 */
function traceOf({ test, result, findLeak }: KeptAttempt, session: RecordedSession): string | undefined {
  const path = result.attachments.find(({ name }) => name === 'trace')?.path;
  const isPlain = session.test?.title_path.every((title) => test.titlePath().includes(title));
  const shown = path === undefined ? undefined : relative(process.cwd(), path);
  return shown !== undefined && isPlain && findLeak(shown) === undefined ? shown : undefined;
}

/** Reads the session that a worker attached because no file could be written: its journal is cut short, or not there at all. */
export function workerAttachedSession(result: TestResult): InlineSession | undefined {
  const attachment = inlineSessionIn(result);
  return attachment?.body === undefined ? undefined : readInlineSession(attachment, attachment.body);
}

/** Deletes a journal whose session has been written. */
export function removeJournal(folder: string): void {
  for (const name of [RECORDING_FILES.journal, RECORDING_FILES.olderJournal])
    rmSync(join(folder, name), { force: true });
}

function inlineSessionIn({ attachments }: TestResult): RecordingAttachment | undefined {
  return attachments.find((one) => one.name === ATTACHMENTS.session && isInlineSession(one));
}

/** Puts attachments in, in the place of ours of the same name: the worker may have made them already. */
function replaceAttachments(result: TestResult, folder: string, attachments: RecordingAttachment[]): void {
  const isOurs = ({ path, contentType }: RecordingAttachment) =>
    path === undefined ? isInlineType(contentType) : path.startsWith(folder + sep);
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
