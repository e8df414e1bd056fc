import { fromJson, toJson } from '../../core/natives.ts';

/** The form in which the arguments of a command stand behind its prefix. */
type Form = 'none' | 'text' | 'number' | 'pair' | 'flag' | 'colour';

/** The commands that the runtime of Wails v2 sends without waiting for an answer: the prefix on the wire and the function of `window.runtime`. */
const COMMANDS: [prefix: string, name: string, form: Form][] = [
  ['Q', 'Quit', 'none'],
  ['S', 'Show', 'none'],
  ['H', 'Hide', 'none'],
  ['EX', 'EventsOff', 'text'],
  ['BO:', 'BrowserOpenURL', 'text'],
  ['LT', 'LogTrace', 'text'],
  ['LP', 'LogPrint', 'text'],
  ['LD', 'LogDebug', 'text'],
  ['LI', 'LogInfo', 'text'],
  ['LW', 'LogWarning', 'text'],
  ['LE', 'LogError', 'text'],
  ['LF', 'LogFatal', 'text'],
  ['LS', 'SetLogLevel', 'number'],
  ['WR', 'WindowReloadApp', 'none'],
  ['WASDT', 'WindowSetSystemDefaultTheme', 'none'],
  ['WALT', 'WindowSetLightTheme', 'none'],
  ['WADT', 'WindowSetDarkTheme', 'none'],
  ['WATP:', 'WindowSetAlwaysOnTop', 'flag'],
  ['WT', 'WindowSetTitle', 'text'],
  ['WF', 'WindowFullscreen', 'none'],
  ['Wf', 'WindowUnfullscreen', 'none'],
  ['Wc', 'WindowCenter', 'none'],
  ['Ws:', 'WindowSetSize', 'pair'],
  ['WZ:', 'WindowSetMaxSize', 'pair'],
  ['Wz:', 'WindowSetMinSize', 'pair'],
  ['Wp:', 'WindowSetPosition', 'pair'],
  ['Wr:', 'WindowSetBackgroundColour', 'colour'],
  ['WH', 'WindowHide', 'none'],
  ['WS', 'WindowShow', 'none'],
  ['WM', 'WindowMaximise', 'none'],
  ['Wt', 'WindowToggleMaximise', 'none'],
  ['WU', 'WindowUnmaximise', 'none'],
  ['Wm', 'WindowMinimise', 'none'],
  ['Wu', 'WindowUnminimise', 'none'],
];

/** The names of all commands. */
export const wailsV2Commands = COMMANDS.map(([, name]) => name);

/** Returns the command in a message; undefined when it is none. */
export function readWailsV2Command(message: string): { name: string; args: unknown[] } | undefined {
  for (const [prefix, name, form] of COMMANDS) {
    if (form === 'none' ? message !== prefix : !message.startsWith(prefix)) continue;
    return { name, args: readArgs(form, message.slice(prefix.length)) };
  }
  return undefined;
}

/** Returns the message of a command. */
export function writeWailsV2Command(name: string, args: unknown[]): string {
  const [prefix, , form] = COMMANDS.find(([, known]) => known === name) ?? ['', '', 'none'];
  return prefix + writeArgs(form, args);
}

function readArgs(form: Form, text: string): unknown[] {
  if (form === 'none') return [];
  if (form === 'number' || form === 'pair') return text.split(':').map(Number);
  if (form === 'flag') return [text === '1'];
  return form === 'colour' ? [fromJson(text)] : [text];
}

function writeArgs(form: Form, args: unknown[]): string {
  if (form === 'none') return '';
  if (form === 'pair') return args.slice(0, 2).join(':');
  if (form === 'flag') return args[0] ? '1' : '0';
  const [r, g, b, a] = args;
  return form === 'colour' ? toJson({ r: r || 0, g: g || 0, b: b || 0, a: a || 255 }) : String(args[0]);
}
