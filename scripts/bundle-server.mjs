// Bundles the server of `ipc-recorder mcp`: one small file with the part of the SDK that it needs. The SDK itself brings 94 packages
// for servers on the web, so it is none of ours at run time. zod is a dependency already.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './steps.mjs';

/** The part of the SDK that checks forms which a server sends to its client. We send none, and the compiler of JSON schemas is large. */
const FORM_VALIDATOR = /validation\/ajv-provider\.js$/;

const NO_FORMS = {
  name: 'no-forms',
  resolveId: (id) => (FORM_VALIDATOR.test(id) ? '\0no-forms' : undefined),
  load: (id) => (id === '\0no-forms' ? 'export class AjvJsonSchemaValidator {}' : undefined),
};

/** Rejects with what rolldown has found. */
export async function bundleServer() {
  const bundle = await rolldown({
    cwd: root,
    input: join(root, 'src/cli/mcp/serve-tools.ts'),
    platform: 'node',
    external: [/^node:/, /^zod(\/|$)/],
    plugins: [NO_FORMS],
    transform: { target: 'node20' },
  });
  await bundle.write({ file: join(root, 'dist/src/cli/mcp/serve-tools.js'), format: 'esm', minify: true });
  await bundle.close();
}
