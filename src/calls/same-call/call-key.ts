import stringify from 'fast-json-stable-stringify';
import { withoutTokenHashes } from '../../session/codec/tokens.ts';
import { comparable } from '../../session/codec/value-files.ts';
import { withoutCallbackIds } from '../event-commands.ts';
import { TAURI_CHANNEL } from '../runtimes.ts';
import { canonicalOptions } from './call-options.ts';

/**
 * The key of a call is equal for calls that ask the same: the command, its arguments and its own options, in canonical JSON.
 * Ids that the runtime makes for callbacks differ from run to run, so they are left out: Tauri's `__CHANNEL__:<id>`,
 * the `handler` of `plugin:event|listen` and the `eventId` of `plugin:event|unlisten`. So is what makes one redacted secret
 * differ from another of its class: every run has a key of its own for that.
 *
 * @param args encoded, as in a session; `undefined` when there were none.
 * @param options the runtime's own call options, such as headers; encoded, in any form.
 */
export function callKey(command: string, args: unknown, options?: unknown): string {
  return withoutTokenHashes(exactKey(command, args, options));
}

/** The key of a call with redacted secrets told apart. */
export function exactKey(command: string, args: unknown, options?: unknown): string {
  const own = canonicalOptions(options);
  const asked =
    args === undefined ? '' : ` ${keyText(withoutCallbackIds(command, args)).replace(CHANNEL, '"__CHANNEL__"')}`;
  return `${command}${asked}${own === undefined ? '' : ` ${keyText({ options: own })}`}`;
}

/** Large values count by their size and digest. */
function keyText(value: unknown): string {
  const text = stringify(value);
  return text.includes('{"$file":') ? stringify(comparable(value)) : text;
}

/** A call as far as it is the question that a backend is asked. */
export interface AskedCall {
  command: string;
  /** Encoded, as in a session; undefined when there were none. */
  args?: unknown;
  /** The runtime's own call options, such as Tauri's `{ headers }`. */
  options?: unknown;
}

/** A string that is nothing but a channel's id, in JSON. */
const CHANNEL = new RegExp(`"${TAURI_CHANNEL}\\d+"`, 'g');
