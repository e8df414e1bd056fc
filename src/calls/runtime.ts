import type { EventTarget } from './event-target.ts';

/** All that the project knows of one runtime: a record of `runtimes.ts`. Adding a runtime is one of these, and a folder that observes it. */
export interface Runtime {
  /** The `source` of its calls. */
  name: string;
  /** The name that people know it by. */
  title: string;
  /** Globals by which it is seen to be in a page, whether it is observed or not: paths from `window`. */
  globals?: readonly string[];
  /** Where its traffic is seen: by the page script, or by the hook in Electron's main process. */
  seenIn: 'page' | 'main-process';
  /** Pages are observed for it only where the option `sources` says so. */
  isOnRequest?: boolean;
  /** The user names its globals: the project knows no name of them. */
  isNamedByUser?: boolean;
  /**
   * Where something takes the place of its other side when a session is replayed: the page script, or the hook in Electron's main
   * process, which runs then too. `'nowhere'`: its traffic is observed and no more.
   */
  standIn: 'page' | 'main-process' | 'nowhere';
  /** Why its calls are not sent to a backend again; absent where they are. */
  notDriven?: string;
  /** A function of the app's own may stand in the place of its `invoke`, which is then observed by `tap`. */
  isTappable?: boolean;
  /** The label of its windows, where the runtime gives them none. Absent where the runtime or the hook tells labels. */
  windowLabel?: string;
  /** Commands that the framework brings itself. Plugins an app adds, and methods of the app that are called by number, are none. */
  framework?: RegExp;
  /** How the frontend listens for events and sends them, where it does so by calls. */
  events?: EventCommands;
  /** A function that the app passes to one of its calls is a listener: see `subscriptionName`. */
  listensByFunction?: boolean;
  /** The command that cancels a call under way. */
  cancel?: string;
}

/** The calls by which a frontend listens for events and sends them. */
export interface EventCommands {
  /** The commands of the event plumbing begin so. */
  prefix: string;
  /** Answered with the id of a listener, which differs from run to run. Absent where listening is no call. */
  listen?: string;
  unlisten?: string;
  /** Commands that send an event, to one window or to all. */
  emit: readonly string[];
  /** Whether the page answers the plumbing itself when it is served, and no backend is asked. */
  isAnsweredInPage: boolean;
  /** Where an id of a callback stands in the arguments of a command, which differs from run to run. */
  callbackIds?: Readonly<Record<string, readonly string[]>>;
  /** Reads the arguments of one of these commands, whatever they are. */
  read(args: unknown): EventArgs;
}

/** The parts of the arguments of an event command. */
export interface EventArgs {
  event?: unknown;
  payload?: unknown;
  /** The label of the one window it is for, where windows are all that events can be for. */
  label?: string | undefined;
  /** The listeners that it is for, in Tauri v2; all where it is left out. */
  target?: EventTarget | undefined;
  /** The listener that is taken off. */
  eventId?: unknown;
}
