import { victauriTarget } from '../../capture/victauri/victauri-target.ts';
import { IpcError } from '../../errors.ts';
import type { DriveContext, DriveTarget } from '../../replay/drive/ask-target.ts';
import { defined } from '../../std/defined.ts';
import { type Exports, importModule } from './import-module.ts';

/** The name of the target that is a real Tauri app, with the Victauri plugin in it. */
export const VICTAURI = 'victauri';

/**
 * Returns the backend that a user named: a real Tauri app, or a module.
 *
 * @param app the executable to start for `victauri`. @default the app that runs
 * @throws {IpcError} `TARGET_NOT_USABLE` where it is neither; `INVALID_OPTION` where a module comes with an app.
 */
export async function openTarget(name: string, app?: string): Promise<DriveTarget> {
  if (name === VICTAURI) return victauriTarget(app === undefined ? undefined : { command: app });
  if (app !== undefined)
    throw new IpcError('INVALID_OPTION', `--app is for --target ${VICTAURI}: a module starts its backend itself.`);
  return await loadTarget(name);
}

/**
 * Loads the module that a user named as the backend, TypeScript too. It exports one of: a function `invoke(command, args, context)`,
 * a default function of the same kind, or a map of functions `(args, context) => answer` as `commands` or as default; and, if it likes,
 * `send(command, args)` for one-way messages, `close()`, `compare(recorded, actual, call)` and the `url` it sends calls to.
 *
 * @throws {IpcError} `TARGET_NOT_USABLE` saying what was found instead.
 */
async function loadTarget(path: string): Promise<DriveTarget> {
  const exports = await importModule(path, 'TARGET_NOT_USABLE', `the target "${path}"`);
  const main = exports.default;
  const target = findInvoke(exports) ?? findInvoke(main);
  if (!target) throw new IpcError('TARGET_NOT_USABLE', describeUnusable(path, exports));
  const also = (name: string) => [exports[name], isRecord(main) ? main[name] : undefined];
  const method = (name: 'send' | 'close' | 'compare') => also(name).find((one) => typeof one === 'function');
  const [close, compare] = [method('close'), method('compare')];
  // In a map of commands it is one of them.
  const send = also('invoke').some((one) => typeof one === 'function') ? method('send') : undefined;
  const url = also('url').find((one) => typeof one === 'string' || one instanceof URL);
  return defined({
    invoke: target,
    send: send as DriveTarget['send'],
    close: close as DriveTarget['close'],
    compare: compare as DriveTarget['compare'],
    url: url === undefined ? undefined : String(url),
  });
}

type Invoke = DriveTarget['invoke'];

function findInvoke(found: unknown): Invoke | undefined {
  if (typeof found === 'function') return found as Invoke;
  if (!isRecord(found)) return undefined;
  if (typeof found.invoke === 'function') return (...call) => (found.invoke as Invoke).call(found, ...call);
  if (isCommandMap(found.commands)) return invokeOf(found.commands);
  if ('default' in found) return undefined;
  const { url, ...others } = found;
  const commands = typeof url === 'function' ? found : others;
  return isCommandMap(commands) ? invokeOf(commands) : undefined;
}

type CommandMap = Record<string, (args: unknown, context?: DriveContext) => unknown>;

function isCommandMap(value: unknown): value is CommandMap {
  return (
    isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every((one) => typeof one === 'function')
  );
}

/** Makes `invoke` of a map of commands. A command that the map does not have fails, as it would in an app. */
function invokeOf(commands: CommandMap): Invoke {
  return (command, args, context) => {
    if (!Object.hasOwn(commands, command)) throw `the target has no command ${command}`;
    return commands[command]?.(args, context);
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function describeUnusable(path: string, exports: Exports): string {
  const names = Object.entries(exports).map(([name, value]) => `${name} (${typeof value})`);
  const found = names.length === 0 ? 'exports nothing' : `exports ${names.join(', ')}`;
  return `The target "${path}" ${found}. Export a function invoke(command, args), or a map of functions as commands or as default.`;
}
