/** Set to `1` where `ipc-recorder run` started the runner: the reporter says at the end where the sessions are. */
export const RUN_ENV = 'IPC_RECORDER_RUN';

/** Set to `1` where `ipc-recorder doctor` started the runner: each session says what the recorder looked at. */
export const DOCTOR_ENV = 'IPC_RECORDER_DOCTOR';
