/** A stable word for each fault. Programs switch on it; people read the message. */
export type IpcErrorCode =
  | 'RECORDING_ALREADY_ACTIVE'
  | 'NO_ACTIVE_RECORDING'
  | 'CHECKPOINT_NOT_FOUND'
  | 'INVALID_SESSION'
  | 'SESSION_TOO_NEW'
  | 'SESSION_NOT_READABLE'
  | 'INVALID_OPTION'
  | 'INVALID_CALL'
  | 'UNKNOWN_ID'
  | 'RECORDING_OFF'
  | 'TIMEOUT'
  | 'SOURCE_FAILED'
  | 'TARGET_NOT_USABLE'
  | 'NOT_CONFIRMED'
  | 'NOT_SENT'
  | 'VIEWER_NOT_BUILT'
  | 'PLAYWRIGHT_NOT_FOUND'
  | 'PLAYWRIGHT_TOO_OLD'
  | 'TEST_NOT_FOUND'
  | 'NOT_REPRODUCED'
  | 'NOT_JUDGED'
  | 'UNUSED_CALLS'
  | 'INVALID_CONTRACT';

/**
 * The one error class of this package.
 * `message` says what was asked, why it failed and what to do; `cause` keeps the error behind it.
 */
export class IpcError extends Error {
  override readonly name = 'IpcError';
  readonly code: IpcErrorCode;

  constructor(code: IpcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
