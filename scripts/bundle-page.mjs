// Bundles the code that runs in pages, cut into its modules: of those a page gets what its recording's options ask for (`page-script.ts`).
// The file has the modules in the order in which they run, each with the numbers of those that it stands on, and where each part begins.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { root } from './steps.mjs';

const ENTRY = join(root, 'src/capture/injected/parts.ts');
const TARGET = 'es2022';

/** A statement that stands before each module, and no minifier may take away or move. */
const MARK = '__ipcRecorderModule__';

/** Rejects with what rolldown has found. */
export async function bundlePage() {
  const ids = [];
  const marks = {
    name: 'marks',
    transform(code, id) {
      if (!ids.includes(id)) ids.push(id);
      return `${MARK}(${ids.indexOf(id)});\n${code}`;
    },
  };
  const graph = new Map();
  const readGraph = {
    name: 'read-graph',
    buildEnd() {
      for (const id of ids) graph.set(id, this.getModuleInfo(id)?.importedIds);
    },
  };
  const bundle = await rolldown({ input: ENTRY, plugins: [marks, readGraph], transform: { target: TARGET } });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  const { code, errors } = minifySync('page.js', output[0].code, {
    module: true,
    // A statement for itself stays one: marks are between them.
    compress: { target: TARGET, sequences: false, joinVars: false },
    mangle: { toplevel: true },
  });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  writeFileSync(join(root, 'dist/src/capture/page-parts.json'), JSON.stringify(cut(code, ids, graph)));
}

/** Cuts the bundle into its modules. The last one is the entry: it names the parts, and is in no page. */
function cut(code, ids, graph) {
  const [before, ...pieces] = code.split(new RegExp(`${MARK}\\((\\d+)\\);`));
  if (before !== '') throw new Error(`The page's bundle has code before its first module: ${before}`);
  const texts = new Map();
  const order = [];
  for (let at = 0; at < pieces.length; at += 2) {
    const id = ids[Number(pieces[at])];
    texts.set(id, pieces[at + 1]);
    order.push(id);
  }
  if (order.pop() !== ENTRY) throw new Error(`The last module of the page's bundle is not ${ENTRY}.`);
  // Helpers of the bundler are imported by nobody: a page might lack them.
  const unknown = order.find((id) => graph.get(id) === undefined && texts.get(id).trim() !== '');
  if (unknown !== undefined) throw new Error(`The page's bundle has a module that no other one imports: ${unknown}`);
  const modules = order.map((id) => ({
    code: texts.get(id),
    needs: (graph.get(id) ?? []).map((one) => order.indexOf(one)),
  }));
  return { modules, parts: partsOf(texts.get(ENTRY), (file) => order.indexOf(join(ENTRY, '..', file))) };
}

/** Finds for each part the module it is exported by, and the name that it has got there. */
function partsOf(minified, indexOf) {
  const source = readFileSync(ENTRY, 'utf8');
  const files = new Map([...source.matchAll(/import \{ (\w+) \} from '(.*)';/g)].map(([, name, file]) => [name, file]));
  const names = new Map([...minified.matchAll(/["']?([\w-]+)["']?:([\w$]+)/g)].map(([, part, name]) => [part, name]));
  return Object.fromEntries(
    [...source.matchAll(/^ {2}'?([\w-]+)'?: (\w+),$/gm)].map(([, part, name]) => {
      const module = indexOf(files.get(name) ?? '');
      if (module < 0 || !names.has(part)) throw new Error(`The part ${part} is not in the page's bundle.`);
      return [part, { name: names.get(part), module }];
    }),
  );
}
