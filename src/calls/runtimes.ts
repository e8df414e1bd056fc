import { readEventTarget } from './event-target.ts';
import type { EventArgs, Runtime } from './runtime.ts';

// Records stand alone, so that a page script holds those that it names and no other.

/** Tauri v2. Its own plugins are the framework's; those that an app adds, such as `plugin:sql|…`, are part of its backend. */
export const TAURI = {
  name: 'tauri',
  title: 'Tauri',
  globals: ['__TAURI_INTERNALS__'],
  seenIn: 'page',
  standIn: 'page',
  isTappable: true,
  framework: /^plugin:(?:app|event|image|menu|path|resources|tray|webview|window|__TAURI_CHANNEL__)\|/,
  events: {
    prefix: 'plugin:event|',
    listen: 'plugin:event|listen',
    unlisten: 'plugin:event|unlisten',
    emit: ['plugin:event|emit', 'plugin:event|emit_to'],
    isAnsweredInPage: true,
    callbackIds: { 'plugin:event|listen': ['handler'], 'plugin:event|unlisten': ['eventId'] },
    read: readTauriEvent,
  },
} as const satisfies Runtime;

/** The command with which Tauri v2 gets the large messages of channels: its answer is the message. */
export const TAURI_CHANNEL_FETCH = 'plugin:__TAURI_CHANNEL__|fetch';

/** Returns the name of the Tauri plugin whose command it is, as `sql` of `plugin:sql|select`; undefined where it is no plugin's. */
export function pluginOf(command: string): string | undefined {
  return /^plugin:([^|]+)\|/.exec(command)?.[1];
}

/** The commands of the Victauri plugin begin so: a recorder in the page that speaks through it is no part of the app. */
export const VICTAURI_PREFIX = 'plugin:victauri|';

/** A channel of Tauri among the arguments of a call is this and its id. */
export const TAURI_CHANNEL = '__CHANNEL__:';

/** Tauri v1: the built-in API is one command for all, named by its module (`tauri:Window.…`), with its arguments one level deeper. */
export const TAURI_V1 = {
  name: 'tauri-v1',
  title: 'Tauri v1',
  globals: ['__TAURI_IPC__'],
  seenIn: 'page',
  standIn: 'page',
  framework: /^tauri:(?:App|Event|Window)\./,
  events: {
    prefix: 'tauri:Event.',
    listen: 'tauri:Event.listen',
    unlisten: 'tauri:Event.unlisten',
    emit: ['tauri:Event.emit'],
    isAnsweredInPage: true,
    callbackIds: { 'tauri:Event.listen': ['message', 'handler'], 'tauri:Event.unlisten': ['message', 'eventId'] },
    read: (args) => readTauriEvent(fieldsOf(args).message),
  },
} as const satisfies Runtime;

/** Wails v2. Methods of the app have its package's name; of an obfuscated build, a number (`wails:12`). */
const WAILS_V2 = {
  name: 'wails-v2',
  title: 'Wails v2',
  globals: ['WailsInvoke'],
  seenIn: 'page',
  standIn: 'page',
  isTappable: true,
  framework: /^wails:[A-Z]/,
} as const satisfies Runtime;

/** Wails v3. Methods of the app have its package's name, or a number (`wails:1411160069`). An event that is sent is a call of Go's. */
export const WAILS_V3 = {
  name: 'wails-v3',
  title: 'Wails v3',
  globals: ['_wails'],
  seenIn: 'page',
  standIn: 'page',
  isTappable: true,
  framework: /^wails:[A-Z]/,
  events: {
    prefix: 'wails:Events.',
    emit: ['wails:Events.Emit'],
    isAnsweredInPage: false,
    read: (args) => ({ event: fieldsOf(args).name, payload: fieldsOf(args).data }),
  },
  cancel: 'wails:CancelCall',
} as const satisfies Runtime;

/** Neutralino, whose whole API an app calls as it calls its own backend. One window in a process. */
export const NEUTRALINO = {
  name: 'neutralino',
  title: 'Neutralino',
  globals: ['NL_PORT'],
  seenIn: 'page',
  standIn: 'page',
  windowLabel: 'main',
} as const satisfies Runtime;

/** Web messages of WebView2, which are no calls: which of them belong together is found out in Node. They are the wire of other runtimes, so they are observed when asked for. */
export const WEBVIEW2 = {
  name: 'webview2',
  title: 'WebView2',
  globals: ['chrome.webview'],
  seenIn: 'page',
  isOnRequest: true,
  standIn: 'nowhere',
  windowLabel: 'main',
} as const satisfies Runtime;

/** Messages of workers, message ports and broadcast channels, as those of WebView2. */
export const WORKERS = {
  name: 'workers',
  title: 'Web workers',
  seenIn: 'page',
  isOnRequest: true,
  standIn: 'nowhere',
  notDriven: 'a message to a worker, not to the backend',
  windowLabel: 'main',
} as const satisfies Runtime;

/** Globals of the app's own, such as the `window.electronAPI` of a preload script: the user names them, and their functions are calls. */
export const GLOBALS = {
  name: 'globals',
  title: 'a global of the app',
  seenIn: 'page',
  isOnRequest: true,
  isNamedByUser: true,
  listensByFunction: true,
  standIn: 'page',
  windowLabel: 'main',
} as const satisfies Runtime;

/** Electron, whose main process is the app's own: its hook is asked for every message, and sends the pushes. */
export const ELECTRON = {
  name: 'electron',
  title: 'Electron',
  seenIn: 'main-process',
  standIn: 'main-process',
} as const satisfies Runtime;

/** Messages between Electron's main process and its utility processes. */
export const ELECTRON_UTILITY = {
  name: 'electron-utility',
  title: 'utility processes of Electron',
  seenIn: 'main-process',
  standIn: 'nowhere',
} as const satisfies Runtime;

/** Every runtime, in the order in which pages are looked at for them. */
export const RUNTIMES = [
  TAURI,
  TAURI_V1,
  WAILS_V2,
  WAILS_V3,
  NEUTRALINO,
  WEBVIEW2,
  WORKERS,
  GLOBALS,
  ELECTRON,
  ELECTRON_UTILITY,
] as const satisfies readonly Runtime[];

/** Whether a runtime writes bytes within JSON as lists of numbers. */
export function writesBytesAsLists(source: string): boolean {
  return source === TAURI.name || source === TAURI_V1.name;
}

/** `emit` of Tauri v1 names a window by `windowLabel`, `emit_to` of v2 the listeners by `target`. */
function readTauriEvent(args: unknown): EventArgs {
  const { event, payload, eventId, target, windowLabel } = fieldsOf(args);
  const label = typeof windowLabel === 'string' ? windowLabel : undefined;
  return { event, payload, eventId, label, target: readEventTarget(target) };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
