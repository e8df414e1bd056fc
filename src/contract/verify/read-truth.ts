import { z } from 'zod';
import { IpcError } from '../../errors.ts';
import { CONTRACT_VERSION, type Contract, contractSchema } from '../contract.ts';
import type { Schema } from '../schema-of.ts';
import { isSpecta, readSpecta } from './read-specta.ts';
import { type CommandTruth, closedSchema, type JsonSchema, type Truth } from './truth.ts';

/**
 * Reads what is known of a backend without it: the bindings that `tauri-specta` generates, a contract that `contract infer` has learnt from the backend,
 * or a JSON document with `commands` that have JSON Schemas as `args`, `ok` and `err` (`err: false` for one that never fails), and `$defs`.
 *
 * @throws {IpcError} `INVALID_CONTRACT` naming the file, when it is none of them.
 */
export function readTruth(file: string, text: string): Truth {
  if (isSpecta(text)) return readSpecta(text);
  const fail = (why: string, cause?: unknown) =>
    new IpcError(
      'INVALID_CONTRACT',
      `Failed to read "${file}" as what is true of the backend: ${why}. Give the bindings of tauri-specta, a contract of ipc-recorder contract infer, or { "commands": { "name": { "ok": a JSON Schema } } }.`,
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail('it is no JSON', cause);
  }
  if (isContract(value)) {
    const { version } = value;
    if (typeof version === 'number' && version > CONTRACT_VERSION)
      throw fail(
        `its version ${version} is newer than ${CONTRACT_VERSION}; update playwright-ipc-recorder, or infer it again`,
      );
    const learnt = contractSchema.safeParse(value);
    if (!learnt.success) throw fail(`as a contract it has a fault: ${firstIssue(learnt.error)}`);
    // As it is in the file: what zod returns has no `__proto__`, and a command may be called so.
    return ofContract((value as unknown as Contract).commands);
  }
  const written = documentSchema.safeParse(value);
  if (!written.success) throw fail(firstIssue(written.error));
  const { commands, $defs = {}, definitions = $defs } = written.data;
  return { commands: new Map(Object.entries(commands)), isWhole: true, definitions } as Truth;
}

/** Tells whether a document is a contract that was learnt, if one of another version or cut: it is no list of all commands. */
function isContract(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { format, version, sessions } = value as Record<string, unknown>;
  return format === 'playwright-ipc-contract' || typeof version === 'number' || typeof sessions === 'number';
}

function firstIssue(error: z.ZodError): string {
  return z.prettifyError(error).split('\n')[0] ?? 'it has no commands';
}

/** A contract was learnt from examples: commands may lack. */
function ofContract(commands: Record<string, { args?: Schema; ok?: Schema; err?: Schema }>): Truth {
  const known = Object.entries(commands).map(([name, { ok, err }]): [string, CommandTruth] => [
    name,
    { ok: ok && closedSchema(ok), err: err && closedSchema(err) },
  ]);
  return { commands: new Map(known), isWhole: false, definitions: {} };
}

const anySchema = z.custom<JsonSchema>((value) => value === true || (typeof value === 'object' && value !== null));

const documentSchema = z.looseObject({
  commands: z.record(
    z.string(),
    z.looseObject({
      args: anySchema.optional(),
      ok: anySchema.optional(),
      err: z.union([z.literal(false), anySchema]).optional(),
    }),
  ),
  $defs: z.record(z.string(), anySchema).optional(),
  definitions: z.record(z.string(), anySchema).optional(),
});
