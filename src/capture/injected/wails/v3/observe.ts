import { UndoStack } from '../../../../std/undo-stack.ts';
import { throwLater } from '../../core/natives.ts';
import type { PageObserver, PageTools } from '../../core/page-observer.ts';
import { recordValue } from '../../core/record-value.ts';
import { StandInMock } from '../../core/stand-in-mock.ts';
import { tapInvoke } from '../../core/tap-invoke.ts';
import { earlyGlobal } from '../../patch/early-global.ts';
import { ObjectPatch } from '../../patch/patch-object.ts';
import { WailsV3Fetch } from './fetch.ts';
import { WailsV3Streams } from './streams.ts';

/** The part of `window._wails` that Go calls. */
interface WailsGlobals {
  dispatchWailsEvent?(event: { name: string; data: unknown }): unknown;
}

/**
 * Observes Wails v3: the runtime's calls are requests to the page's own origin, and Go's events come through
 * `window._wails.dispatchWailsEvent`. `fetch` is left alone until `_wails` is there.
 */
export function observeWailsV3(tools: PageTools): PageObserver {
  const { log, label } = tools;
  const streams = new WailsV3Streams(tools);
  const mock = new StandInMock('wails-v3', tools);
  const requests = new WailsV3Fetch(tools);
  let isOn = true;
  const events = new ObjectPatch({
    dispatchWailsEvent: (target) => (self, args) => {
      const { name, data } = (args[0] ?? {}) as { name?: unknown; data?: unknown };
      if (isOn && name !== undefined) {
        if (!mock.isHeard(String(name))) return undefined;
        const payload = data === undefined ? data : recordValue(data);
        log.pushed('wails-v3', { name: String(name), payload, label: label(), madeBy: mock.maker });
      }
      return Reflect.apply(target, self, args);
    },
  });
  const undo = new UndoStack();
  undo.add(() => events.restore());
  undo.add(() => streams.restore());
  undo.add(() => requests.restore());
  let isThere = false;
  const globals = earlyGlobal('_wails', (value) => {
    if (typeof value !== 'object' || value === null) return value;
    // Once: what the app puts in the place of `fetch` later calls ours.
    if (!isThere) requests.observe();
    isThere = true;
    streams.observe(value);
    return events.apply(value);
  });
  undo.add(globals.restore);
  undo.add(() => {
    isOn = false;
  });

  return {
    deliver(push) {
      if (mock.makes(push)) return 1;
      const wails = globals.value() as WailsGlobals | undefined;
      // A stream needs its Go half: what was recorded of one is not played again.
      if (!('event' in push) || push.event.startsWith('stream:')) return 0;
      if (typeof wails?.dispatchWailsEvent !== 'function') return 0;
      try {
        wails.dispatchWailsEvent({ name: push.event, data: push.payload });
      } catch (error) {
        throwLater(error);
      }
      // The runtime keeps its listeners to itself: one stands for however many there are.
      return 1;
    },
    tap: (invoke) => tapInvoke(invoke, 'wails-v3', tools, mock),
    detach: undo.run,
  };
}
