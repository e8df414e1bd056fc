import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join, normalize } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import * as library from 'playwright-ipc-recorder';
import { type IpcFixtures, ipcFixtures, ipcMatchers } from 'playwright-ipc-recorder/ipc-fixtures';
import { browserLaunchOptions } from '../../scripts/browser.mjs';
import { cliReference } from '../../scripts/checks/cli-reference.mjs';
import { cleanEnvironment } from '../support/runner/clean-environment.ts';
import { test as installed } from '../support/runner/installed-package.ts';
import { type Document, filesOf, readDocuments, repository, tableBelow } from '../support/runner/read-documents.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { test as base, expect } from '../support/runner/run-inline-test.ts';

// Runs what the README and docs/ say: their examples run, their commands exist, their tables have what the code has.

const documents = readDocuments();
const documentOf = (name: string) => documents.find((one) => one.name === name) as Document;
const readme = documentOf('README.md');
const options = documentOf('docs/reference/options.md');
const fixture = documentOf('docs/reference/ipc.md');
const libraryPage = documentOf('docs/reference/library.md');
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  name: string;
  scripts: Record<string, string>;
};

/** An app for the examples: the real client library, and a mock where nobody has put a backend. */
const NOTES = `<!doctype html><title>Notes</title>
<script type="importmap">{ "imports": { "@tauri-apps/api/": "/api/" } }</script>
<form><label>Title <input name="title"></label><button>Save</button></form>
<button id="export">Export</button><p role="status">Loading</p><ul></ul>
<script type="module">
  import { mockIPC, mockWindows } from '@tauri-apps/api/mocks.js';
  import { Channel, invoke } from '@tauri-apps/api/core.js';
  import { listen } from '@tauri-apps/api/event.js';
  if (!('__TAURI_INTERNALS__' in window)) {
    const notes = [{ title: 'Bread' }];
    mockWindows('main');
    mockIPC((command, args) => {
      if (command === 'list_notes') return notes;
      if (command === 'save_note') { notes.push({ title: args.title }); return null; }
    }, { shouldMockEvents: true });
  }
  const status = document.querySelector('p');
  const attempt = async (done, run) => {
    try { const value = await run(); status.textContent = done(value); }
    catch (error) { status.textContent = error.message ?? error; }
  };
  const show = async () => {
    const items = (await invoke('list_notes', {})).map(({ title }) => Object.assign(document.createElement('li'), { textContent: title }));
    document.querySelector('ul').replaceChildren(...items);
  };
  document.forms[0].addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => 'Saved', () => invoke('save_note', { title: document.querySelector('input').value }));
  });
  document.querySelector('#export').addEventListener('click', () =>
    attempt((count) => 'Exported ' + count, () => invoke('export_notes', { onProgress: new Channel(() => {}) })));
  await listen('notes-changed', show);
  attempt(() => 'Ready', show);
</script>`;

const api = dirname(createRequire(import.meta.url).resolve('@tauri-apps/api/package.json'));

