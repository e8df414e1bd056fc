export type { Correlate, CorrelatedMessage, RawMessage } from './capture/correlate.ts';
export type { CallHandle, CallOutcome, IpcSink, IpcSource, NewCall, NewMessage } from './capture/ipc-source.ts';
export { IpcError, type IpcErrorCode } from './errors.ts';
export { EventRecorder, type Settlement } from './recorder/event-recorder.ts';
export type { EventRecorderOptions } from './recorder/event-recorder-options.ts';
export type { RedactOptions } from './redact/redactor.ts';
export type { DriveTarget } from './replay/ask-target.ts';
export { compareResults, type Outcome } from './replay/compare-results.ts';
export { type DriveOptions, drive, type ReplayReport } from './replay/drive.ts';
export { type PageTargetOptions, pageTarget } from './replay/page-target.ts';
export type { StubAnswer, StubCall } from './replay/stub-answer.ts';
export { StubBackend } from './replay/stub-backend.ts';
export type { StubReport } from './replay/stub-report.ts';
export { decodeValue } from './session/decode-value.ts';
export { encodeValue } from './session/encode-value.ts';
export { SESSION_FORMAT, SESSION_VERSION } from './session/format.ts';
export { parseSession } from './session/parse-session.ts';
export type {
  AppEvent,
  CheckpointStep,
  InteractionKind,
  IpcCall,
  IpcResult,
  RecordedEvent,
  RecordedSession,
  SessionDropped,
  SessionExcluded,
  SessionTest,
  SourceLocation,
  StateCheckpoint,
} from './session/schema.ts';
export { serializeSession } from './session/serialize-session.ts';
export { readSession } from './store/read-session.ts';
export { type Divergence, type DivergenceKind, diffSessions, type SessionDiff } from './triage/diff-sessions.ts';
