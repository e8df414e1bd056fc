const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
const root = Object.prototype;
const listRoot = Array.prototype;

/**
 * Runs what makes JSON of our values, or Playwright's. A page may have given all arrays or objects a `toJSON` (old Prototype.js does):
 * it would be asked for each of them, and would spoil them. So it is not there meanwhile; nothing of the app runs then.
 */
export function withoutToJson<Value>(run: () => Value): Value {
  if (!('toJSON' in listRoot)) return run();
  const ofLists = hide(listRoot);
  const ofAll = hide(root);
  try {
    return run();
  } finally {
    if (ofLists) defineProperty(listRoot, 'toJSON', ofLists);
    if (ofAll) defineProperty(root, 'toJSON', ofAll);
  }
}

function hide(prototype: object): PropertyDescriptor | undefined {
  const descriptor = getOwnPropertyDescriptor(prototype, 'toJSON');
  return descriptor && deleteProperty(prototype, 'toJSON') ? descriptor : undefined;
}