async function serveNotes(): Promise<{ url: string; close(): void }> {
  const server = createServer(({ url = '/' }, response) => {
    const script = url.startsWith('/api/');
    const file = normalize(join(api, url.slice('/api/'.length)));
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
    response.end(script ? readFileSync(file) : NOTES);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

type ServeNotes = { notesUrl: string };
const notesUrl = async ({}, use: (url: string) => Promise<void>) => {
  const { url, close } = await serveNotes();
  await use(url);
  close();
};
const test = base.extend<ServeNotes>({ notesUrl });
const installedTest = installed.extend<ServeNotes>({ notesUrl });

/** Where the examples' config says where the app is, the tests say where it really is, and with which browser. */
const runConfig = (config: string, url: string) => `import { defineConfig } from '@playwright/test';
import config from './${config}';
export default defineConfig(config, {
  outputDir: 'test-results', // beside the config: Playwright's default lies beside the nearest package.json, which may be this repository's
  reporter: [...((config.reporter ?? []) as []), ['json', { outputFile: 'report.json' }]],
  use: { baseURL: '${url}', launchOptions: ${JSON.stringify(browserLaunchOptions())} },
});\n`;

const isSpec = (file: string) => file.endsWith('.spec.ts');

installedTest(
  'the first session of the README is one, in a project that has installed the package',
  async ({ newProject, notesUrl }) => {
    const files = filesOf(readme);
    const project = await newProject(
      {
        ...files,
        ...filesOf(libraryPage),
        'run.config.ts': runConfig('playwright.config.ts', notesUrl),
        'fails.spec.ts': (files['notes.spec.ts'] ?? '').replace('save_note', 'delete_note').replace('saves', 'deletes'),
      },
      { type: 'module' },
    );
    const run = await project.playwright(['-c', 'run.config.ts']);
    expect(run.attempts.map(({ title, status }) => [title, status]).sort(), run.output).toEqual([
      ['deletes a note', 'failed'],
      ['saves a note', 'passed'],
    ]);
    const ipcAttachments = (title: string) =>
      run.of(title)[0]?.attachments.flatMap(({ name }) => (name.startsWith('ipc') ? [name] : []));
    expect(ipcAttachments('saves a note')).toEqual([]);
    const stated = tableBelow(readme, 'What is attached, and where', 'attachment').map(([name]) => name);
    // The notes are small: none of their values has a file of its own.
    expect(ipcAttachments('deletes a note')).toEqual(stated.filter((name) => name !== 'ipc-session-whole'));
    expect(stated).toContain('ipc-session-whole');
    expect(readdirSync(join(project.folder, 'test-results/ipc'))).toEqual([expect.stringMatching(/^[\w-]+-r0$/)]);

    const found = await project.npx('ipc-recorder', 'ls');
    expect(found.exitCode, found.output).toBe(0);
    expect(found.stdout).toContain('deletes a note');
    const session = run.of('deletes a note')[0]?.attachments.find(({ name }) => name === 'ipc-session')?.path ?? '';
    const counted = await execute(process.execPath, ['count-calls.mjs', session], project.folder);
    expect(counted.output).toContain("deletes a note [ 'plugin:event|listen', 'list_notes', 'save_note' ]");
  },
);

installedTest('an existing suite is recorded without touching a spec', async ({ newProject, notesUrl }) => {
  const body = `test('TITLE', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('listitem')).toHaveText('Rye', { timeout: 500 });
  });\n`;
  const project = await newProject(
    {
      ...filesOf(readme),
      'run.config.ts': runConfig('playwright.ipc.config.ts', notesUrl),
      'old.spec.ts': `import { expect, test } from '@playwright/test';\n${body.replace('TITLE', 'old')}`,
      'extended.spec.ts': `import { expect, test } from './ipc-test.ts';\n${body.replace('TITLE', 'extended')}`,
    },
    { type: 'module' },
  );
  const run = await project.playwright(['-c', 'run.config.ts', 'old', 'extended']);
  for (const title of ['old', 'extended']) {
    const session = run.of(title)[0]?.session;
    expect(
      session?.events.map(({ event }) => event.type === 'Ipc' && event.command),
      run.output,
    ).toContain('list_notes');
  }
});

for (const document of documents.filter(({ name, blocks }) => {
  // Those of docs/electron.md run in Electron, see electron.spec.ts; those of docs/tauri.md need an app of the reader's own.
  return (
    !['README.md', 'docs/electron.md', 'docs/tauri.md'].includes(name) &&
    blocks.some(({ title }) => title !== undefined && isSpec(title))
  );
})) {
  test(`the examples of ${document.name} pass`, async ({ runInlineTest, notesUrl }) => {
    const files = {
      ...filesOf(readme),
      ...filesOf(document),
      'run.config.ts': runConfig('playwright.config.ts', notesUrl),
    };
    const specs = Object.keys(filesOf(document)).filter(isSpec);
    // The HTML reporter's own folder would be that of the repository, for all tests that run at this time.
    const env = { PLAYWRIGHT_HTML_OUTPUT_DIR: 'playwright-report', PLAYWRIGHT_HTML_OPEN: 'never' };
    const run = await runInlineTest(files, { args: ['-c', 'run.config.ts', ...specs], env });
    expect(run.exitCode, run.output).toBe(0);
    const { suites } = JSON.parse(readFileSync(join(run.folder, 'report.json'), 'utf8')) as {
      suites: { file: string }[];
    };
    expect(suites.map(({ file }) => file).sort()).toEqual(specs.sort());

    // The commands of the document that name its own files.
    for (const line of shellLines(document)) {
      const [, ...args] = line.replace(/^npx /, '').split(' ');
      if (!line.startsWith('npx ipc-recorder ') || !args.some((arg) => arg in filesOf(document))) continue;
      const command = await runCli(args, { cwd: run.folder });
      expect(command.exitCode, `${line}\n${command.stdout}${command.stderr}`).toBe(0);
    }
  });
}

test('the session and the journal of the format are valid, and say what is said of them', async () => {
  const document = documentOf('docs/session-format.md');
  await inFolder('documents-format', filesOf(document), async (folder) => {
    const run = await runCli(['validate', 'ipc-session.json', 'journal.ndjson', '--json'], { cwd: folder });
    expect(JSON.parse(run.stdout)).toEqual([
      { path: 'ipc-session.json', valid: true, counts: { events: 1, checkpoints: 1 }, warnings: [] },
      { path: 'journal.ndjson', valid: true, counts: { events: 1, checkpoints: 2 }, warnings: [] },
    ]);
    const { events, checkpoints, test: recorded } = await library.readSession(join(folder, 'journal.ndjson'));
    expect(events).toMatchObject([{ event: { result: { Ok: null }, duration_ms: 4 } }]);
    // The second one says that its state is that of the first.
    expect(checkpoints).toMatchObject([{ state: { given: 1 } }, { state: { given: 1 } }]);
    expect(recorded).toBeUndefined();
  });
});

test('every TypeScript and JavaScript block is a file, and type-checks', async () => {
  const code = documents.flatMap(({ name, blocks }) => blocks.map((block) => ({ ...block, name })));
  const isCode = ({ language }: { language: string }) => /^[cm]?[jt]sx?$|^(java|type)script$/i.test(language);
  expect(code.filter((block) => isCode(block) && block.title === undefined)).toEqual([]);
  expect(code.filter(isCode).length).toBeGreaterThan(15);

  const files: Record<string, string> = {
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023', 'dom'],
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        allowJs: true,
        checkJs: true,
        allowImportingTsExtensions: true,
      },
    }),
  };
  for (const document of documents) {
    const folder = document.name.replace(/.*\/|\.md$/g, '');
    for (const [title, text] of Object.entries(filesOf(document))) files[`${folder}/${title}`] = text;
  }
  await inFolder('documents-types', files, async (folder) => {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    expect(await execute(process.execPath, [tsc, '-p', folder], repository)).toEqual({ exitCode: 0, output: '' });
  });
});

