/** The modes: when to record and keep a session, in the words of Playwright's `trace`. */
export const RECORDER_MODES = [
  'off',
  'on',
  'on-first-retry',
  'on-all-retries',
  'retain-on-failure',
  'retain-on-first-failure',
  'retain-on-failure-and-retries',
] as const;

export type IpcRecorderMode = (typeof RECORDER_MODES)[number];

/** Tells whether an attempt is recorded at all. `attempt` is 0 for the first run. */
export function recordsAttempt(mode: IpcRecorderMode, attempt: number): boolean {
  switch (mode) {
    case 'off':
      return false;
    case 'on-first-retry':
      return attempt === 1;
    case 'on-all-retries':
      return attempt > 0;
    case 'retain-on-first-failure':
      return attempt === 0;
    default:
      return true;
  }
}

/** Tells whether the recording of a finished attempt is kept. `failed` = it ended otherwise than expected. */
export function keepsRecording(mode: IpcRecorderMode, attempt: number, failed: boolean): boolean {
  if (!recordsAttempt(mode, attempt)) return false;
  switch (mode) {
    case 'retain-on-failure':
    case 'retain-on-first-failure':
      return failed;
    case 'retain-on-failure-and-retries':
      return failed || attempt > 0;
    default:
      return true;
  }
}
