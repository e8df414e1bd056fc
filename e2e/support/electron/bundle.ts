import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The entry's name: there is no such file, but packages are looked for from there. */
const ENTRY = `${ROOT}entry.js`;

/**
 * Bundles a script with the packages that it imports: for a page (`iife`), or for a preload script (`cjs`), which in its sandbox may require
 * nothing but `electron`.
 */
export async function bundle(code: string, format: 'iife' | 'cjs'): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: ROOT,
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEBUG': '""' },
    plugins: [
      {
        name: 'entry',
        enforce: 'pre',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      lib: { entry: ENTRY, formats: [format], name: 'bundled', fileName: 'bundled' },
      rolldownOptions: { external: ['electron'] },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('Nothing was bundled.');
  return chunk.code;
}