test('every command in a shell block exists, with its options', async () => {
  const lines = documents.flatMap((document) => shellLines(document).map((line) => ({ line, document })));
  expect(lines.length).toBeGreaterThan(10);
  for (const { line, document } of lines) {
    const [program = '', ...words] = line.replace(/^git bisect run (?=npx )| \| .*/g, '').split(/\s+/);
    if (line.startsWith('npm install --save-dev ')) expect(words.at(-1)).toBe(manifest.name);
    else if (program === 'npm') expect(Object.keys(manifest.scripts), line).toContain(words.at(-1));
    else if (/^(?:git bisect run )?npx ipc-recorder /.test(line)) {
      const [, name = '', ...args] = words;
      // Of an unknown command, `--help` shows the program's own.
      expect((await helpOf('')).commands, line).toContain(name);
      const isNested = (await helpOf(name)).commands.includes(args[0] ?? '');
      const help = await helpOf(isNested ? `${name} ${args[0]}` : name);
      const ours = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
      for (const option of ours.filter((arg) => arg.startsWith('-'))) expect(help.options, line).toContain(option);
    } else {
      const config =
        /^npx playwright test(?: -c (\S+))?$/.exec(line)?.[1] ??
        (line === 'npx playwright test' ? 'playwright.config.ts' : 'unknown command');
      expect(Object.keys({ ...filesOf(readme), ...filesOf(document) }), line).toContain(config);
    }
  }
});

