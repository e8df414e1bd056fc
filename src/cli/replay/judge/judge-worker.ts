// The thread in which results are judged; see judge-within-limit.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { IpcError } from '../../../errors.ts';
import { judgeResult } from './judge-result.ts';
import type { Judged, ToJudge } from './judge-within-limit.ts';

const { session, test, result, how } = workerData as ToJudge;
const judged: Judged = await judgeResult(session, test, result, how).then(
  (replay) => ({ replay }),
  (error: Error) => ({ message: error.message, ...(error instanceof IpcError ? { code: error.code } : {}) }),
);
parentPort?.postMessage(judged);
