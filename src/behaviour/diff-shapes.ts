import { splitVolatile } from '../calls/new-values/volatile-parts.ts';
import type { Part } from '../contract/contract.ts';
import { isDictionary, type Schema } from '../contract/schema-of.ts';

/** A place in the values of a command whose shape is another one in the other run. */
export interface ShapeChange {
  part: Part;
  /** Such as `items[].title`; `''` is the whole. */
  path: string;
  /** `new-key` and `missing-key`: all values of one run have it, none of the other. `type`: no type is in both. */
  kind: 'new-key' | 'missing-key' | 'type';
  /** Types in words. */
  before?: string;
  after?: string;
}

type Shapes = Partial<Record<Part, Schema>>;

/** Lists what is surely other in the values of one run than in those of another. */
export function diffShapes(before: Shapes, after: Shapes): ShapeChange[] {
  const changes: ShapeChange[] = [];
  for (const part of ['args', 'ok', 'err'] as const) {
    const [one, other] = [before[part], after[part]];
    if (one !== undefined && other !== undefined)
      compare(one, other, '', (change) => changes.push({ part, ...change }));
  }
  return changes;
}

function compare(before: Schema, after: Schema, path: string, add: (change: Omit<ShapeChange, 'part'>) => void): void {
  const [types, typesNow] = [typesOf(before), typesOf(after)];
  if (types.length > 0 && typesNow.length > 0 && !types.some((type) => typesNow.includes(type))) {
    add({ path, kind: 'type', before: types.join(' or '), after: typesNow.join(' or ') });
    return;
  }
  if (before.items !== undefined && after.items !== undefined) compare(before.items, after.items, `${path}[]`, add);
  if (before.properties === undefined || after.properties === undefined || isDictionary(before) || isDictionary(after))
    return;
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const key of onlyIn(after, before))
    add({ path: below(key), kind: 'new-key', after: typesOf(after.properties[key] ?? {}).join(' or ') });
  for (const key of onlyIn(before, after))
    add({ path: below(key), kind: 'missing-key', before: typesOf(before.properties[key] ?? {}).join(' or ') });
  for (const [key, schema] of Object.entries(before.properties)) {
    const other = Object.hasOwn(after.properties, key) ? after.properties[key] : undefined;
    if (other !== undefined) compare(schema, other, below(key), add);
  }
}

/** The keys that all values of one have, and none of the other. Ids as keys are data. */
function onlyIn(one: Schema, other: Schema): string[] {
  return (one.required ?? []).filter(
    (key) => !Object.hasOwn(other.properties ?? {}, key) && !/^\d+$/.test(key) && splitVolatile(key) === undefined,
  );
}

function typesOf({ type = [], 'x-marker': markers = [] }: Schema): string[] {
  // A whole number may be any number.
  return [...new Set([...type.map((one) => (one === 'integer' ? 'number' : one)), ...markers])];
}
