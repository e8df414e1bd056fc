import { TAURI } from '../../../calls/runtimes.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { getOwnPropertyDescriptor, NativePromise, nativeThen } from '../core/natives.ts';
import type { Answered } from '../core/node-answers.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import { StandInMock } from '../core/stand-in-mock.ts';
import type { OnDefine } from '../patch/define-property-trap.ts';
import { lateGlobal } from '../patch/late-global.ts';
import { TauriCallbacks } from './callbacks.ts';
import { EmittedEvents } from './emitted-events.ts';
import { labelOf, type ShadowedAnswerer, type TauriInternals, TauriInvoke } from './invoke.ts';
import { observeGlobalApi } from './observe-global-api.ts';
import { answerEventCommand, installTauriRuntime, leaveEventCommand } from './runtime.ts';
import { tapListening } from './tap-listening.ts';
import { TauriWire } from './wire.ts';

const NAME = '__TAURI_INTERNALS__';

/**
 * Observes Tauri v2: `invoke`, events and channels of `window.__TAURI_INTERNALS__`.
 *
 * Mocks are patched in place. The runtime defines its functions so that they cannot be changed: ours take their place as they
 * are defined, when our script is first. When it is not, what is left is the wire and the runtime's table of callbacks.
 */
export function observeTauriV2(tools: PageTools): PageObserver {
  const { log, ask, serve, probes, phase, definePropertyTrap } = tools;
  const internals = (): unknown => {
    try {
      return (window as unknown as Record<string, unknown>)[NAME];
    } catch {
      return undefined;
    }
  };
  const label = () => labelOf((internals() ?? {}) as TauriInternals);
  /** An object that is neither the runtime's own nor ours. */
  const mock = new StandInMock('tauri', tools);
  const callbacks = new TauriCallbacks(
    (name, payload, channel, target) =>
      log.pushed('tauri', { name, payload, label: label(), channel, target, madeBy: mock.maker }),
    (name, payload) => mock.isHeard(name) || emitted.isHeardOf(name, payload),
  );
  const emitted = new EmittedEvents();
  const askOrAnswer: ShadowedAnswerer = (call, shadow) => {
    if (serve() === null) return ask(call);
    const own =
      shadow === undefined
        ? answerEventCommand(callbacks, call.command, call.args)
        : leaveEventCommand(callbacks, call.command, call.args, shadow);
    if (shadow !== undefined) emitted.note(call.command, call.args);
    if (own === undefined) return ask(call);
    return nativeThen.call(NativePromise.resolve(own.value), (ok) => ({
      ok,
      mocked: false,
      afterwards() {},
    })) as Promise<Answered>;
  };
  let supplied: unknown;
  const shared = { log, callbacks, label, ask: askOrAnswer };
  const invokes = new TauriInvoke({
    ...shared,
    ended: (id) => wire.ended(id),
    mock,
    hasInternals: () => internals() !== undefined,
  });
  const listen = tapListening({ log, callbacks, label });
  const wire = new TauriWire({ ...shared, sending: invokes.sending });

  const adopt = (found: object, isFixed: boolean): object => {
    const handedOut = invokes.adopt(found);
    if (isFixed && handedOut !== found) {
      wire.watchCalls(found);
      // A mock has no wire.
      if (typeof (found as { postMessage?: unknown }).postMessage !== 'function') log.gap('fixed-global', NAME);
    } else if (found !== supplied && 'invoke' in found) {
      if (isRuntime(found)) mock.foundRuntime();
      else mock.found();
    }
    return handedOut;
  };
  const undo = new UndoStack();
  undo.add(() => wire.detach());
  undo.add(() => invokes.restore());
  /** A frozen mock in a property that cannot be changed later: its stand-in takes its place now. */
  const beforeFixed = (descriptor: PropertyDescriptor): PropertyDescriptor => {
    const { value, configurable } = descriptor as { value?: unknown; configurable?: boolean };
    const isFixed = configurable !== true && typeof value === 'object' && value !== null && !Object.isExtensible(value);
    return isFixed ? { ...descriptor, value: adopt(value, false) } : descriptor;
  };
  const onDefine: OnDefine = (target, key, descriptor) => {
    if (target === window && key === 'ipc') return wire.beforeIpcDefined(descriptor);
    if (target === window && key === NAME) return beforeFixed(descriptor);
    if (target !== internals()) return descriptor;
    if ((key === 'postMessage' || key === 'ipc') && isFixedFunction(target, 'invoke')) mock.foundRuntime();
    if (key === 'postMessage') wire.watchResends();
    if (key === 'ipc') return wire.bindingCallbacks(descriptor);
    return invokes.beforeDefined(key, descriptor);
  };
  undo.add(definePropertyTrap.intercept(onDefine));
  const global = lateGlobal(NAME, probes, adopt, { sibling: '__TAURI_EVENT_PLUGIN_INTERNALS__' });
  undo.add(global.restore);

  undo.add(
    observeGlobalApi({
      ...{ probes, tap: invokes.tap, listen, found: () => mock.found() },
      hasInternals: () => internals() !== undefined,
    }),
  );

  const supplyRuntime = (haveInitScriptsRun = phase.now === 'page') => {
    const served = serve();
    if (served === null || !mock.isRuntimeWanted(haveInitScriptsRun)) return;
    // A mock may get its functions later.
    const isEmpty = internals() === undefined || internals() === supplied;
    if (!isEmpty && !served.runtimes.includes('tauri')) return;
    installTauriRuntime(callbacks, served.label, (runtime) => {
      supplied = runtime;
    });
    global.look();
  };
  supplyRuntime();
  undo.add(
    phase.onceInitScriptsRan(() => {
      global.look();
      supplyRuntime(true);
    }),
  );

  return {
    label: () => (internals() === undefined ? undefined : label()),
    // A mock that goes on beside the session makes its pushes itself.
    deliver: (push) => (mock.makes(push) ? 1 : callbacks.deliver(push)),
    hasTargets: true,
    refresh: () => supplyRuntime(),
    tap: invokes.tap,
    tapEvents(what, own) {
      if (internals() === undefined) mock.foundTap();
      const send = invokes.tap((_command, { event, payload }: { event?: unknown; payload?: unknown }) =>
        own(event, payload),
      );
      return (self, args) => {
        // Through the internals it is the runtime's own event, and seen there.
        if (internals() !== undefined) return Reflect.apply(own, self, args);
        const [event, payload] = args;
        if (what === 'emit') return send(TAURI.events.emit[0], { event, payload });
        return listen(own, self, args, what === 'once');
      };
    },
    detach: undo.run,
  };
}

/** Whether a function cannot be changed, and the object that has it can: the runtime defines its functions so, one by one. */
function isFixedFunction(object: object, name: string): boolean {
  return getOwnPropertyDescriptor(object, name)?.configurable === false && !Object.isFrozen(object);
}

/** Whether an object is the runtime's own: that has a wire, which no mock has. */
function isRuntime(found: object): boolean {
  return isFixedFunction(found, 'invoke') && ['postMessage', 'ipc'].some((name) => Object.hasOwn(found, name));
}
