import { addSchema, MAX_MEMBERS, type Schema, schemaOf } from '../schema-of.ts';
import type { AskedCall } from './ask-backend.ts';
import { partOf, textOf } from './part-of.ts';
import { readRefusal } from './refusal.ts';
import { closedSchema, type JsonSchema } from './truth.ts';

/** Objects at a place that have to be seen before a key that none of them has is known not to be there. */
const ENOUGH_OBJECTS = 3;

/** What a command's answers and errors have shown. */
export interface ShownTruth {
  ok?: JsonSchema | undefined;
  err?: JsonSchema | undefined;
}

/** Learns from the backend's own answers what each command answers and fails with. */
export function learnTruth(asked: readonly AskedCall[]): Map<string, ShownTruth> {
  const seen = new Map<string, { ok: Seen; err: Seen }>();
  for (const { command, actual } of asked) {
    const { part, value } = partOf(actual);
    if (part === undefined || (part === 'err' && readRefusal(command, String(textOf(actual))) !== undefined)) continue;
    const known = seen.get(command) ?? { ok: new Seen(), err: new Seen() };
    seen.set(command, known);
    known[part].add(value);
  }
  return new Map([...seen].map(([command, { ok, err }]) => [command, { ok: ok.schema(), err: err.schema() }]));
}

/** Values that were seen: their schema, and how many objects stood at each place in them. */
class Seen {
  private known: Schema | undefined;
  private readonly objects = new Map<string, number>();

  add(value: unknown): void {
    const schema = schemaOf(value);
    this.known = this.known === undefined ? schema : addSchema(this.known, schema);
    this.count(value, '');
  }

  schema(): JsonSchema | undefined {
    return this.known && this.opened(closedSchema(this.known), '');
  }

  private count(value: unknown, path: string): void {
    if (Array.isArray(value)) for (const one of value.slice(0, MAX_MEMBERS)) this.count(one, `${path}[]`);
    else if (typeof value === 'object' && value !== null) {
      this.objects.set(path, (this.objects.get(path) ?? 0) + 1);
      for (const [key, one] of Object.entries(value).slice(0, MAX_MEMBERS)) this.count(one, `${path}.${key}`);
    }
  }

  /** Opens the objects of which only few were seen: another may have a field more. */
  private opened(schema: JsonSchema, path: string): JsonSchema {
    if (schema === true) return true;
    const { items, properties, anyOf, additionalProperties: others } = schema;
    const isFew = (this.objects.get(path) ?? 0) < ENOUGH_OBJECTS;
    return {
      ...schema,
      ...(typeof items === 'object' ? { items: this.opened(items, `${path}[]`) } : {}),
      ...(properties === undefined
        ? {}
        : {
            properties: Object.fromEntries(
              Object.entries(properties).map(([key, one]) => [key, this.opened(one, `${path}.${key}`)]),
            ),
          }),
      ...(anyOf === undefined ? {} : { anyOf: anyOf.map((one) => this.opened(one, path)) }),
      // The values of a dictionary are not counted by their place.
      ...(typeof others === 'object' ? { additionalProperties: this.opened(others, `${path}.*`) } : {}),
      ...(others === false && isFew ? { additionalProperties: true } : {}),
    };
  }
}
