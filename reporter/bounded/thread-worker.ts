// The thread in which the reporter reads and compares large recordings, and adds up those of a run; see call-in-thread.ts.
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Answer } from './call-in-thread.ts';
import { doTask, type ThreadTask } from './thread.ts';

const { task, port, signal } = workerData as { task: ThreadTask; port: MessagePort; signal: Int32Array };
const answer = async (): Promise<Answer<ThreadTask>> => {
  try {
    return { result: await doTask(task) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};
port.postMessage(await answer());
Atomics.store(signal, 0, 1);
Atomics.notify(signal, 0);
