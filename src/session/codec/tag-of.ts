import { free, slice } from '../../std/natives.ts';

// Runs in pages: see encode-value.ts.
const { getPrototypeOf, getOwnPropertyDescriptor, prototype: root } = Object;
const { toStringTag } = Symbol;
const { isError } = Error as { isError?: (value: unknown) => boolean };

const tagText = free(Object.prototype.toString);

/**
 * Tells what kind an object is, across realms and without running a getter: the language's own kind, or the platform's (`Blob`, `HTMLDivElement`).
 * `Object` for what scripts made, whatever it calls itself.
 */
export function tagOf(value: object): string {
  for (let at: object | null = value; at !== null; ) {
    const tag = getOwnPropertyDescriptor(at, toStringTag);
    if (tag !== undefined) return readTag(value, at, tag);
    const up: object | null = getPrototypeOf(at);
    if (up === root && at === value) return 'Object'; // what most are, and `arguments`
    at = up;
  }
  return kindOf(value);
}

/** Reads the tag of a class, if it is the platform's own: only those have one that cannot be written. A name that a script gives its class does not say what the object can do. */
function readTag(value: object, owner: object, tag: PropertyDescriptor): string {
  if (owner !== value && typeof tag.value === 'string' && !tag.writable && !tag.enumerable) return tag.value;
  return isError?.(value) ? 'Error' : 'Object';
}

function kindOf(value: object): string {
  const kind = slice(tagText(value), 8, -1);
  return kind === 'Arguments' ? 'Object' : kind;
}
