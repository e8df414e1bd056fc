import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { writeWorkerSession } from '../fixtures/attachments/write-attachments.ts';
import { countInvoked } from '../src/calls/recorded-call.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { isFolder } from '../src/store/is-folder.ts';
import { type IpcRecorderMode, keepsRecording } from '../src/store/recorder-mode.ts';
import { ATTACHMENTS, isWorkerFolder, RECORDING_FILES, recordingsFolder } from '../src/store/recording-files.ts';
import { readRecording } from './bounded/read-recording.ts';
import { removeJournal } from './kept-attempt.ts';
import { redactorFor } from './redactor-of.ts';

/** A session of a worker, and its file. */
export interface WorkerSession {
  session: RecordedSession;
  file: string;
}

/** The calls of a run that belong to no test. */
export interface OutsideCalls {
  calls: number;
  /** The files of the sessions that are kept although nothing failed. */
  kept: string[];
}

/**
 * Recordings of `beforeAll` and of worker-scoped pages: attached to the failures of their file, kept where every session is, otherwise deleted.
 */
export class WorkerRecordings {
  /** Told of a recording that was not attached, and of the rule that found a secret in it. */
  private readonly onWithheld: (name: string, rule: string) => void;
  private readonly kept = new Set<string>();
  /** A test of each project that has run: it knows the project's output folder and its rules of redaction. */
  private readonly projects = new Map<unknown, TestCase>();

  constructor(onWithheld: (name: string, rule: string) => void) {
    this.onWithheld = onWithheld;
  }

  /** Attaches what the failed test's worker recorded for its file, and returns it. The worker may go on recording: these are the sessions so far. */
  attachTo(test: TestCase, result: TestResult, rootDir: string): WorkerSession[] {
    const attached: WorkerSession[] = [];
    const file = relative(rootDir, test.location.file).split(sep).join('/');
    for (const folder of this.foldersOf(test, result.workerIndex)) {
      // The worker attached it itself: what is on the disk is not all of it.
      if (result.attachments.some(({ name, body }) => name === ATTACHMENTS.workerSession && body !== undefined))
        return attached;
      const { session, mode, redact } = readRecording(folder);
      if (session.events.length === 0 || (session.test?.file && session.test.file !== file)) continue;
      if (!keepsRecording((mode ?? 'retain-on-failure') as IpcRecorderMode, result.retry, true)) continue;
      const attachment = writeWorkerSession(folder, session, {
        findLeak: redactorFor(test, redact).findLeak,
        onWithheld: this.onWithheld,
      });
      this.kept.add(folder);
      const isThere = result.attachments.some(({ name, path }) => name === attachment.name && path === attachment.path);
      if (!isThere) result.attachments.push(attachment);
      if (attachment.path !== undefined) attached.push({ session, file: attachment.path });
    }
    return attached;
  }

  /** Notes where a test's worker may record. */
  seen(test: TestCase): void {
    const project = test.parent.project();
    if (project !== undefined && !this.projects.has(project)) this.projects.set(project, test);
  }

  /** Ends the run: keeps in full what was attached, and all where each session is kept. The rest is deleted, once its calls are counted. @param onFault told why a recording could not be finished. */
  finish(onFault: (error: unknown) => void): OutsideCalls {
    const outside: OutsideCalls = { calls: 0, kept: [] };
    for (const outputDir of new Set([...this.projects.values()].map(outputDirOf))) {
      for (const folder of outputDir === undefined ? [] : workerFolders(outputDir)) {
        // Without a journal it is a recording that an earlier run has kept: merge-reports and UI mode leave its folder as it is.
        if (!existsSync(join(folder, RECORDING_FILES.journal))) continue;
        try {
          this.finishOne(folder, outside);
        } catch (error) {
          // It stays where it is; the others are finished all the same.
          onFault(error);
        }
      }
    }
    return outside;
  }

  private finishOne(folder: string, outside: OutsideCalls): void {
    const { session, mode, redact } = readRecording(folder);
    outside.calls += countInvoked(session);
    const keepsAll =
      session.events.length > 0 && keepsRecording((mode ?? 'retain-on-failure') as IpcRecorderMode, 0, false);
    const test = this.testOf(session);
    if (keepsAll && test !== undefined) {
      const { findLeak } = redactorFor(test, redact);
      const { path } = writeWorkerSession(folder, session, { findLeak, onWithheld: this.onWithheld });
      if (path !== undefined) outside.kept.push(path);
    }
    if (keepsAll || this.kept.has(folder)) removeJournal(folder);
    else rmSync(folder, { recursive: true, force: true });
  }

  private testOf({ test }: RecordedSession): TestCase | undefined {
    return [...this.projects.values()].find((one) => (one.parent.project()?.name ?? '') === (test?.project ?? ''));
  }

  private foldersOf(test: TestCase, workerIndex: number): string[] {
    const outputDir = outputDirOf(test);
    if (outputDir === undefined) return [];
    return workerFolders(outputDir, workerIndex).filter((folder) => existsSync(join(folder, RECORDING_FILES.journal)));
  }
}

function outputDirOf(test: TestCase): string | undefined {
  return test.parent.project()?.outputDir;
}

function workerFolders(outputDir: string, workerIndex?: number): string[] {
  const parent = recordingsFolder(outputDir);
  if (!isFolder(parent)) return [];
  return readdirSync(parent)
    .filter((name) => isWorkerFolder(name, workerIndex))
    .map((name) => join(parent, name));
}
