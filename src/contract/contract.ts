import { z } from 'zod';
import { failedWith } from '../calls/failed-with.ts';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { addSchema, inOrder, type Schema, schemaOf } from './schema-of.ts';

/** The version of contracts that this package writes. */
export const CONTRACT_VERSION = 1;

/** A part of a call: its arguments, its answer, or its error. */
export type Part = 'args' | 'ok' | 'err';

/** The contract of one command, or of one event that the backend pushes. */
export interface CommandContract {
  /** Counts the calls that the contract was learnt from. */
  calls: number;
  args?: Schema;
  /** The schema of the answers; absent when none was seen. */
  ok?: Schema;
  /** The schema of the structured errors; absent when none was seen. */
  err?: Schema;
}

/** The schemas of the arguments and answers of an app's commands, as sessions show them. */
export interface Contract {
  format: 'playwright-ipc-contract';
  version: number;
  sessions: number;
  commands: Record<string, CommandContract>;
}

const anySchema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.array(z.enum(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'])).optional(),
    properties: z.record(z.string(), anySchema).optional(),
    required: z.array(z.string()).optional(),
    items: anySchema.optional(),
    'x-marker': z.array(z.string()).optional(),
  }),
) as z.ZodType<Schema>;

/** Checks contracts that are read from disk. Go on with the value that was checked: a parsed one loses keys named `__proto__`. */
export const contractSchema = z.looseObject({
  format: z.literal('playwright-ipc-contract'),
  version: z.int().max(CONTRACT_VERSION),
  sessions: z.int(),
  commands: z.record(
    z.string(),
    z.looseObject({ calls: z.int(), args: anySchema.optional(), ok: anySchema.optional(), err: anySchema.optional() }),
  ),
}) as unknown as z.ZodType<Contract>;

/** Lists the parts of a call that its contract describes, each with its value. */
export function partsOf({ args, result, error }: IpcCall): [Part, unknown][] {
  const parts: [Part, unknown][] = [];
  if (args !== undefined) parts.push(['args', args]);
  if (typeof result === 'object')
    parts.push('Ok' in result ? ['ok', result.Ok] : ['err', failedWith(error, result.Err)]);
  return parts;
}

/** Learns a contract from sessions. What a mock answered says nothing of the backend, and is left out. */
export function inferContract(sessions: Iterable<RecordedSession>): Contract {
  const commands = new Map<string, CommandContract>();
  let count = 0;
  for (const { events } of sessions) {
    count += 1;
    for (const { event } of events) {
      if (event.type !== 'Ipc' || event.mocked === true || event.filler === true) continue;
      const known = commands.get(event.command) ?? { calls: 0 };
      const learnt: CommandContract = { ...known, calls: known.calls + 1 };
      for (const [part, value] of partsOf(event)) {
        const schema = schemaOf(value);
        learnt[part] = known[part] === undefined ? schema : addSchema(known[part], schema);
      }
      commands.set(event.command, learnt);
    }
  }
  const sorted = [...commands]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([command, { calls, ...parts }]): [string, CommandContract] => {
      const ordered = Object.entries(parts).map(([part, schema]) => [part, inOrder(schema)]);
      return [command, { calls, ...Object.fromEntries(ordered) }];
    });
  return {
    format: 'playwright-ipc-contract',
    version: CONTRACT_VERSION,
    sessions: count,
    commands: Object.fromEntries(sorted),
  };
}
