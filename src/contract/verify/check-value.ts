import { markerOf } from '../../session/codec/values.ts';
import { MAX_MEMBERS, typeOf } from '../schema-of.ts';
import type { JsonSchema } from './truth.ts';

/** Levels of references that are followed: a schema may refer to itself. */
const MAX_DEPTH = 64;

/** A place where a value is not as a schema says. */
export interface Fault {
  kind: 'missing-key' | 'extra-key' | 'type' | 'value';
  /** The path, such as `items[].title`; `''` is the whole. */
  path: string;
  /** What the schema says, in words. */
  expected: string;
  found: string;
}

/** Lists the places where a value is not as a schema says, each once. */
export function faultsOf(
  value: unknown,
  schema: JsonSchema,
  definitions: Record<string, JsonSchema> = {},
  path = '',
  depth = 0,
): Fault[] {
  if (schema === true || depth > MAX_DEPTH) return [];
  const check = (one: unknown, by: JsonSchema, at: string) => faultsOf(one, by, definitions, at, depth + 1);
  if (schema.$ref !== undefined) return check(value, definitionOf(schema.$ref, definitions), path);
  const fault = (kind: Fault['kind'], found: string, at = path, expected = inWords(schema)): Fault[] => [
    { kind, path: at, expected, found },
  ];
  if (schema.allOf !== undefined) return onceEach(schema.allOf.flatMap((one) => check(value, one, path)));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined)
    return nearest(
      choices.map((one) => check(value, one, path)),
      () => fault('type', shown(value)),
    );
  const marker = markerOf(value);
  if (marker !== undefined && marker !== '$literal') {
    const isKnown = schema['x-marker']?.includes(marker) ?? schema.type === undefined;
    return isKnown ? [] : fault('type', marker);
  }
  if ('const' in schema && !isSame(value, schema.const)) return fault(kindFor(value, [schema.const]), shown(value));
  if (schema.enum !== undefined && !schema.enum.some((one) => isSame(value, one)))
    return fault(kindFor(value, schema.enum), shown(value));
  const type = typeOf(value);
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  const isKnown =
    types?.some((one) => one === type || (one === 'number' && type === 'integer')) ?? schema['x-marker'] === undefined;
  if (!isKnown) return fault('type', type);
  if (Array.isArray(value)) return checkItems(value, schema, path, check);
  if (type !== 'object') return [];
  return checkFields(value as Record<string, unknown>, schema, path, check);
}

type Check = (value: unknown, schema: JsonSchema, path: string) => Fault[];
type ObjectSchema = Exclude<JsonSchema, true>;

function checkItems(list: unknown[], { items, prefixItems = [] }: ObjectSchema, path: string, check: Check): Fault[] {
  const first = prefixItems.flatMap((one, at): Fault[] =>
    at < list.length
      ? check(list[at], one, `${path}[${at}]`)
      : [{ kind: 'missing-key', path: `${path}[${at}]`, expected: inWords(one), found: 'nothing' }],
  );
  const rest = list.slice(prefixItems.length, MAX_MEMBERS);
  if (items === false)
    return rest.length === 0
      ? first
      : [
          ...first,
          { kind: 'extra-key', path: `${path}[${prefixItems.length}]`, expected: 'nothing', found: shown(rest[0]) },
        ];
  return onceEach([
    ...first,
    ...(items === undefined || items === true ? [] : rest.flatMap((one) => check(one, items, `${path}[]`))),
  ]);
}

function checkFields(value: Record<string, unknown>, schema: ObjectSchema, path: string, check: Check): Fault[] {
  const { properties = {}, required = [], additionalProperties: others = true } = schema;
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  const missing = required
    .filter((key) => !Object.hasOwn(value, key))
    .map(
      (key): Fault => ({
        kind: 'missing-key',
        path: below(key),
        expected: inWords(properties[key] ?? true),
        found: 'nothing',
      }),
    );
  const present = Object.entries(value)
    .slice(0, MAX_MEMBERS)
    .flatMap(([key, one]): Fault[] => {
      const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (known !== undefined) return check(one, known, below(key));
      if (others === true) return [];
      if (others === false) return [{ kind: 'extra-key', path: below(key), expected: 'nothing', found: typeOf(one) }];
      return check(one, others, below('*'));
    });
  return onceEach([...missing, ...present]);
}

/** Of the faults by several schemas, those by the one that the value fits best: one with its faults deepest down, else the fewest. */
function nearest(all: Fault[][], atTop: () => Fault[]): Fault[] {
  if (all.length === 0 || all.some((faults) => faults.length === 0)) return [];
  // The value of a tag says which alternative was meant.
  const meant = all.filter(
    (faults) =>
      faults.every(({ kind, path }) => kind !== 'type' || path !== '') && !faults.some(({ kind }) => kind === 'value'),
  );
  const [best] = (meant.length > 0 ? meant : all.filter((faults) => faults.some(({ kind }) => kind === 'value'))).sort(
    (a, b) => a.length - b.length,
  );
  return best ?? atTop();
}

/** A value that is of none of the types is of another type; else it is another value. */
function kindFor(value: unknown, allowed: unknown[]): 'type' | 'value' {
  return allowed.some((one) => typeOf(one) === typeOf(value)) ? 'value' : 'type';
}

function definitionOf(reference: string, definitions: Record<string, JsonSchema>): JsonSchema {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  // What is not there is not known.
  return Object.hasOwn(definitions, name) ? (definitions[name] ?? true) : true;
}

function inWords(schema: JsonSchema): string {
  if (schema === true) return 'anything';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' or ');
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(inWords).join(' or ');
  return [...[schema.type ?? []].flat(), ...(schema['x-marker'] ?? [])].join(' or ') || 'something else';
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? typeOf(value)
    : (JSON.stringify(value) ?? 'nothing').slice(0, 40);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function onceEach(faults: Fault[]): Fault[] {
  return [...new Map(faults.map((one) => [`${one.kind} ${one.path} ${one.found}`, one])).values()];
}
