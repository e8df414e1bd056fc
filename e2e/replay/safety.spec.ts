import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, SPEC_HEAD, sessionPath, test } from '../support/runner/run-inline-test.ts';
import { HOSTILE_TEXTS, hostileSession } from '../support/sessions/hostile-session.ts';

// Whatever runs although it must not writes a file: `pwned()` in generated code, `ran()` in specs and configs.
const RAN = `import { appendFileSync } from 'node:fs';
const ran = (what) => appendFileSync(${JSON.stringify('FOLDER')} + '/ran.txt', what + '\\n');
`;

const sessionFile = (run: InlineRun): string => sessionPath(run.attempts[0]);

test('a session can name no file, project, config or command that runs, but for the tests the config lists', async ({
  runInlineTest,
}) => {
  const spec = `${SPEC_HEAD}test('safe', async ({ page }) => { await open(page); await invoke(page, 'save'); expect(1).toBe(2); });`;
  const ran = (name: string) =>
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(import.meta.dirname + '/ran.txt', ${JSON.stringify(name)});\n`;
  const run = await runInlineTest({
    'playwright.config.ts': configFile({ config: `testDir: 'tests', ` }),
    'tests/a.spec.ts': spec,
    'evil.spec.ts': `${ran('evil.spec.ts')}${spec}`,
    'evil.config.ts': `${ran('evil.config.ts')}export default {};`,
  });
  const recorded = JSON.parse(readFileSync(sessionFile(run), 'utf8'));
  const replay = async (changes: object) => {
    writeFileSync(
      join(run.folder, 'changed.json'),
      JSON.stringify({ ...recorded, test: { ...recorded.test, ...changes } }),
    );
    return await runCli(['replay', 'changed.json'], { cwd: run.folder });
  };
  for (const changes of [
    { file: 'evil.spec.ts' },
    { file: '../evil.spec.ts', spec: '../evil.spec.ts', config_file: 'evil.config.ts' },
    { file: '--config=evil.config.ts' },
    { title_path: ['--config=evil.config.ts'] },
    { title_path: ['safe|.*'] },
    { title_path: ['$(touch ran.txt)', '`touch ran.txt`; touch ran.txt'] },
    { project: '--config=evil.config.ts' },
    { project: '*' },
  ]) {
    const { exitCode, stderr } = await replay(changes);
    expect([exitCode, stderr], JSON.stringify(changes)).toEqual([2, expect.stringContaining('Found no test')]);
  }
  expect((await replay({ config_file: 'evil.config.ts' })).stdout).toContain('Reproduced');
  expect(existsSync(join(run.folder, 'ran.txt'))).toBe(false);
});

test('tests whose names look like options or patterns are replayed, and no other', async ({ runInlineTest }) => {
  const title = '--config=x $(touch ran.txt) [a-z] (b)* | ^c$ "quoted" `d`';
  const spec = `${RAN.replace('"FOLDER"', 'import.meta.dirname')}${SPEC_HEAD}
test(${JSON.stringify(title)}, async ({ page }) => { ran('spec'); await open(page); await invoke(page, 'save'); expect(1).toBe(2); });
test(${JSON.stringify(`${title} too`)}, () => { ran('another test'); });`;
  const files = {
    'playwright.config.ts': configFile({ config: `projects: [{ name: '--reporter=dot' }], ` }),
    '-c.spec.ts': spec,
    'x-c.spec.ts': spec.replaceAll("ran('spec')", "ran('another file')"),
  };
  const run = await runInlineTest(files, { args: ['x?-c.spec.ts'] });
  const file = run.attempts
    .flatMap(({ attachments }) => attachments)
    .map(({ name, path = '' }) => (name === 'ipc-session' ? path : ''))
    .find((path) => path !== '' && JSON.parse(readFileSync(path, 'utf8')).test.file === '-c.spec.ts');
  writeFileSync(join(run.folder, 'ran.txt'), '');
  const replay = await runCli(['replay', file ?? ''], { cwd: run.folder });
  expect(replay.stdout, replay.stderr).toContain('Reproduced: the test fails as recorded.');
  expect(readFileSync(join(run.folder, 'ran.txt'), 'utf8')).toBe('spec\n');
});

test('a replay asks no address that a session names', async ({ runInlineTest }) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pwned`;
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}test('a', async ({ page }) => { await open(page); await invoke(page, 'save', { id: 1 }); expect(1).toBe(2); });`,
  });
  const session = JSON.parse(readFileSync(sessionFile(run), 'utf8'));
  session.test.base_url = url;
  for (const { event } of session.events) Object.assign(event, { url, frame: url, page: url, source: 'tauri' });
  for (const checkpoint of session.checkpoints) checkpoint.state = { pages: [{ url }] };
  writeFileSync(join(run.folder, 'changed.json'), JSON.stringify(session));
  const replay = await runCli(['replay', 'changed.json'], { cwd: run.folder });
  expect(replay.stdout, replay.stderr).toContain('Reproduced');
  server.close();
  expect(asked).toEqual([]);
});

test('generated code does no more than what it is generated for', async ({ runInlineTest }, testInfo) => {
  const folder = testInfo.outputPath();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'session.json'), JSON.stringify(hostileSession()));
  const codegen = async (...args: string[]) =>
    (await runCli(['codegen', 'session.json', ...args], { cwd: folder })).stdout;
  const [spec, handlers] = [await codegen(), await codegen('--format', 'handlers')];
  for (const text of [spec, handlers]) {
    // What is outside of literals and comments of a line is none of the session's.
    const code = text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').replace(/^ *\/\/.*$/gm, '');
    expect(code).not.toMatch(/pwned|touch|__proto__|[^\P{Cc}\n]/u);
    expect(text).toContain('pwned()');
  }
  const commands = hostileSession().events.flatMap(({ event }) =>
    event.type === 'Ipc' && (event.kind ?? 'invoke') === 'invoke' && event.result !== 'Pending' ? [event.command] : [],
  );
  const run = await runInlineTest({
    'handlers.ts': handlers,
    'generated.spec.ts': `globalThis.pwned = () => { globalThis.isPwned = true; };\n${spec}`,
    'a.spec.ts': `import { expect, test } from '@playwright/test';
globalThis.pwned = () => { globalThis.isPwned = true; };
test('handlers', async () => {
  const { handlers } = await import('./handlers');
  for (const handler of Object.values(handlers)) await Promise.resolve().then(() => handler({})).catch(() => {});
  expect(Object.keys(handlers).sort()).toEqual(${JSON.stringify([...new Set(commands)].sort())});
  expect(Object.getPrototypeOf(handlers)).toBe(Object.prototype);
  expect('isPwned' in globalThis).toBe(false);
});`,
  });
  expect(run.of('handlers')[0]?.errors).toEqual([]);
  // The spec is one that can be read: its test is there, and fails since there is no such app.
  expect(run.attempts).toHaveLength(2);
  expect(existsSync(join(dirname(run.folder), 'pwned'))).toBe(false);
});

test('what an app sends reaches the terminal of a run in visible characters', async ({ runInlineTest }) => {
  const texts = HOSTILE_TEXTS.filter((text) => text !== '\u0000');
  const run = await runInlineTest({
    'a.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const texts = ${JSON.stringify(texts)};
for (const text of texts) test('title ' + text, async ({ page, ipc }) => {
  await page.addInitScript(() => { window.__TAURI_INTERNALS__ = { invoke: async (command, args) => { throw args.text; } }; });
  await page.goto('data:text/html,<h1>notes</h1>');
  await test.step(text, async () => {
    await page.evaluate((text) => window.__TAURI_INTERNALS__.invoke(text, { text, [text]: text }).catch(() => console.error(text)), text);
    await ipc.checkpoint(text, { [text]: text });
    throw new Error(text);
  });
});`,
  });
  expect(run.stderr.match(/IPC in step/g)).toHaveLength(texts.length);
  const shown = run.stderr.replaceAll('\n', '');
  expect(/[^\P{Cc}\t]|[\u00ad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u.exec(shown)?.[0]).toBeUndefined();
});
