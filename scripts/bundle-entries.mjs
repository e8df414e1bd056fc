// Bundles all that runs in Node, from the sources: one file for each entry, and what several of them need in chunks that they share,
// so that an error class and a module's state are there once, whichever entries a process loads. What is imported later has files of its own.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './steps.mjs';

/** The entries of package.json, and the files that Playwright and the command line name by path. */
const ENTRIES = [
  'src/index',
  'src/cli/main',
  'src/cli/replay/judge/judge-worker',
  'src/capture/source/tap',
  'fixtures/index',
  'fixtures/ipc-fixtures',
  'fixtures/electron',
  'fixtures/tauri',
  'fixtures/inject',
  'reporter/index',
  'reporter/bounded/thread-worker',
  'reporter/suite-facts-reporter',
  'reporter/replay-results-reporter',
];

/**
 * Few files instead of one for each set of entries: a file costs more to find than to read. The first chunk that a module fits is its own.
 * What fits none goes where rolldown puts it: with the entry that needs it, or into a file that is loaded later.
 */
const CHUNKS = [
  // The entry of the command line loads it on any Node, so nothing younger may stand beside it.
  ['supported-versions', /^src\/std\/supported-versions/],
  // What fixtures and reporter need to find out whether anything is to be recorded.
  [
    'start',
    /^src\/(errors|package-files|std\/(timers|natives|text\/(printable-text|cut-text))|store\/(recorder-mode|recording-files|reporter-presence|run-environment)|redact\/tokens\/run-key)\.|^fixtures\/(own-fixtures|playwright-internals|worker-start|options\/(plainly-off|refuse-old-playwright)|scope\/worker-slot|api\/matchers)\.|^reporter\/(start\/|terminal)/,
  ],
  ['close-electron', /^fixtures\/electron\/close-electron/],
  // Loaded later, by name, or by one entry alone.
  [
    '',
    /^fixtures\/(recording\/(attach-source|source-sink)|scope\/outside\/(?!outside-backends)|answers\/add-missing-calls|electron\/(drive-electron|electron-target))/,
  ],
  [
    'recorder',
    /^fixtures\/(answers|api|electron|options|recording|scope)\/|^fixtures\/record|^src\/(capture\/(page|electron)|store\/(journal\/(journal-writer|rewrite|segment)|values\/(value-writer|mark-large)))/,
  ],
  ['zod', /^node_modules\/zod\//],
  ['replay', /^src\/replay\/(matching|delivery|faults|[\w-]+\.ts)/],
  ['attach', /^src\/(viewer|triage|views)\/|^fixtures\/attachments\/|^reporter\/bounded\/call-in-thread/],
  // What recording, reporter, command line and library all stand on.
  [
    'ground',
    /^src\/(std|options|calls|redact|recorder|session|store|capture\/source\/(?!tap))|^reporter\/project-option|fast-json-stable-stringify/,
  ],
];

/** What stands on the schemas, and they on zod: loaded only where a session is read. Bundled, zod takes half the time to load: its own entry has all its languages. */
const READ = 'read';

/** Packages that are in what is built; their licences want to be told of. */
const BUNDLED = ['@modelcontextprotocol/sdk', 'fast-json-stable-stringify', 'preact', 'zod'];

/** Rejects with what rolldown has found. */
export async function bundleEntries() {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(root, `${name}.ts`)])),
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external: [/^node:/, '@playwright/test', 'commander', 'jiti'],
    transform: { target: 'node20' },
  });
  await bundle.write({
    dir: join(root, 'dist'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'chunkOf' }] },
  });
  await bundle.close();
  writeLicences();
}

function writeLicences() {
  const licences = BUNDLED.map(
    (name) => `${name}\n\n${readFileSync(join(root, `node_modules/${name}/LICENSE`), 'utf8')}`,
  );
  mkdirSync(join(root, 'dist/chunks'), { recursive: true });
  writeFileSync(join(root, 'dist/chunks/LICENSES.txt'), licences.join('\n\n'));
}

function chunkOf(id, context) {
  const file = relative(root, id).split(sep).join('/');
  const [name] = CHUNKS.find(([, pattern]) => pattern.test(file)) ?? [];
  return (['ground', 'attach'].includes(name) && standsOnSchemas(id, context) ? READ : name) || null;
}

/** Whether a module needs zod as soon as it is loaded. */
function standsOnSchemas(id, context, seen = new Set()) {
  if (/\bzod\b/.test(relative(root, id))) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return (context.getModuleInfo(id)?.importedIds ?? []).some((one) => standsOnSchemas(one, context, seen));
}
