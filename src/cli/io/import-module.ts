import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import { IpcError, type IpcErrorCode } from '../../errors.ts';

/** What a module exports, by name. */
export type Exports = Record<string, unknown>;

/**
 * Loads a module that a user named, TypeScript too.
 *
 * @param what it is called in an error.
 * @throws {IpcError} with that code, when there is none or it fails.
 */
export async function importModule(path: string, code: IpcErrorCode, what: string): Promise<Exports> {
  const file = resolve(path);
  if (!existsSync(file)) throw new IpcError(code, `Failed to load ${what}: there is no such file.`);
  try {
    // Without the cache a backend that keeps something in its module begins anew each time.
    return await createJiti(import.meta.url, { moduleCache: false }).import<Exports>(file);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new IpcError(code, `Failed to load ${what}: ${detail}`, { cause });
  }
}
