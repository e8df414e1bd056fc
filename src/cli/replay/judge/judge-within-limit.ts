import { Worker } from 'node:worker_threads';
import { IpcError, type IpcErrorCode } from '../../../errors.ts';
import { builtFile } from '../../../package-files.ts';
import type { RecordedSession, SessionTest } from '../../../session/format/schema.ts';
import { withinLimit } from '../../../std/timers.ts';
import type { ReplayedResult } from '../../../store/replay-run.ts';
import type { JudgeOptions, StubReplay } from './judge-result.ts';

/**
 * Says whether a test has ended as recorded, in a thread of its own: a session of a stranger, or a text of the replayed test, may be made so that it takes
 * forever, and nothing else can end a thread that is busy.
 *
 * @param result absent when the test did not run.
 * @param limit.stop ends the thread, and lets none begin.
 * @throws {IpcError} `NOT_JUDGED` when it took longer than a minute, or more memory than there is; those of `readSession`. {InterruptedError} when it was stopped.
 */
export async function judgeWithinLimit(
  session: RecordedSession,
  test: SessionTest,
  result: ReplayedResult | undefined,
  how: JudgeOptions,
  { stop, limitMs = LIMIT_MS }: JudgeLimit,
): Promise<StubReplay> {
  stop.throwIfAborted();
  const workerData: ToJudge = { session, test, result, how };
  const worker = new Worker(builtFile('src/cli/replay/judge/judge-worker.js'), { workerData });
  let end = () => {};
  const answered = new Promise<Judged>((done, fail) => {
    end = () => fail(stop.reason);
    stop.addEventListener('abort', end);
    worker.once('message', done).once('error', (cause) => fail(notJudged(`it failed: ${cause.message}`, cause)));
    worker.once('exit', () => fail(notJudged('its thread has ended')));
  });
  try {
    const judged = await withinLimit(answered, limitMs, () => {
      throw notJudged(`it took longer than ${limitMs / 1_000} s`);
    });
    if (judged.replay !== undefined) return judged.replay;
    throw judged.code === undefined ? new Error(judged.message) : new IpcError(judged.code, judged.message);
  } finally {
    stop.removeEventListener('abort', end);
    await worker.terminate();
  }
}

export interface JudgeLimit {
  stop: AbortSignal;
  /** @default a minute */
  limitMs?: number;
}

/** A result that is to be judged, as the thread gets it. */
export interface ToJudge {
  session: RecordedSession;
  test: SessionTest;
  result: ReplayedResult | undefined;
  how: JudgeOptions;
}

/** The answer of the thread: the judgement, or the error's message and code. */
export type Judged =
  | { replay: StubReplay; message?: undefined; code?: undefined }
  | { replay?: undefined; message: string; code?: IpcErrorCode };

const LIMIT_MS = 60_000;

function notJudged(why: string, cause?: unknown): IpcError {
  return new IpcError('NOT_JUDGED', `Not judged whether the test ended as recorded: ${why}.`, { cause });
}
