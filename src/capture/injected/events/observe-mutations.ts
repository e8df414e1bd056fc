import { nextTask } from '../core/natives.ts';
import type { EventObserver, Tell } from './event-observer.ts';

/** Milliseconds whose changes are one event, as in Victauri. */
const BATCH_MS = 100;

const NativeObserver = MutationObserver;
const { observe, disconnect } = NativeObserver.prototype;

/** Counts the changes of the document: nodes, attributes and texts. What changes inside a shadow root is not seen. */
export function observeMutations(tell: Tell): EventObserver {
  let count = 0;
  const flush = () => {
    if (count > 0) tell({ type: 'DomMutation', mutation_count: count });
    count = 0;
  };
  const observer = new NativeObserver(({ length }) => {
    if (count === 0) nextTask(flush, BATCH_MS);
    count += length;
  });
  observe.call(observer, document, { subtree: true, childList: true, attributes: true, characterData: true });
  return {
    flush,
    stop: () => disconnect.call(observer),
  };
}