test('the page of the command line is what its commands say of themselves', async () => {
  const page = documentOf('docs/reference/cli.md');
  expect(page.text, 'write it anew by: node scripts/checks/cli-reference.mjs').toBe(await cliReference());
  const { stdout, commands } = await helpOf('');
  for (const name of commands) expect(page.text).toContain(`## \`${name}\``);
  expect(page.text).toContain(/Exit codes: .*/.exec(stdout)?.[0]);
});

test('the page of options has every option, mode and variable', async ({}, testInfo) => {
  const refuse = async (ipcRecorder: unknown): Promise<string> => {
    const { _ipcRecording } = ipcFixtures as unknown as { _ipcRecording: [(...args: unknown[]) => Promise<void>] };
    const [start] = _ipcRecording;
    return await start({ ipcRecorder }, async () => {}, testInfo).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  };
  const known = async (option: unknown) => (await refuse(option)).match(/(?:has|one of): (.*)\.$/)?.[1]?.split(', ');
  const stated = tableBelow(options, 'ipcRecorder', 'option');
  expect(stated.map(([name]) => name)).toEqual(await known({ nope: 1 }));
  expect(tableBelow(options, 'ipcRecorder', 'mode').map(([mode]) => mode)).toEqual(await known('nope'));
  const checkpoints = stated.find(([name]) => name === 'checkpoints')?.[1];
  expect(checkpoints?.replaceAll("'", '').split(' | ')).toEqual(await known({ checkpoints: 'nope' }));

  const config = declarations('fixtures', 'IpcRecorderConfig');
  const redact = declarations('src/redact', 'RedactOptions');
  const reporter = declarations('reporter', 'IpcReporterOptions');
  const replay = declarations('reporter', 'ReplayOptions').map(([name, ...rest]) => [`replay.${name}`, ...rest]);
  for (const [rows, declared] of [
    [stated, config],
    [tableBelow(documentOf('docs/reference/redaction.md'), 'Redaction', 'redact option'), redact],
    [tableBelow(options, 'Reporter', 'option'), [...reporter, ...replay]],
  ] as const) {
    expect(rows.map(([name]) => name)).toEqual(declared.map(([name]) => name));
    for (const [name, by] of declared) {
      const given = rows.find((row) => row[0] === name)?.[2];
      if (by !== undefined && /^('[\w-]+'|\d+|true|false)$/.test(by))
        expect(`${name}: ${given}`).toBe(`${name}: ${by}`);
    }
  }
  expect(config.filter(([, by]) => by !== undefined).length).toBeGreaterThan(3);

  const sources = ['src', 'fixtures', 'reporter'].flatMap((room) =>
    readdirSync(join(repository, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
      .map((name) => readFileSync(join(repository, room, name), 'utf8')),
  );
  const variables = new Set(sources.flatMap((text) => text.match(/(?<![A-Z_])IPC_RECORDER_[A-Z_]+/g) ?? []));
  // Words of the reporter to its workers, of the worker to Electron's main process, and of commands to what they start.
  for (const own of ['REPORTER', 'ATTACH', 'ELECTRON', 'RUN', 'DOCTOR', 'SUITE_FACTS', 'REPLAY_RESULTS'])
    variables.delete(`IPC_RECORDER_${own}`);
  expect(
    tableBelow(options, 'Environment variables', 'variable')
      .map(([name]) => name)
      .sort(),
  ).toEqual([...variables].sort());
});

const ipcTest = base.extend<IpcFixtures>(ipcFixtures);

ipcTest('the reference has every method, matcher and export', ({ ipc }) => {
  const nameOf = ([first = '']: string[]) => first.replace(/\([^)]*\)/g, '').split(', ');
  const hidden = new Set(
    [...declared('fixtures/api').matchAll(/^ {4}private (?:readonly )?(\w+)/gm)].map(([, name]) => name),
  );
  const members = Object.getOwnPropertyNames(Object.getPrototypeOf(ipc)).filter(
    (name) => !hidden.has(name) && !['constructor', 'detachAll'].includes(name), // the fixture calls detachAll
  );
  expect(
    tableBelow(fixture, 'The ipc fixture', 'member')
      .map((row) => nameOf(row)[0])
      .sort(),
  ).toEqual(members.sort());
  expect(tableBelow(fixture, 'The ipc fixture', 'matcher').map((row) => nameOf(row)[0])).toEqual(
    Object.keys(ipcMatchers),
  );
  expect(tableBelow(libraryPage, 'The library', 'export').flatMap(nameOf).sort()).toEqual(Object.keys(library).sort());
});

test('the page on capture has every kind of event with its default', async () => {
  const { eventsOn } = await import(new URL('../../build/src/capture/page/event-kinds.js', import.meta.url).href);
  const rows = tableBelow(documentOf('docs/capture.md'), 'Events', 'kind');
  expect(Object.fromEntries(rows.map(([kind, by]) => [kind, by?.replaceAll("'", '')]))).toEqual(
    Object.fromEntries(Object.entries(eventsOn()).map(([kind, by]) => [kind, String(by)])),
  );
});

test('the page on the format has every key and marker', async () => {
  const document = documentOf('docs/session-format.md');
  // Not exported: the format is, and these are its definition.
  const built = (file: string) => import(new URL(`../../build/src/session/${file}`, import.meta.url).href);
  const schema = (await built('format/schema.js')) as Record<string, { shape: Record<string, unknown> }>;
  const keys = (heading: string) => tableBelow(document, heading, 'key').flatMap(([names = '']) => names.split(', '));
  const same = (heading: string, name: string) =>
    expect([heading, keys(heading).sort()]).toEqual([heading, Object.keys(schema[name]?.shape ?? {}).sort()]);
  same('Session', 'recordedSessionSchema');
  same('Recorded event', 'recordedEventSchema');
  same('Checkpoint', 'stateCheckpointSchema');
  same('step', 'checkpointStepSchema');
  same('test', 'testInfoSchema');
  same('dropped', 'droppedSchema');
  const kinds = (schema.appEventSchema as unknown as { options: { shape: Record<string, { value?: string }> }[] })
    .options;
  const [call, ...others] = kinds.map(({ shape }) => ({ kind: shape.type?.value, keys: Object.keys(shape).sort() }));
  expect({ kind: 'Ipc', keys: keys('Ipc').sort() }).toEqual(call);
  const stated = tableBelow(document, 'The other five kinds', 'kind');
  expect(stated.map(([kind, names = '']) => ({ kind, keys: names.split(', ').sort() }))).toEqual(others);

  const { isMarkerKey } = (await built('codec/values.js')) as { isMarkerKey(key: string): boolean };
  const markers = tableBelow(document, 'Markers', 'marker').map(([marker = '']) => /\$\w+/.exec(marker)?.[0] ?? marker);
  expect(markers.filter((marker) => !isMarkerKey(marker))).toEqual([]);
  const source = readFileSync(join(repository, 'src/session/codec/values.ts'), 'utf8');
  const all = [...new Set(source.match(/\$[a-z]+/g))].filter(isMarkerKey);
  expect(markers.sort()).toEqual(all.sort());
});

test('the sample of the terminal is what the demo prints', async () => {
  const built = await execute(process.execPath, ['scripts/build-notes.mjs'], repository);
  expect(built.exitCode, built.output).toBe(0);
  await inFolder('documents-demo', {}, async (folder) => {
    const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
    const reporter = fileURLToPath(import.meta.resolve('playwright-ipc-recorder/reporter'));
    const args = ['test', '-c', 'e2e/demo/playwright.config.ts', `--reporter=${reporter}`, `--output=${folder}`];
    const { output } = await execute(process.execPath, [playwright, ...args], repository);
    const sample = readme.blocks.find(({ language }) => language === 'text')?.text ?? '';
    const paragraphs = sample.trimEnd().split('\n\n');
    expect(paragraphs).toHaveLength(2);
    for (const paragraph of paragraphs) expect(output).toMatch(asPattern(paragraph));
  });
});

/** A text whose times, folders and places of cutting may differ. */
function asPattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    escaped
      .replace(/\d+(?:\\\.\d+)? (?:ms|s)\b/g, '[\\d.]+ (?:ms|s)')
      .replace(/.{12}… \\\(/g, '[^\\n]*… \\(')
      .replace(/\S+\/ipc\//g, '\\S+/ipc/'),
  );
}

/** The lines of shell blocks, and what the steps of workflows run; without comments. */
function shellLines({ blocks }: Document): string[] {
  return blocks
    .flatMap(({ language, text }) => {
      if (language === 'yaml') return [...text.matchAll(/^\s*run: (.*)$/gm)].map(([, line = '']) => line);
      return /^(sh|bash|shell|console)$/.test(language) ? text.split('\n') : [];
    })
    .map((line) => line.replace(/\s+#.*/, '').trim())
    .filter((line) => line !== '');
}

const helps = new Map<string, { stdout: string; options: string[]; commands: string[] }>();

/** What a command's `--help` names, its own `--help` left out. */
async function helpOf(command: string) {
  const known = helps.get(command);
  if (known !== undefined) return known;
  const args = command === '' ? ['--help'] : [...command.split(' '), '--help'];
  const { exitCode, stdout, stderr } = await runCli(args, { cwd: repository });
  expect(exitCode, `ipc-recorder ${args.join(' ')}\n${stderr}`).toBe(0);
  const options = [...stdout.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long]) =>
    long === '--help' || long === undefined ? [] : [...(short === undefined ? [] : [short]), long],
  );
  const list = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout)?.[1] ?? '';
  const commands = [...list.matchAll(/^ {2}(\w+)/gm)].flatMap(([, name = '']) => (name === 'help' ? [] : [name]));
  const help = { stdout, options, commands };
  helps.set(command, help);
  return help;
}

/** The built declarations of a room. */
function declared(room: string): string {
  const folder = join(repository, 'dist', room);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

/** Name and `@default` of each member of an interface or type that a room declares. */
function declarations(room: string, name: string): [name: string, by: string | undefined][] {
  const text = declared(room);
  const body = new RegExp(`^export (?:interface|type) ${name} .*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1] ?? '';
  return [...body.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {4}(\w+)\??[:(]/gm)].map(
    ([, comment = '', member = '']) => [member, /@default (.*?)\s*(?:\*|$)/.exec(comment)?.[1]],
  );
}

/** Writes files into a folder of the repository, where they find the package by its name, and removes it when all went well. */
async function inFolder(name: string, files: Record<string, string>, use: (folder: string) => Promise<void>) {
  const folder = join(repository, 'e2e/.inline', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await use(folder);
  rmSync(folder, { recursive: true, force: true });
}

function execute(command: string, args: string[], cwd: string): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: cleanEnvironment(), maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exitCode, output: stripVTControlCharacters(stdout + stderr) });
    });
  });
}
