/** A call of this run that a session has no answer for, and where in the session it belongs. */
export interface MissingCall {
  /** The id of the call in this run. */
  id: string;
  /** The number that it is to have in the session: that of the next event when it was asked. */
  before: number;
  /** When the last call or boundary before it came in the recording, in microseconds since 1970. */
  afterUs: number;
}

/** A call that was added to a session. */
export interface AddedCall {
  index: number;
  command: string;
}
