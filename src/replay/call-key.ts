import stringify from 'fast-json-stable-stringify';
import { withoutTokenHashes } from '../session/tokens.ts';

/**
 * What makes two calls the same question: the command and its arguments, in canonical JSON.
 * Ids that the runtime makes for callbacks differ from run to run, so they are left out: Tauri's `__CHANNEL__:<id>`,
 * the `handler` of `plugin:event|listen` and the `eventId` of `plugin:event|unlisten`. So is what makes one redacted secret
 * differ from another of its class: every run has a key of its own for that.
 *
 * @param args encoded, as in a session; `undefined` when there were none.
 */
export function callKey(command: string, args: unknown): string {
  if (args === undefined) return command;
  const text = stringify(withoutCallbackIds(command, args)).replace(CHANNEL, '"__CHANNEL__"');
  return `${command} ${withoutTokenHashes(text)}`;
}

/** A string that is nothing but a channel's id, in JSON. */
const CHANNEL = /"__CHANNEL__:\d+"/g;

const CALLBACK_ID: Record<string, string> = {
  'plugin:event|listen': 'handler',
  'plugin:event|unlisten': 'eventId',
};

function withoutCallbackIds(command: string, args: unknown): unknown {
  const name = Object.hasOwn(CALLBACK_ID, command) ? CALLBACK_ID[command] : undefined;
  if (name === undefined || typeof args !== 'object' || args === null) return args;
  return { ...args, [name]: null };
}

/** A call of the runtime's own event plumbing, which the page answers itself and no backend is asked. */
export function isFrameworkCall(command: string): boolean {
  return command.startsWith('plugin:event|');
}

/**
 * A call to what the framework brings itself: Tauri's core plugins (`plugin:window|…`, `plugin:event|…`), the runtime of Wails
 * (`wails:Window.SetTitle`). Reports leave these out, and drive does not send them. Plugins an app adds, such as `plugin:sql|…`, are
 * part of its backend, and so are Go methods that are called by number (`wails:1411160069`).
 */
export function isInternalCall(command: string): boolean {
  return /^plugin:(?:app|event|image|menu|path|resources|tray|webview|window)\||^wails:[A-Z]/.test(command);
}

/** A command whose answer is the id of a callback, which differs from run to run. */
export function isAnsweredWithId(command: string): boolean {
  return command === 'plugin:event|listen';
}
