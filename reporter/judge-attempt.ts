import { existsSync, readFileSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { replayCommandFor } from '../fixtures/attachments/write-attachments.ts';
import { countInvoked } from '../src/calls/recorded-call.ts';
import type { FindLeak } from '../src/redact/find-leak.ts';
import { parseSession } from '../src/session/format/parse-session.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { defined } from '../src/std/defined.ts';
import type { Journal } from '../src/store/journal/read-journal.ts';
import { readJournalEnds } from '../src/store/journal/read-journal-ends.ts';
import { type IpcRecorderMode, keepsRecording } from '../src/store/recorder-mode.ts';
import { attemptId, RECORDING_FILES, recordingFolder } from '../src/store/recording-files.ts';
import type { Verdict } from '../src/triage/causes/verdict.ts';
import { type AttemptStatus, finalTest, hasFailed } from './attempt-status.ts';
import type { Passes } from './bounded/compare-attempts.ts';
import { readRecording } from './bounded/read-recording.ts';
import { compareByRules } from './compare/compare-by-rules.ts';
import { attachAttempt, type KeptAttempt, workerAttachedSession } from './kept-attempt.ts';
import { redactorFor } from './redactor-of.ts';

/** The decision about an attempt that was recorded. */
export interface Judgement {
  /** The mode by which it was decided. */
  mode: IpcRecorderMode;
  /** Counts the calls that were recorded. */
  calls: number;
  /** Left out when it was not read. */
  session?: RecordedSession;
  /** Looks for secrets that redaction missed in what is to be written of the session; there where that is. */
  findLeak?: FindLeak;
  /** Counts the oldest events that the journal has, and its session has not, since it is too large. Absent when there are none. */
  leftOut?: number;
  /** Left out when the recording can go. */
  kept?: KeptAttempt;
}

/** Circumstances of an attempt that its result does not say. */
export interface JudgeOptions {
  configFile: string | undefined;
  /** Tells whether its session is needed, also when it can go. */
  isCompared: boolean;
  /** Finds out why an attempt failed by stored baselines; undefined where there are none. Never throws. */
  explain?: (session: RecordedSession, findLeak: FindLeak) => Verdict | undefined;
}

/**
 * Decides on the recording of a finished attempt: keeps and attaches it, or says that it can go. Undefined when nothing was recorded.
 * Where nothing needs the session of one that passed, only both ends of its journal are read.
 */
export function judgeAttempt(
  test: TestCase,
  result: TestResult,
  status: AttemptStatus,
  { configFile, isCompared, explain }: JudgeOptions,
): Judgement | undefined {
  const folder = attemptFolder(test, result);
  if (folder === undefined) return undefined;
  const failed = hasFailed(test, status);
  const inline = workerAttachedSession(result);
  const ends = inline === undefined && !failed && !isCompared ? readJournalEnds(folder) : undefined;
  if (ends !== undefined) {
    const mode = modeOf(ends);
    if (!keepsRecording(mode, result.retry, failed)) return { mode, calls: ends.calls };
  }
  if (inline === undefined && !existsSync(join(folder, RECORDING_FILES.journal))) return undefined;
  const recording: Pick<Journal, 'session' | 'mode' | 'redact' | 'leftOut'> | undefined =
    inline ?? readJournalOf(folder, failed);
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
  const mode = modeOf(recording);
  const calls = countInvoked(session);
  if (inline === undefined && !keepsRecording(mode, result.retry, failed))
    return { session, findLeak, mode, calls, ...defined({ leftOut: recording.leftOut }) };

  const sessionFile = relative(process.cwd(), join(folder, RECORDING_FILES.session));
  const replayCommand = replayCommandFor(sessionFile, configFile);
  const verdict = failed ? explain?.(session, findLeak) : undefined;
  const kept: KeptAttempt = { test, result, folder, sessionFile, replayCommand, findLeak, ...defined({ verdict }) };
  attachAttempt(kept, session);
  return { session, findLeak, mode, calls, kept, ...defined({ leftOut: recording.leftOut }) };
}

/** Says in what was attached of a failed attempt why it failed, by the attempt that passed. Other reporters read that at the end of the run. Returns its session. */
export function compareWithPass(failed: KeptAttempt, passed: RecordedSession, stored?: Passes): RecordedSession {
  const session =
    workerAttachedSession(failed.result)?.session ??
    parseSession(readFileSync(join(failed.folder, RECORDING_FILES.session)));
  const { difference, verdict } = compareByRules(failed.test, session, {
    passes: [passed, ...(stored?.passes ?? [])],
    earlier: stored?.earlier ?? [],
  });
  Object.assign(failed, { verdict, ...defined({ divergence: difference }) });
  attachAttempt(failed, session);
  return session;
}

/** Deletes a recording that is not kept. */
export function discardRecording(test: TestCase, result: TestResult): void {
  const folder = attemptFolder(test, result);
  if (folder === undefined) return;
  try {
    // Most have nothing but a journal: to look for more is most of what it costs.
    unlinkSync(join(folder, RECORDING_FILES.journal));
    rmdirSync(folder);
  } catch {
    rmSync(folder, { recursive: true, force: true });
  }
}

function modeOf({ mode }: { mode?: string | undefined }): IpcRecorderMode {
  return (mode ?? 'retain-on-failure') as IpcRecorderMode;
}

/** A journal that a full disk left of a test that passed is no loss. */
function readJournalOf(folder: string, failed: boolean): Journal | undefined {
  try {
    return readRecording(folder);
  } catch (error) {
    if (failed) throw error;
    return undefined;
  }
}

function attemptFolder(test: TestCase, result: TestResult): string | undefined {
  const outputDir = test.parent.project()?.outputDir;
  return outputDir === undefined ? undefined : recordingFolder(outputDir, attemptId(test.id, result.retry));
}
