import { basename } from 'node:path';
import { ELECTRON_UTILITY } from '../../../calls/runtimes.ts';
import type { UtilityProcess } from './electron-parts.ts';
import type { HookTools } from './hook-tools.ts';
import type { Origin } from './origins.ts';
import { FirstListeners } from './patch/first-listeners.ts';
import { portsIn } from './ports.ts';

/** Sees what passes between the main process and the utility processes it forks: `send` to them, `push` from them. */
export function observeUtilityProcesses({ electron, patches, log, ports }: HookTools): void {
  let count = 0;
  patches.around(electron.utilityProcess, 'fork', (fork, _self, [module, args, options]) => {
    const child = fork() as UtilityProcess;
    const { serviceName } = ((Array.isArray(args) ? options : args) ?? {}) as { serviceName?: string };
    count += 1;
    const command = `utility:${serviceName ?? basename(String(module))}`;
    const origin: Origin = { webview_label: `utility-${count}` };
    const seen = (message: unknown) => ({ command, args: [message], origin, source: ELECTRON_UTILITY.name });
    patches.around<UtilityProcess>(child, 'postMessage', (post, _child, [message, transfer]) => {
      const posted = post(); // throws what it cannot post
      const carried = portsIn(transfer);
      const id = log.passed('send', { ...seen(message), ports: carried.length });
      ports.departed(carried, { id, command, origin });
      return posted;
    });
    const first = new FirstListeners<UtilityProcess>(patches, {
      message: (_child, [detail]) => void log.passed('push', seen(detail)),
      exit: (_child, [code]) => log.happened(origin.webview_label, `exit ${String(code)}`),
    });
    patches.whenTaken(child, 'emit', (_child, emit) => {
      first.put(child);
      return emit;
    });
    return child;
  });
}
