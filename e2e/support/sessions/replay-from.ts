import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { serializeSession } from 'playwright-ipc-recorder';
import type { Ipc } from 'playwright-ipc-recorder/fixtures';
import type { SampleSession } from './sample-session.ts';

/** Answers the rest of the test from a session that was made up. */
export async function replayFrom(ipc: Ipc, testInfo: TestInfo, session: SampleSession): Promise<void> {
  const file = testInfo.outputPath('session.json');
  writeFileSync(file, JSON.stringify(session.build()));
  await ipc.routeFromSession(file);
}

/** Writes what the test has recorded until now to a file, and tells where that is. */
export function keepSession(ipc: Ipc, testInfo: TestInfo): string {
  const session = ipc.recorder.export();
  if (session === null) throw new Error('Nothing was recorded.');
  const file = testInfo.outputPath('session.json');
  writeFileSync(file, serializeSession(session));
  return file;
}

/** The folder of the recording of this attempt. */
export function recordedFolder({ project, testId, retry }: TestInfo): string {
  return join(project.outputDir, 'ipc', `${testId}-r${retry}`);
}
