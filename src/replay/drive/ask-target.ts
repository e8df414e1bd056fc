import { decodeValue } from '../../session/codec/decode-value.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { withinLimit } from '../../std/timers.ts';
import type { Outcome } from './compare-results.ts';

/** Sends one recorded call and describes its answer as a session would. Without an answer in time, the result is an `Err` that says so. */
export async function askTarget(target: DriveTarget, call: IpcCall, timeoutMs: number): Promise<Outcome> {
  try {
    const answering = (async () => await target.invoke(call.command, decodeValue(call.args)))();
    const answer = await withinLimit(answering, timeoutMs, () => {
      throw `no answer within ${timeoutMs} ms`;
    });
    return { result: { Ok: jsonSafe(answer) } };
  } catch (error) {
    if (typeof error === 'string') return { result: { Err: error } };
    return { result: { Err: errorText(error) }, error: encodeValue(error) };
  }
}

/** A backend that calls can be sent to. */
export interface DriveTarget {
  /** Runs a command. What it returns is the answer; what it throws is the error. */
  invoke(command: string, args: unknown): unknown;
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
  /** Called once, after the last call. */
  close?(): void | Promise<void>;
}

/** Encodes an answer: a command that returns nothing is answered `null`, as over the wire. */
function jsonSafe(answer: unknown): NonNullable<unknown> | null {
  return encodeValue(answer ?? null) ?? null;
}

/** Returns the text of an error, as capture makes it: an object's `message`, else its JSON. */
function errorText(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return JSON.stringify(encodeValue(error));
}
