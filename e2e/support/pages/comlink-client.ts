import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.resolve('comlink')));

/** Comlink as it comes from npm, as a module. */
export const COMLINK = readFileSync(join(folder, '../esm/comlink.mjs'), 'utf8');
