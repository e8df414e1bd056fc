export type { DecodedMessage, DecodeMessage, RawMessage, Reply } from './capture/source/decode-message.ts';
export type { CallHandle, CallOutcome, IpcSink, IpcSource, NewCall, NewMessage } from './capture/source/ipc-source.ts';
export { IpcError, type IpcErrorCode } from './errors.ts';
export { EventRecorder, type Settlement } from './recorder/event-recorder.ts';
export type { EventRecorderOptions } from './recorder/event-recorder-options.ts';
export type { RedactOptions } from './redact/redactor.ts';
export type { DriveContext, DriveTarget } from './replay/drive/ask-target.ts';
export { compareResults, type Outcome } from './replay/drive/compare-results.ts';
export { type DriveOptions, drive, type ReplayReport } from './replay/drive/drive.ts';
export { type PageTargetOptions, pageTarget } from './replay/drive/page-target.ts';
export type { StubAnswer, StubCall } from './replay/matching/stub-answer.ts';
export { StubBackend } from './replay/stub-backend.ts';
export type { StubReport } from './replay/stub-report.ts';
export { decodeValue } from './session/codec/decode-value.ts';
export { encodeValue } from './session/codec/encode-value.ts';
export type { ValueFile, ValueSource } from './session/codec/value-files.ts';
export { parseSession } from './session/format/parse-session.ts';
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
  SessionGap,
  SessionTest,
  SourceLocation,
  StateCheckpoint,
} from './session/format/schema.ts';
export { serializeSession } from './session/format/serialize-session.ts';
export { SESSION_FORMAT, SESSION_VERSION } from './session/format/session-version.ts';
export { readSession } from './store/read-session.ts';
export { type MissingValue, SessionValues } from './store/values/session-values.ts';
export { type CauseOptions, findCauses } from './triage/causes/find-causes.ts';
export type { Cause, CauseKind, Confidence, FaultPlace, PollFact, Verdict } from './triage/causes/verdict.ts';
export { diffSessions, type SessionDiff } from './triage/diff-sessions.ts';
export type { Divergence, DivergenceKind } from './triage/divergence.ts';
