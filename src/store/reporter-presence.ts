import process from 'node:process';

/** The variable by which the reporter announces itself to the workers that its process starts; its value is that process's id. */
const REPORTER_ENV = 'IPC_RECORDER_REPORTER';

/** The variable by which the reporter asks those workers to attach kept recordings themselves; its value is the same. */
const ATTACH_ENV = 'IPC_RECORDER_ATTACH';

/** Says to the workers of this process that the reporter is there. */
export function announceReporter(): void {
  process.env[REPORTER_ENV] = String(process.pid);
}

/**
 * Whether the process that started this worker has the reporter, which judges, attaches and cleans up, also for workers that were
 * killed. The variable of another run names another process.
 */
export function hasReporter(): boolean {
  return process.env[REPORTER_ENV] === String(process.ppid);
}

/** Asks the workers of this process to attach kept recordings too: another reporter reads attachments before ours comes to add any. */
export function askWorkersToAttach(): void {
  process.env[ATTACH_ENV] = String(process.pid);
}

/** Whether the reporter asks this worker to attach kept recordings itself. */
export function attachesInWorker(): boolean {
  return process.env[ATTACH_ENV] === String(process.ppid);
}
