import type { LiveAction } from '../calls/actions/recorded-actions.ts';
import type { CheckpointStep } from '../session/format/schema.ts';

/**
 * A fact of a replay, as the copy of the stub that answers tells it to the copies that only follow: the same facts in the same order bring each
 * of them to the same state.
 */
export type ReplayFact = AskedFact | PassedFact | GivenFact | PushedFact | BoundaryFact | DocumentFact;

/** A question has found its recorded call. */
export interface AskedFact {
  did: 'asked';
  question: { id: string; command: string; args: unknown; options?: unknown; window: string };
  /** Who answers it: the recording, or the app or the test in its place. */
  by: 'recording' | 'app' | 'test';
  /** The number of the recorded call. */
  index: number;
  /** Whether the call had been given as an answer before. */
  repeated: boolean;
  /** Whether the call was recorded in another step than the one the replay was in. */
  shifted: boolean;
}

/** A question has had its answer. */
export interface GivenFact {
  did: 'given';
  /** The id of the question. */
  id: string;
}

/** A recorded push has gone out. */
export interface PushedFact {
  did: 'pushed';
  /** The number of its event. */
  index: number;
}

/** A call went to the app itself, and the recording has none like it. */
export interface PassedFact {
  did: 'passed';
  command: string;
}

/** A boundary in the recording: the begin or end of a step of the test, or of an action or assertion. */
export type Boundary = { step: CheckpointStep } | { action: LiveAction };

/** The replayed test has come to a boundary. */
export interface BoundaryFact {
  did: 'boundary';
  boundary: Boundary;
}

/** A document has made its first call. */
export interface DocumentFact {
  did: 'document';
  /** The first half of the ids of its calls. */
  id: string;
}

/** Several recorded calls that a question may mean, with other answers, as the copy that has looked for it tells the others. */
export interface ToldDoubt {
  /** The numbers of the calls that could be meant. */
  calls: readonly number[];
  /** The places at which they differ, or by which alone they could be told apart, such as `sessionId`. */
  paths: readonly string[];
  /** The classes of the secrets that stood there; empty where it was something else. */
  secretClasses: readonly string[];
}
