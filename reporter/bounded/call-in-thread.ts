import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { IpcError } from '../../src/errors.ts';
import { builtFile } from '../../src/package-files.ts';
import type { ThreadAnswer, ThreadTask } from './thread.ts';

/**
 * Does a task in a thread of its own, and waits for it: Playwright asks its reporters one after the other, and takes what they have attached by then. What a
 * test has recorded may be made so that it takes forever, or all the memory, and nothing else can end what is busy.
 *
 * @throws {IpcError} `NOT_JUDGED` when it took longer, or more memory, than it may; those of the task.
 */
export function callInThread<Task extends ThreadTask>(
  task: Task,
  { limitMs = 30_000, maxMb = 1_024 }: ThreadLimits = {},
): ThreadAnswer<Task> {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(builtFile('reporter/bounded/thread-worker.js'), {
    workerData: { task, port: port2, signal },
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: maxMb },
  });
  worker.unref();
  // A thread that has no memory left raises its error later, when nobody waits for it any more.
  worker.on('error', () => {});
  try {
    Atomics.wait(signal, 0, 0, limitMs);
    const answer: Answer<Task> | undefined = receiveMessageOnPort(port1)?.message;
    if (answer === undefined)
      throw new IpcError('NOT_JUDGED', `it took longer than ${limitMs / 1_000} s, or more than ${maxMb} MB of memory`);
    if (answer.error === undefined) return answer.result;
    throw Object.assign(new Error(answer.error), { stack: answer.error });
  } finally {
    port1.close();
    void worker.terminate();
  }
}

/** Limits of a thread. */
export interface ThreadLimits {
  /** Milliseconds that it may take. @default 30000 */
  limitMs?: number;
  /** Megabytes of its heap. @default 1024 */
  maxMb?: number;
}

/** The message in which a thread sends its result, or the text of its error. */
export type Answer<Task extends ThreadTask> =
  | { result: ThreadAnswer<Task>; error?: undefined }
  | { result?: undefined; error: string };
