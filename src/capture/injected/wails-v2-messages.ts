import { fromJson } from './natives.ts';

/** A message on `WailsInvoke`, as it is recorded. */
export type WailsV2Message =
  /** A call of a Go method, or of the runtime's own. The answer has the same `id`. */
  | { kind: 'call'; id: string; command: string; args: unknown }
  /** One-way. */
  | { kind: 'send'; command: string; args: unknown }
  /** It tells nothing of the app: the window is dragged or resized, the runtime has loaded. */
  | { kind: 'noise' };

/** Reads a message of the pipe between the runtime of Wails v2 and Go. Never throws. */
export function readWailsV2Message(message: string): WailsV2Message {
  if (message === 'drag' || message === 'runtime:ready' || message.startsWith('resize:')) return { kind: 'noise' };
  try {
    const head = message.slice(0, 1);
    if (head === 'C' || head === 'c') return readCall(message.slice(1));
    if (message.startsWith('EE')) return readEmit(message.slice(2));
    return readCommand(message);
  } catch {
    return unknown(message);
  }
}

/** `C` has the method's name; `c`, of an obfuscated build, its number. The runtime's own methods begin with a colon. */
function readCall(text: string): WailsV2Message {
  const { name, id, args, callbackID } = fromJson(text) as Record<string, unknown>;
  const command = name === undefined ? `wails:${String(id)}` : String(name).replace(/^:wails:/, 'wails:');
  return { kind: 'call', id: String(callbackID), command, args };
}

function readEmit(text: string): WailsV2Message {
  const { name, data } = fromJson(text) as Record<string, unknown>;
  return { kind: 'send', command: String(name), args: data };
}

type ReadArgs = (rest: string) => unknown[];
const none: ReadArgs = () => [];
const text: ReadArgs = (rest) => [rest];
const numbers: ReadArgs = (rest) => rest.split(':').map(Number);
const flag: ReadArgs = (rest) => [rest === '1'];
const json: ReadArgs = (rest) => [fromJson(rest)];

/** What the runtime sends without waiting for an answer, by its prefix: the function of `window.runtime` and its arguments. */
const COMMANDS: Record<string, [name: string, args: ReadArgs]> = {
  Q: ['Quit', none],
  S: ['Show', none],
  H: ['Hide', none],
  EX: ['EventsOff', text],
  'BO:': ['BrowserOpenURL', text],
  LT: ['LogTrace', text],
  LP: ['LogPrint', text],
  LD: ['LogDebug', text],
  LI: ['LogInfo', text],
  LW: ['LogWarning', text],
  LE: ['LogError', text],
  LF: ['LogFatal', text],
  LS: ['LogSetLogLevel', numbers],
  WR: ['WindowReloadApp', none],
  WASDT: ['WindowSetSystemDefaultTheme', none],
  WALT: ['WindowSetLightTheme', none],
  WADT: ['WindowSetDarkTheme', none],
  'WATP:': ['WindowSetAlwaysOnTop', flag],
  WT: ['WindowSetTitle', text],
  WF: ['WindowFullscreen', none],
  Wf: ['WindowUnfullscreen', none],
  Wc: ['WindowCenter', none],
  'Ws:': ['WindowSetSize', numbers],
  'WZ:': ['WindowSetMaxSize', numbers],
  'Wz:': ['WindowSetMinSize', numbers],
  'Wp:': ['WindowSetPosition', numbers],
  'Wr:': ['WindowSetBackgroundColour', json],
  WH: ['WindowHide', none],
  WS: ['WindowShow', none],
  WM: ['WindowMaximise', none],
  Wt: ['WindowToggleMaximise', none],
  WU: ['WindowUnmaximise', none],
  Wm: ['WindowMinimise', none],
  Wu: ['WindowUnminimise', none],
};

function readCommand(message: string): WailsV2Message {
  for (const prefix in COMMANDS) {
    const [name, args] = COMMANDS[prefix] as [string, ReadArgs];
    if (args === none ? message !== prefix : !message.startsWith(prefix)) continue;
    return { kind: 'send', command: `wails:${name}`, args: args(message.slice(prefix.length)) };
  }
  return unknown(message);
}

const unknown = (message: string): WailsV2Message => ({ kind: 'send', command: 'wails:Unknown', args: [message] });
