import type { RecordedSession } from '../../session/format/schema.ts';

/** One respect in which the backend of a failed test behaved otherwise than that of a pass. Calls and pushes are named by their ids. */
export type Deviation = {
  /** The command, or the name of the push. */
  command: string;
  /** The deviation in one sentence, safe to print. */
  text: string;
} /** Another answer; where `path` is given, that part of it alone: `Ok.theme`. */ & (
  | { kind: 'answer'; call: Both; path?: string }
  /** The same answer, after another time; `isOvertaken` where answers to other calls of the command came before it, and in the pass did not. */
  | { kind: 'delay'; call: Both; isOvertaken: boolean }
  /** In the failure the call was answered after these others, in the pass before them. */
  | { kind: 'order'; call: Both; others: Both[] }
  /**
   * A push that only one of them has, or whose payload or place is another one. Where the failure has it not, and nobody listened yet when it was due, it may
   * have been sent all the same (`isUnheard`): not every recorder sees what nobody hears.
   */
  | { kind: 'push'; push: Partial<Both>; isMoved: boolean; isUnheard?: boolean }
  /** A window listens for an event when these of its pushes have come, which nobody has heard then. */
  | { kind: 'listener'; listen: Both; pushes: Record<Side, readonly string[]> }
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
