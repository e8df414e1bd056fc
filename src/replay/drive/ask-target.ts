import { canonicalOptions } from '../../calls/same-call/call-options.ts';
import type { IpcError } from '../../errors.ts';
import { decodeValue } from '../../session/codec/decode-value.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { firstLoss } from '../../session/codec/not-whole.ts';
import { DEFAULT_VALUE_LIMITS, WHOLE_VALUES } from '../../session/codec/values.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { withinLimit } from '../../std/timers.ts';
import type { Outcome } from './compare-results.ts';

/** Sends one recorded call and describes its answer as a session would. Without an answer in time, the result is an `Err` that says so. */
export async function askTarget(target: DriveTarget, call: IpcCall, timeoutMs: number): Promise<Outcome | NotSent> {
  try {
    const answering = (async () => await target.invoke(call.command, decodeValue(call.args), contextOf(call)))();
    const answer = await withinLimit(answering, timeoutMs, () => {
      throw noAnswer(timeoutMs);
    });
    return { result: { Ok: jsonSafe(answer, call) } };
  } catch (error) {
    if (codeOf(error) === 'TARGET_NOT_USABLE') throw error;
    const notSent = reasonNotSent(error);
    if (notSent !== undefined) return { notSent };
    if (typeof error === 'string') return { result: { Err: error } };
    return { result: { Err: errorText(error) }, error: encodeValue(error) };
  }
}

/** Returns the text of the error that stands for an answer that did not come in time. */
export function noAnswer(timeoutMs: number): string {
  return `no answer within ${timeoutMs} ms`;
}

/** Sends one recorded one-way message. Returns why it could not be sent. */
export async function sendToTarget(target: DriveTarget, call: IpcCall, timeoutMs: number): Promise<string | undefined> {
  if (target.send === undefined) return 'the target takes no one-way messages';
  try {
    const sending = (async () => await target.send?.(call.command, decodeValue(call.args), contextOf(call)))();
    return await withinLimit(
      sending.then(() => undefined),
      timeoutMs,
      () => `the target did not take the message within ${timeoutMs} ms`,
    );
  } catch (error) {
    return reasonNotSent(error) ?? `the target refused the message: ${errorText(error)}`;
  }
}

/** A call that the target has not sent, and why. */
export interface NotSent {
  notSent: string;
}

/** What a target may need to know of a call beside its arguments. */
export interface DriveContext {
  /** The label of the window that made the call; undefined where none did. */
  window: string | undefined;
  /** The call's own options, such as `{ headers: { path: '/home/a.txt' } }`, with headers by their names in lower case; absent when there were none. */
  options?: unknown;
}

/** A backend that calls can be sent to. */
export interface DriveTarget {
  /**
   * Runs a command. What it returns is the answer; what it throws is the error. An `IpcError` with the code `NOT_SENT` says that the call
   * could not be sent, and why: it counts as skipped. One with the code `TARGET_NOT_USABLE` says that the target is gone, and ends the drive.
   */
  invoke(command: string, args: unknown, context: DriveContext): unknown;
  /** Sends a one-way message. Without it none are sent. */
  send?(command: string, args: unknown, context: DriveContext): unknown;
  /**
   * Compares an answer in place of the built-in comparison: `true` = as recorded, `false` or a list of places = it differs,
   * `undefined` = compare it as the options say. Values are encoded, as in a session.
   */
  compare?(recorded: Outcome, actual: Outcome, call: IpcCall): boolean | ValueChange[] | undefined;
  /**
   * The address that calls are sent to, when that is more than code in this process: the address of a server, a page or a debugging port.
   * The command line asks before it sends calls to another machine.
   */
  readonly url?: string;
  /** Lists the backend's commands, where they are known. */
  listCommands?(): Promise<string[] | undefined>;
  /** Called once, after the last call. */
  close?(): void | Promise<void>;
}

/** A call that the test made in the main process has no window. */
function contextOf({ webview_label: label, made_by: maker, options }: IpcCall): DriveContext {
  const given = decodeValue(canonicalOptions(options));
  return { window: maker === 'test' ? undefined : label, ...(given === undefined ? {} : { options: given }) };
}

function reasonNotSent(error: unknown): string | undefined {
  return codeOf(error) === 'NOT_SENT' ? (error as IpcError).message : undefined;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? (error as Partial<IpcError>).code : undefined;
}

/** Encodes an answer: a command that returns nothing is answered `null`, as over the wire. */
function jsonSafe(answer: unknown, { result }: IpcCall): NonNullable<unknown> | null {
  const recorded = typeof result === 'object' && 'Ok' in result ? result.Ok : undefined;
  // An answer that was recorded in part is compared with as much of the new one.
  const limits = firstLoss(recorded) === undefined ? WHOLE_VALUES : DEFAULT_VALUE_LIMITS;
  return encodeValue(answer ?? null, { limits }) ?? null;
}

/** Returns the text of an error, as capture makes it: an object's `message`, else its JSON. */
function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return JSON.stringify(encodeValue(error));
}
