import type { Schema } from '../schema-of.ts';

/** What is known of a backend: what its commands take, answer and fail with. */
export interface Truth {
  commands: Map<string, CommandTruth>;
  /** Whether these are all of its commands: another one is none. */
  isWhole: boolean;
  /** Schemas that `$ref` names, by the last part of the reference. */
  definitions: Record<string, JsonSchema>;
}

/** What is known of one command. */
export interface CommandTruth {
  args?: JsonSchema | undefined;
  /** What it answers; undefined when that is not known. */
  ok?: JsonSchema | undefined;
  /** What it fails with; `false` when it never fails, undefined when that is not known. */
  err?: JsonSchema | false | undefined;
}

/** The part of JSON Schema that is understood; `true` fits anything. */
export type JsonSchema =
  | true
  | {
      type?: string | string[];
      properties?: Record<string, JsonSchema>;
      required?: string[];
      additionalProperties?: boolean | JsonSchema;
      items?: JsonSchema | boolean;
      prefixItems?: JsonSchema[];
      enum?: unknown[];
      const?: unknown;
      anyOf?: JsonSchema[];
      oneOf?: JsonSchema[];
      allOf?: JsonSchema[];
      $ref?: string;
      'x-marker'?: string[];
    };

/** Makes of a schema that was learnt from answers one to check others by: its objects are closed, and a whole number is a number like any other. */
export function closedSchema({ type, properties, required, items, 'x-marker': markers }: Schema): JsonSchema {
  const types = type?.map((one) => (one === 'integer' ? 'number' : one));
  const fields = Object.entries(properties ?? {});
  const isKeyedById = fields.length > 0 && fields.every(([name]) => LIKE_AN_ID.test(name));
  const values = fields.map(([, schema]) => closedSchema(schema));
  return {
    ...(types === undefined ? {} : { type: [...new Set(types)] }),
    ...(markers === undefined ? {} : { 'x-marker': markers }),
    ...(items === undefined ? {} : { items: closedSchema(items) }),
    ...(properties === undefined || isKeyedById
      ? {}
      : {
          properties: Object.fromEntries(fields.map(([name], at) => [name, values[at] ?? true])),
          required: required ?? [],
          additionalProperties: false,
        }),
    ...(isKeyedById ? { additionalProperties: { anyOf: values } } : {}),
  };
}

/** Keys with a number in them, such as `note-12`, are ids: an object with such keys alone is a dictionary. */
const LIKE_AN_ID = /\d/;
