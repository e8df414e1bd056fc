import { markerOf } from '../session/values.ts';

/**
 * What is known of a value from examples, as JSON Schema (draft 2020-12) with one keyword of our own.
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

/** Members of one list or object that are looked at: enough to know it, few enough to be quick. */
export const MAX_MEMBERS = 1_000;

/** The narrowest schema that a value fits. */
export function schemaOf(value: unknown): Schema {
  if (value === undefined) return {};
  const marker = markerOf(value);
  if (marker !== undefined && marker !== '$literal') return { 'x-marker': [marker] };
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_MEMBERS).map(schemaOf).reduce(mergeSchemas, {});
    return { type: ['array'], ...(value.length > 0 && { items }) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).slice(0, MAX_MEMBERS);
    const properties = Object.fromEntries(entries.map(([key, item]) => [key, schemaOf(item)]));
    return { type: ['object'], properties, required: Object.keys(properties).sort() };
  }
  return { type: [typeOf(value)] };
}

/** The narrowest schema that fits whatever fits one of two. */
export function mergeSchemas(one: Schema, other: Schema): Schema {
  const type = mergeTypes(one.type, other.type);
  const markers = unionOf(one['x-marker'], other['x-marker']);
  const bothObjects = one.properties !== undefined && other.properties !== undefined;
  const required = bothObjects
    ? (one.required ?? []).filter((key) => other.required?.includes(key))
    : (one.required ?? other.required);
  const properties = bothObjects
    ? mergeProperties(one.properties ?? {}, other.properties ?? {})
    : (one.properties ?? other.properties);
  const items = one.items && other.items ? mergeSchemas(one.items, other.items) : (one.items ?? other.items);
  return {
    ...(type && { type }),
    ...(markers && { 'x-marker': markers }),
    ...(properties && { properties }),
    ...(required && { required }),
    ...(items && { items }),
  };
}

export function typeOf(value: unknown): SchemaType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' || typeof value === 'string' ? (typeof value as 'boolean' | 'string') : 'object';
}

function mergeProperties(one: Record<string, Schema>, other: Record<string, Schema>): Record<string, Schema> {
  const merged = new Map(Object.entries(one));
  for (const [key, schema] of Object.entries(other)) merged.set(key, mergeSchemas(merged.get(key) ?? {}, schema));
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A whole number is a number: where both were seen, `number` says it. */
function mergeTypes(one: SchemaType[] | undefined, other: SchemaType[] | undefined): SchemaType[] | undefined {
  const types = unionOf(one, other);
  return types?.includes('number') ? types.filter((type) => type !== 'integer') : types;
}

function unionOf<T extends string>(one: T[] | undefined, other: T[] | undefined): T[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return [...new Set([...one, ...other])].sort();
}
