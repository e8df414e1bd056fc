import type { RecordedSession } from '../../session/format/schema.ts';

/** One respect in which the backend of a failed test behaved otherwise than that of a pass. Calls and pushes are named by their ids. */
export type Deviation = {
  /** The command, or the name of the push. */
  command: string;
  /** The deviation in one sentence, safe to print. */
  text: string;
} /** Another answer; where `path` is given, that part of it alone: `Ok.theme`. */ & (
  | { kind: 'answer'; call: Both; path?: string }
  /** The same answer, after another time. */
  | { kind: 'delay'; call: Both }
  /** In the failure the call was answered after these others, in the pass before them. */
  | { kind: 'order'; call: Both; others: Both[] }
  /** A push that only one of them has, or whose payload or place is another one. */
  | { kind: 'push'; push: Partial<Both>; isMoved: boolean }
);

/** The same call in both sessions. */
export interface Both {
  failed: string;
  passed: string;
}

/** A failed session and that of a pass, of the same test. */
export interface SideBySide {
  failed: RecordedSession;
  passed: RecordedSession;
  /** The calls that both have. */
  calls: readonly Both[];
  /** Texts that are new in every run, such as ids: the one of the failure and that of the pass. */
  texts: readonly Both[];
}

export type Side = keyof Both;
