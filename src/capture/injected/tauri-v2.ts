import { NativePromise } from './natives.ts';
import type { PageObserver, PageTools } from './page-observer.ts';
import { TauriCallbacks } from './tauri-callbacks.ts';
import { labelOf, type TauriInternals, TauriInvoke } from './tauri-invoke.ts';
import { answerEventCommand, installTauriRuntime } from './tauri-runtime.ts';
import { watchGlobal } from './watch-global.ts';

/** Observes Tauri v2: `invoke`, events and channels of `window.__TAURI_INTERNALS__`, the runtime's own or a mock. */
export function observeTauriV2({ log, ask, serve }: PageTools): PageObserver {
  const internals = () => (window as unknown as Record<string, unknown>).__TAURI_INTERNALS__;
  const label = () => labelOf((internals() ?? {}) as TauriInternals);
  const callbacks = new TauriCallbacks((name, payload, channel) =>
    log.pushed('tauri', { name, payload, label: label(), channel }),
  );
  const invokes = new TauriInvoke({
    log,
    callbacks,
    label,
    ask: (call) => {
      const own = serve() === null ? undefined : answerEventCommand(callbacks, call.command, call.args, call.label);
      if (own === undefined) return ask(call);
      return NativePromise.resolve({ ok: own.value, mocked: false, afterwards() {} });
    },
  });
  const watch = watchGlobal('__TAURI_INTERNALS__', '__TAURI_EVENT_PLUGIN_INTERNALS__', invokes.adopt);

  const supplyRuntime = () => {
    const served = serve();
    if (served === null || !served.runtimes.includes('tauri')) return;
    installTauriRuntime(callbacks, served.label);
    watch.look();
  };
  supplyRuntime();

  return {
    label: () => (internals() === undefined ? undefined : label()),
    deliver: (push) => callbacks.deliver(push),
    refresh(newDocument) {
      if (newDocument) watch.restart();
      supplyRuntime();
    },
    tap: invokes.tap,
    detach() {
      watch.stop();
      invokes.restore();
    },
  };
}
