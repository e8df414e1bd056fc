import process from 'node:process';

/** The variable by which the reporter announces itself to the workers that its process starts; its value is that process's id. */
const REPORTER_ENV = 'IPC_RECORDER_REPORTER';

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
