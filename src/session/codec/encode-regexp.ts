import { freeGetter } from '../../std/natives.ts';

// Runs in pages: see encode-value.ts.
const { getOwnPropertyDescriptor } = Object;

const sourceOf = freeGetter(RegExp.prototype, 'source');

/** The flags that this engine knows, each with its getter. The getter `flags` itself would read properties that a page may have replaced. */
const FLAGS: { flag: string; isSet: (self: unknown) => unknown }[] = [];
for (const [flag, name] of [
  ['d', 'hasIndices'],
  ['g', 'global'],
  ['i', 'ignoreCase'],
  ['m', 'multiline'],
  ['s', 'dotAll'],
  ['u', 'unicode'],
  ['v', 'unicodeSets'],
  ['y', 'sticky'],
] as const) {
  if (getOwnPropertyDescriptor(RegExp.prototype, name) === undefined) continue;
  FLAGS[FLAGS.length] = { flag, isSet: freeGetter(RegExp.prototype, name) };
}

/** Returns the source of a regular expression and its flags, as structured clone takes them: without `lastIndex`. */
export function regExpParts(value: object): { source: string; flags: string } {
  let flags = '';
  for (let at = 0; at < FLAGS.length; at++) {
    const one = FLAGS[at] as (typeof FLAGS)[number];
    if (one.isSet(value)) flags += one.flag;
  }
  return { source: sourceOf(value) as string, flags };
}
