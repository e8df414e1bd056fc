import { WORKERS } from '../../../calls/runtimes.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { epochMs, nextTask } from '../core/natives.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import { recordValue } from '../core/record-value.ts';
import { type Around, patchMethod, patchSetter } from '../patch/patch-method.ts';
import { WorkerNames } from './worker-names.ts';

/** Milliseconds for which empty messages are counted before they are told of. */
const EMPTY_MS = 100;

const { name: source, windowLabel: label } = WORKERS;
const NativeWorker = Worker;
const { addEventListener } = EventTarget.prototype;

/**
 * Observes the messages between the page and its workers, message ports and broadcast channels.
 *
 * An endpoint is listened to when the app first listens to it, by a listener ahead of the app's: it starts no port, and keeps
 * nothing alive that the app's own listener does not. Empty messages are how schedulers make tasks: they are counted.
 */
export function observeWorkers({ log }: PageTools): PageObserver {
  let empty = 0;
  const tellEmpty = () => {
    if (empty > 0) log.noise(empty);
    empty = 0;
  };
  const undo = new UndoStack();
  undo.add(tellEmpty);
  const names = new WorkerNames();
  undo.add(names.restore);
  const heard = new WeakSet<object>();
  const end = new AbortController();
  const { signal } = end;
  const countEmpty = () => {
    empty += 1;
    if (empty === 1) nextTask(tellEmpty, EMPTY_MS);
  };
  const received = (event: Event) => {
    const at = epochMs();
    const { data } = event as MessageEvent<unknown>;
    if (isEmpty(data)) countEmpty();
    else {
      const channel = names.of(event.currentTarget as object);
      log.raw(source, { direction: 'in', channel, data: recordValue(data, CLONED), label, at });
    }
  };
  const listen = (endpoint: object, listener: unknown) => {
    if ((typeof listener !== 'function' && typeof listener !== 'object') || listener === null) return;
    if (heard.has(endpoint)) return;
    try {
      addEventListener.call(endpoint as EventTarget, 'message', received, { signal });
      heard.add(endpoint);
    } catch {
      // Not an endpoint: the browser will tell the app.
    }
  };

  /** Listens to an endpoint when it posts: the app may have listened to it before us. */
  const listenLate = (endpoint: object) => {
    if (heard.has(endpoint)) return;
    const { onmessage } = endpoint as { onmessage?: unknown };
    // The messages of a worker come anyhow; a port is kept alive by a listener.
    listen(endpoint, endpoint instanceof NativeWorker ? received : onmessage);
  };

  const posting: Around = (target, self, args) => {
    const [data, transfer] = args;
    if (isEmpty(data)) {
      const value = Reflect.apply(target, self, args);
      countEmpty();
      return value;
    }
    const at = epochMs();
    // Values that are transferred are gone afterwards. Others are not read before the browser has taken the message.
    const early = transfersNothing(transfer) ? undefined : { encoded: recordValue(data, CLONED) };
    const value = Reflect.apply(target, self, args);
    listenLate(self);
    const { encoded } = early ?? { encoded: recordValue(data, CLONED) };
    log.raw(source, { direction: 'out', channel: names.of(self), data: encoded, label, at });
    return value;
  };
  const adding: Around = (target, self, args) => {
    if (args[0] === 'message') listen(self, args[1]);
    return Reflect.apply(target, self, args);
  };
  for (const { prototype } of [Worker, MessagePort, BroadcastChannel]) {
    undo.add(patchMethod(prototype, 'postMessage', posting));
    undo.add(patchMethod(prototype, 'addEventListener', adding));
    undo.add(patchSetter(prototype, 'onmessage', listen));
  }
  window.addEventListener('pagehide', tellEmpty, { capture: true, signal });
  undo.add(() => end.abort());

  return { detach: undo.run };
}

/** Encodes messages as structured clones: no `toJSON` is asked. */
const CLONED = { transport: 'clone' } as const;

const isEmpty = (data: unknown): boolean => data === null || data === undefined;

/** Tells whether nothing is transferred, without reading the app's objects: what is not surely empty may transfer. */
const transfersNothing = (transfer: unknown): boolean =>
  transfer === undefined || (Array.isArray(transfer) && transfer.length === 0);
