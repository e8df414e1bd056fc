import { existsSync } from 'node:fs';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { ATTACHMENTS, recordingsFolder } from '../../src/store/recording-files.ts';

/** Tells whether an attempt may have been recorded: there are recordings in its project's folder, or one is attached to it. */
export function hasRecording([test, { attachments }]: readonly [TestCase, TestResult, ...unknown[]]): boolean {
  const outputDir = test.parent.project()?.outputDir;
  return (
    attachments.some(({ name }) => name === ATTACHMENTS.session) ||
    (outputDir !== undefined && existsSync(recordingsFolder(outputDir)))
  );
}
