import stringify from 'fast-json-stable-stringify';
import { withoutTokenHashes } from '../session/codec/tokens.ts';
import { withoutCallbackIds } from './event-commands.ts';
import { TAURI_CHANNEL } from './runtimes.ts';

/**
 * The key of a call is equal for calls that ask the same: the command and its arguments, in canonical JSON.
 * Ids that the runtime makes for callbacks differ from run to run, so they are left out: Tauri's `__CHANNEL__:<id>`,
 * the `handler` of `plugin:event|listen` and the `eventId` of `plugin:event|unlisten`. So is what makes one redacted secret
 * differ from another of its class: every run has a key of its own for that.
 *
 * @param args encoded, as in a session; `undefined` when there were none.
 */
export function callKey(command: string, args: unknown): string {
  return withoutTokenHashes(exactKey(command, args));
}

/** The key of a call with redacted secrets told apart. */
export function exactKey(command: string, args: unknown): string {
  if (args === undefined) return command;
  return `${command} ${stringify(withoutCallbackIds(command, args)).replace(CHANNEL, '"__CHANNEL__"')}`;
}

/** A string that is nothing but a channel's id, in JSON. */
const CHANNEL = new RegExp(`"${TAURI_CHANNEL}\\d+"`, 'g');
