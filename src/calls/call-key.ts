import stringify from 'fast-json-stable-stringify';
import { withoutTokenHashes } from '../session/codec/tokens.ts';

/**
 * What makes two calls the same question: the command and its arguments, in canonical JSON.
 * Ids that the runtime makes for callbacks differ from run to run, so they are left out: Tauri's `__CHANNEL__:<id>`,
 * the `handler` of `plugin:event|listen` and the `eventId` of `plugin:event|unlisten`. So is what makes one redacted secret
 * differ from another of its class: every run has a key of its own for that.
 *
 * @param args encoded, as in a session; `undefined` when there were none.
 */
export function callKey(command: string, args: unknown): string {
  return withoutTokenHashes(exactKey(command, args));
}

/** The same, with redacted secrets told apart. */
export function exactKey(command: string, args: unknown): string {
  if (args === undefined) return command;
  return `${command} ${stringify(withoutCallbackIds(command, args)).replace(CHANNEL, '"__CHANNEL__"')}`;
}

/** A string that is nothing but a channel's id, in JSON. */
const CHANNEL = /"__CHANNEL__:\d+"/g;

const CALLBACK_ID: Record<string, string> = {
  'plugin:event|listen': 'handler',
  'plugin:event|unlisten': 'eventId',
  'tauri:Event.listen': 'handler',
  'tauri:Event.unlisten': 'eventId',
};

function withoutCallbackIds(command: string, args: unknown): unknown {
  const name = Object.hasOwn(CALLBACK_ID, command) ? CALLBACK_ID[command] : undefined;
  if (name === undefined || typeof args !== 'object' || args === null) return args;
  const { message } = args as { message?: unknown };
  // In v1 of Tauri they are one level deeper.
  if (typeof message === 'object' && message !== null && command.startsWith('tauri:'))
    return { ...args, message: { ...message, [name]: null } };
  return { ...args, [name]: null };
}

/** The event that a call begins to listen for; undefined when it is another call. */
export function eventListenedFor(command: string, args: unknown): string | undefined {
  if (!isAnsweredWithId(command)) return undefined;
  const { event, message } = (args ?? {}) as { event?: unknown; message?: { event?: unknown } };
  const name = event ?? message?.event;
  return typeof name === 'string' ? name : undefined;
}

/** The listener that a call takes off; undefined when it is another call. */
export function eventUnlistened(command: string, args: unknown): { event: unknown; eventId: unknown } | undefined {
  if (command !== 'plugin:event|unlisten' && command !== 'tauri:Event.unlisten') return undefined;
  const { message, ...own } = (args ?? {}) as { message?: object };
  const { event, eventId } = (message ?? own) as { event?: unknown; eventId?: unknown };
  return { event, eventId };
}

/** A call of the runtime's own event plumbing, which the page answers itself and no backend is asked. */
export function isFrameworkCall(command: string): boolean {
  return command.startsWith('plugin:event|') || command.startsWith('tauri:Event.');
}

/**
 * A call to what the framework brings itself: Tauri's core plugins (`plugin:window|…`; in v1 `tauri:Window.…`), the runtime of Wails
 * (`wails:Window.SetTitle`). Reports leave these out, and drive does not send them. Plugins an app adds, such as `plugin:sql|…`, are
 * part of its backend, and so are Go methods that are called by number (`wails:1411160069`).
 */
export function isInternalCall(command: string): boolean {
  return INTERNAL.test(command);
}

const INTERNAL =
  /^(?:plugin:(?:app|event|image|menu|path|resources|tray|webview|window)\||tauri:(?:App|Event|Window)\.|wails:[A-Z])/;

/** A command whose answer is the id of a callback, which differs from run to run. */
export function isAnsweredWithId(command: string): boolean {
  return command === 'plugin:event|listen' || command === 'tauri:Event.listen';
}
