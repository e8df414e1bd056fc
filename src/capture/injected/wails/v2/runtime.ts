import { fromJson, NativePromise, toJson } from '../../core/natives.ts';
import { wailsV2Commands, writeWailsV2Command } from './commands.ts';

interface Listener {
  heard(...data: unknown[]): unknown;
  /** Calls that are left to the listener; negative for ever. */
  left: number;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** The functions of `window.runtime` that wait for an answer, and their names on the wire where these are others. */
const QUERIES: Record<string, string> = {
  ClipboardGetText: 'ClipboardGetText',
  ClipboardSetText: 'ClipboardSetText',
  Environment: 'Environment',
  ScreenGetAll: 'ScreenGetAll',
  WindowGetPosition: 'WindowGetPos',
  WindowGetSize: 'WindowGetSize',
  WindowIsFullscreen: 'WindowIsFullscreen',
  WindowIsMaximised: 'WindowIsMaximised',
  WindowIsMinimised: 'WindowIsMinimised',
  WindowIsNormal: 'WindowIsNormal',
};

/**
 * Installs the globals that generated bindings and the runtime's wrapper need (`go`, `runtime`, `wails`), for a page whose backend is Node and whose
 * server is not Wails. They speak through `window.WailsInvoke` as the real ones do, and Wails' own files replace them when they load.
 */
export function installWailsV2Runtime(): void {
  const page = window as unknown as Record<string, unknown>;
  if (page.wails !== undefined || page.runtime !== undefined) return;
  const say = (message: string) => void (page.WailsInvoke as (message: string) => unknown)(message);

  const waiting = new Map<string, Waiting>();
  let calls = 0;
  const call = (name: string, args?: unknown[]): Promise<unknown> =>
    new NativePromise((resolve, reject) => {
      calls += 1;
      const callbackID = `${name}-${calls}`;
      waiting.set(callbackID, { resolve, reject });
      say(`C${toJson({ name, args, callbackID })}`);
    });

  const eventListeners: Record<string, Listener[]> = {};
  const notify = (name: string, data: unknown[] | null) => {
    // The newest first, as in Wails.
    for (const listener of [...(eventListeners[name] ?? [])].reverse()) {
      listener.left -= 1;
      if (listener.left === 0) remove(name, listener);
      listener.heard(...(data ?? []));
    }
  };
  const remove = (name: string, listener?: Listener) => {
    const rest = listener === undefined ? [] : (eventListeners[name] ?? []).filter((one) => one !== listener);
    if (rest.length > 0) {
      eventListeners[name] = rest;
      return;
    }
    delete eventListeners[name];
    say(writeWailsV2Command('EventsOff', [name]));
  };
  const listen = (name: string, heard: Listener['heard'], left = -1) => {
    const listener = { heard, left };
    eventListeners[name] = [...(eventListeners[name] ?? []), listener];
    return () => {
      if (eventListeners[name]?.includes(listener)) remove(name, listener);
    };
  };

  const runtime: Record<string, unknown> = {
    EventsOn: (name: string, heard: Listener['heard']) => listen(name, heard),
    EventsOnce: (name: string, heard: Listener['heard']) => listen(name, heard, 1),
    EventsOnMultiple: listen,
    EventsOff: (...names: string[]) => names.forEach((name) => void remove(name)),
    EventsOffAll: () => Object.keys(eventListeners).forEach((name) => void remove(name)),
    EventsEmit(name: string, ...data: unknown[]) {
      notify(name, data);
      say(`EE${toJson({ name, data })}`);
    },
    WindowReload: () => location.reload(),
    CanResolveFilePaths: () => false,
    ResolveFilePaths() {},
    OnFileDrop: (heard: Listener['heard']) => void listen('wails:file-drop', heard),
    OnFileDropOff: () => remove('wails:file-drop'),
  };
  for (const name of wailsV2Commands) runtime[name] ??= (...args: unknown[]) => say(writeWailsV2Command(name, args));
  for (const name in QUERIES)
    runtime[name] = (...args: unknown[]) => call(`:wails:${QUERIES[name]}`, args.length > 0 ? args : undefined);

  page.wails = {
    Callback(message: string) {
      const { callbackid, result, error } = fromJson(message) as Record<string, unknown>;
      const one = waiting.get(String(callbackid));
      waiting.delete(String(callbackid));
      if (error) one?.reject(error);
      else one?.resolve(result);
    },
    EventsNotify(message: string) {
      const { name, data } = fromJson(message) as { name: string; data: unknown[] | null };
      notify(name, data);
    },
    eventListeners,
    flags: {},
  };
  page.runtime = runtime;
  page.go = membersOf(3, [], call);
}

/** `go.main.App.Save` for whatever names: which methods Go has is not known here. */
function membersOf(levels: number, path: string[], call: (name: string, args: unknown[]) => unknown): object {
  const known: Record<string, unknown> = {};
  return new Proxy(known, {
    get(_target, name) {
      // The object is no promise, and has no JSON of its own.
      if (typeof name !== 'string' || name === 'then' || name === 'toJSON') return undefined;
      const full = [...path, name];
      known[name] ??=
        levels > 1 ? membersOf(levels - 1, full, call) : (...args: unknown[]) => call(full.join('.'), args);
      return known[name];
    },
  });
}
