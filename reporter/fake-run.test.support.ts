import { join } from 'node:path';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { type IpcRecorderConfig, resolveOptions } from '../fixtures/options/options.ts';
import { Recording } from '../fixtures/recording/recording.ts';

/** A test of a project, as a reporter is told of it. */
export function fakeTestCase(outputDir: string, use: { ipcRecorder?: unknown } = {}): TestCase {
  const project = { name: 'chromium', outputDir, use };
  return {
    id: 'id',
    title: 'saves',
    titlePath: () => ['', 'chromium', 'a.spec.ts', 'saves'],
    expectedStatus: 'passed',
    location: { file: '/suite/a.spec.ts', line: 3, column: 5 },
    parent: { project: () => project },
  } as unknown as TestCase;
}

/** An attempt that has ended. */
export function fakeResult(more: Partial<TestResult> = {}): TestResult {
  return {
    ...{ retry: 0, status: 'passed', errors: [], duration: 20, attachments: [], workerIndex: 0 },
    ...more,
  } as unknown as TestResult;
}

/** Records one call into `<outputDir>/ipc/<id>`, as a worker does; an empty `command` records none. */
export function recordInto(
  outputDir: string,
  id: string,
  {
    command = 'save',
    kind = 'test',
    file = 'a.spec.ts',
    error,
    ...options
  }: IpcRecorderConfig & { command?: string; kind?: 'test' | 'worker'; file?: string; error?: string } = {},
): Recording {
  const recording = new Recording({
    id,
    kind,
    folder: join(outputDir, 'ipc', id),
    test: { title_path: ['saves'], file, line: 3, project: 'chromium', attempt: 0, worker_index: 0 },
    options: resolveOptions(options, {}),
  });
  if (command !== '') {
    recording.settled(recording.started({ command, args: { text: 'Sw0rdfish-4711-x9' } }), {
      result: error === undefined ? { Ok: null } : { Err: error },
    });
    recording.batched();
  }
  return recording;
}
