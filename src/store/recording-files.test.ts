import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { INLINE_TYPES, isInlineType, isWorkerFolder, recordingFolder, workerRecordingId } from './recording-files.ts';

test("a worker's recording is known by its folder, with the worker that made it", () => {
  const folder = recordingFolder('out', workerRecordingId(1, 2));
  expect(folder).toBe(join('out', 'ipc', 'worker-1-2'));
  expect([isWorkerFolder(folder), isWorkerFolder(folder, 1), isWorkerFolder(folder, 2)]).toEqual([true, true, false]);
  expect(isWorkerFolder(recordingFolder('out', workerRecordingId(11, 2)), 1)).toBe(false);
  expect(isWorkerFolder(recordingFolder('out', 'id-r0'))).toBe(false);
});

test('an attachment of ours is known by its content type, whatever parameter follows', () => {
  expect([INLINE_TYPES.summary, INLINE_TYPES.withheld, `${INLINE_TYPES.session}; redact=k`].map(isInlineType)).toEqual([
    true,
    true,
    true,
  ]);
  expect(['text/markdown', 'application/gzip', 'text/plain; charset=utf-8'].map(isInlineType)).toEqual([
    false,
    false,
    false,
  ]);
});
