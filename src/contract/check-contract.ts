import { markerOf } from '../session/codec/values.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { type Contract, type Part, partsOf } from './contract.ts';
import { isDictionary, MAX_MEMBERS, type Schema, typeOf } from './schema-of.ts';

/** Lists the drifts of sessions from a contract: each place once, in the order they were first seen. */
export function checkContract(contract: Contract, sessions: Iterable<RecordedSession>): Drift[] {
  const drifts = new Map<string, Drift>();
  for (const { events } of sessions) {
    for (const { index, event } of events) {
      if (event.type !== 'Ipc' || event.mocked === true || event.filler === true) continue;
      const { command } = event;
      const add = (drift: Omit<Drift, 'command' | 'times' | 'index'>) => {
        const key = JSON.stringify([command, drift.part, drift.path, drift.kind, drift.found]);
        const known = drifts.get(key);
        if (known) known.times += 1;
        else drifts.set(key, { command, ...drift, times: 1, index });
      };
      const known = Object.hasOwn(contract.commands, command) ? contract.commands[command] : undefined;
      if (known === undefined) {
        add({ path: '', kind: 'new-command' });
        continue;
      }
      for (const [part, value] of partsOf(event)) {
        const schema = known[part];
        if (schema === undefined) add({ part, path: '', kind: 'new-part', found: typeOf(value) });
        else compare(value, schema, '', (drift) => add({ part, ...drift }));
      }
    }
  }
  return [...drifts.values()];
}

/** Something in sessions that a contract does not know. */
export interface Drift {
  command: string;
  /** `args`, `ok` (the answer) or `err` (the error); absent when the command itself is new. */
  part?: Part;
  /** The path in that part, such as `items[].title`; `''` is the whole. */
  path: string;
  kind: 'new-command' | 'new-key' | 'missing-key' | 'type' | 'new-part';
  /** The expected types in words: `string or null`. */
  expected?: string;
  found?: string;
  /** Counts how often the drift was seen. */
  times: number;
  /** The first event in which the drift was seen. */
  index: number;
}

type Found = Pick<Drift, 'path' | 'kind' | 'expected' | 'found'>;

function compare(value: unknown, schema: Schema, path: string, add: (found: Found) => void): void {
  const marker = markerOf(value);
  if (marker !== undefined && marker !== '$literal') {
    if (!schema['x-marker']?.includes(marker)) add({ path, kind: 'type', expected: inWords(schema), found: marker });
    return;
  }
  const type = typeOf(value);
  const isKnown = schema.type?.some((one) => one === type || (one === 'number' && type === 'integer')) ?? false;
  if (!isKnown) {
    add({ path, kind: 'type', expected: inWords(schema), found: type });
    return;
  }
  // A list that was always empty says nothing of its items.
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value.slice(0, MAX_MEMBERS)) compare(item, schema.items, `${path}[]`, add);
  } else if (type === 'object') compareObjects(value as Record<string, unknown>, schema, path, add);
}

function compareObjects(
  value: Record<string, unknown>,
  schema: Schema,
  path: string,
  add: (found: Found) => void,
): void {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key))
      add({ path: below(key), kind: 'missing-key', expected: inWords(schema.properties?.[key] ?? {}) });
  }
  const isOpen = isDictionary(schema);
  for (const [key, item] of Object.entries(value).slice(0, MAX_MEMBERS)) {
    const known = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
    if (known === undefined) {
      if (!isOpen) add({ path: below(key), kind: 'new-key', found: typeOf(item) });
    } else compare(item, known, below(key), add);
  }
}

function inWords({ type = [], 'x-marker': markers = [] }: Schema): string {
  return [...type, ...markers].join(' or ') || 'nothing';
}
