import { markerOf } from '../session/codec/values.ts';
import { defined } from '../std/defined.ts';

/** Members of one list or object that are looked at: enough to know it, few enough to be quick. */
export const MAX_MEMBERS = 1_000;

/** Returns the narrowest schema that a value fits. */
export function schemaOf(value: unknown): Schema {
  if (value === undefined) return {};
  const marker = markerOf(value);
  if (marker !== undefined && marker !== '$literal') return { 'x-marker': [marker] };
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_MEMBERS).map(schemaOf).reduce<Schema>(addSchema, {});
    return { type: ['array'], ...defined({ items: value.length > 0 ? items : undefined }) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).slice(0, MAX_MEMBERS);
    const properties = Object.fromEntries(entries.map(([key, item]) => [key, schemaOf(item)]));
    return { type: ['object'], properties, required: Object.keys(properties).sort() };
  }
  return { type: [typeOf(value)] };
}

/**
 * A schema learnt from examples, as JSON Schema (draft 2020-12) with one keyword of our own.
 * `x-marker` lists the markers seen, such as `$date`: they stand for what JSON cannot say.
 */
export interface Schema {
  type?: SchemaType[];
  properties?: Record<string, Schema>;
  /** Keys that every example had. */
  required?: string[];
  items?: Schema;
  'x-marker'?: string[];
}

export type SchemaType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * Widens `known` to the narrowest schema that also fits whatever fits `seen`. Both are used up: `known` is changed and returned,
 * so that to learn from a call takes as long as the call is large, however much is known by then.
 */
export function addSchema(known: Schema, seen: Schema): Schema {
  const type = mergeTypes(known.type, seen.type);
  const markers = unionOf(known['x-marker'], seen['x-marker']);
  if (known.properties !== undefined && seen.properties !== undefined) {
    const required = new Set(seen.required);
    known.required = (known.required ?? []).filter((key) => required.has(key));
    addProperties(known.properties, seen.properties);
  } else {
    if (seen.required !== undefined) known.required ??= seen.required;
    if (seen.properties !== undefined) known.properties ??= seen.properties;
  }
  if (known.items !== undefined && seen.items !== undefined) addSchema(known.items, seen.items);
  else if (seen.items !== undefined) known.items = seen.items;
  if (type) known.type = type;
  if (markers) known['x-marker'] = markers;
  return known;
}

/** Returns the same schema with its keywords and keys in one order, whatever was seen first. */
export function inOrder({ type, 'x-marker': markers, properties, required, items }: Schema): Schema {
  return defined({
    type,
    'x-marker': markers,
    properties: properties && sortedProperties(properties),
    required,
    items: items && inOrder(items),
  });
}

function sortedProperties(properties: Record<string, Schema>): Record<string, Schema> {
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, schema]) => [key, inOrder(schema)]));
}

export function typeOf(value: unknown): SchemaType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' || typeof value === 'string' ? (typeof value as 'boolean' | 'string') : 'object';
}

function addProperties(known: Record<string, Schema>, seen: Record<string, Schema>): void {
  let room = MAX_MEMBERS - Object.keys(known).length;
  for (const [key, schema] of Object.entries(seen)) {
    const property = Object.hasOwn(known, key) ? known[key] : undefined;
    if (property !== undefined) addSchema(property, schema);
    else if (room > 0) {
      room -= 1;
      // To assign to `__proto__` would make no key of it.
      Object.defineProperty(known, key, { value: schema, enumerable: true, configurable: true, writable: true });
    }
  }
}

/** Tells whether an object has as many keys as are learnt at most: it may have had more, so it is a dictionary, and a new key in it is no drift. */
export function isDictionary({ properties = {} }: Schema): boolean {
  return Object.keys(properties).length >= MAX_MEMBERS;
}

/** Merges types. A whole number is a number: where both were seen, `number` says it. */
function mergeTypes(one: SchemaType[] | undefined, other: SchemaType[] | undefined): SchemaType[] | undefined {
  const types = unionOf(one, other);
  return types?.includes('number') ? types.filter((type) => type !== 'integer') : types;
}

function unionOf<T extends string>(one: T[] | undefined, other: T[] | undefined): T[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return [...new Set([...one, ...other])].sort();
}
