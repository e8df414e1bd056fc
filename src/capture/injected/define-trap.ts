import { nextTask } from './natives.ts';

/** Gets a property about to be defined, and returns the descriptor to define in its place. Never throws. */
export type OnDefine = (target: object, key: PropertyKey, descriptor: PropertyDescriptor) => PropertyDescriptor;

/**
 * Sees what `Object.defineProperty` defines until the document gets its first element, which comes before every script of
 * the app: a runtime's own scripts run in that time, and what they define so that it cannot be changed can be changed here.
 * A document that has elements already is left alone.
 *
 * @returns a function that ends it at once.
 */
export function trapDefinitions(onDefine: OnDefine): () => void {
  if (document.documentElement !== null) return () => {};
  const native = Object.defineProperty;
  const trap = new Proxy(native, {
    apply(target, self, [object, key, descriptor]: [object, PropertyKey, PropertyDescriptor]) {
      return Reflect.apply(target, self, [object, key, onDefine(object, key, descriptor)]);
    },
  });
  const end = () => {
    observer.disconnect();
    if (Object.defineProperty === trap) Object.defineProperty = native;
  };
  const observer = new MutationObserver(end);
  observer.observe(document, { childList: true });
  nextTask(end);
  Object.defineProperty = trap;
  return end;
}
