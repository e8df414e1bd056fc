// Values that are too large for a session's own text: kept in files beside it, compared by their digests, and given back byte for byte.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { recordSpec, replaySession } from '../support/runner/record-and-replay.ts';
import { runCli } from '../support/runner/run-cli.ts';
import {
  test as base,
  callsOf,
  configFile,
  expect,
  type InlineRun,
  SPEC_HEAD,
  sessionPath,
} from '../support/runner/run-inline-test.ts';

/** Records a spec, and replays a session of it with a mock that answers otherwise. */
const test = base.extend<{
  recorded: (spec: string) => Promise<InlineRun>;
  replay: (run: InlineRun, session?: string, args?: string[], env?: Record<string, string>) => Promise<string>;
}>({
  recorded: async ({ runInlineTest }, use) => {
    await use((spec) => recordSpec(runInlineTest, `${HEAD}${spec}`));
  },
  replay: async ({}, use) => {
    await use(
      async (run, session = sessionPath(run.attempts[0]), args = [], env = {}) =>
        (await replaySession(run, { session, args, env: { MOCK: 'poison', ...env } })).text,
    );
  },
});

/** An app that asks for each kind of large value, sends each back, and shows what it got: type, size and a sum over all of it. */
const APP = `
  const sum = (text) => { let hash = 2166136261; for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619) >>> 0; return hash.toString(16); };
  const hex = (bytes) => { let text = ''; for (const byte of bytes) text += String.fromCharCode(byte); return text; };
  window.describe = (value) => {
    const name = value === null || value === undefined ? String(value) : value.constructor.name;
    if (value instanceof ArrayBuffer) return name + ' ' + value.byteLength + ' ' + sum(hex(new Uint8Array(value)));
    if (ArrayBuffer.isView(value)) return name + ' ' + value.length + ' ' + sum(hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return name + ' ' + text.length + ' ' + sum(text);
  };
  window.make = (kind) => {
    const bytes = (size) => Uint8Array.from({ length: size }, (_, at) => (at * at + (at >> 7)) & 255);
    if (kind === 'bytes') return bytes(300_000);
    if (kind === 'buffer') return bytes(1_500_000).buffer;
    if (kind === 'shorts') return new Int16Array(bytes(20_000).buffer);
    if (kind === 'text') return 'Zürich 🏔 line '.repeat(150_000);
    if (kind === 'half') return 'half \\ud800 pair '.repeat(10_000);
    if (kind === 'list') return Array.from({ length: 30_000 }, (_, at) => ({ id: at, name: 'note ' + at }));
    if (kind === 'object') return Object.fromEntries(Array.from({ length: 12_000 }, (_, at) => ['key ' + at, at % 7 ? at : null]));
    if (kind === 'deep') { let value = 'leaf'; for (let at = 0; at < 90; at++) value = [value]; return value; }
    if (kind === 'many') return Array.from({ length: 100 }, (_, at) => 'x'.repeat(60_000) + at);
    return 'small ' + kind;
  };
  window.KINDS = ['bytes', 'buffer', 'shorts', 'text', 'half', 'list', 'object', 'deep', 'many', 'one'];
  window.run = async () => {
    for (const kind of window.KINDS) {
      const got = await window.__TAURI_INTERNALS__.invoke('read', { kind }).then(window.describe, String);
      const sent = await window.__TAURI_INTERNALS__.invoke('write', { kind, value: window.make(kind) }).catch(String);
      const row = document.createElement('li');
      row.textContent = kind + ': ' + got + ' / ' + sent;
      document.body.append(row);
    }
    document.title = 'done';
  };
`;

const HEAD = `${SPEC_HEAD}
  const MOCK = process.env.MOCK ?? 'good';
  const APP = ${JSON.stringify(APP)};
  const start = async (page) => {
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<meta charset=utf-8><body><script>' + APP + '</script></body>' }));
    await page.addInitScript((kind) => {
      window.__TAURI_INTERNALS__ = { invoke: async (command, args) => {
        if (kind !== 'good') return 'poison';
        return command === 'read' ? window.make(args.kind) : 'wrote ' + window.describe(args.value);
      } };
    }, MOCK);
    await page.goto('http://localhost/');
  };
`;

/** Asks for every kind, and knows each answer beforehand: made in the test's own page, without any backend. */
const READS_ALL = `test('reads and writes', async ({ page }) => {
  await start(page);
  await page.evaluate(() => window.run());
  await expect(page).toHaveTitle('done');
  const expected = await page.evaluate(() => window.KINDS.map((kind) => { const all = window.describe(window.make(kind)); return kind + ': ' + all + ' / wrote ' + all; }));
  expect(await page.locator('li').allTextContents()).toEqual(expected);
});`;

const valuesOf = (run: InlineRun): string => join(dirname(sessionPath(run.attempts[0])), 'values');

test('large arguments find their answers, and large answers come back byte for byte as the type they were', async ({
  recorded,
  replay,
}) => {
  const run = await recorded(READS_ALL);
  const text = await replay(run);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain('answered 20 calls (0 repeated');
  expect(text).toContain('had no answer for 0');
});

test('a large value stands in a file of its own beside the session, by its digest, and equal ones share it', async ({
  recorded,
}) => {
  const run = await recorded(READS_ALL);
  const calls = JSON.stringify(callsOf(run.attempts[0]?.session));
  const digests = [...calls.matchAll(/"sha256":"([0-9a-f]{64})"/g)].map(([, sha256]) => sha256 as string);
  expect(digests).toHaveLength(18);
  expect(calls).toContain('"as":"text","bytes":2700000,"head":"Zürich 🏔 line');
  const names = readdirSync(valuesOf(run)).map((name) => name.replace('.gz', ''));
  expect(names.sort()).toEqual([...new Set(digests)].sort());
});

const READS_ONE = `test('reads', async ({ page }) => {
  await start(page);
  const got = await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('read', { kind: 'text' }).then(window.describe, String));
  expect(got).toBe(await page.evaluate(() => window.describe(window.make('text'))));
});`;

test('a session without its files says what is missing before the run, and refuses the calls that need it', async ({
  recorded,
  replay,
}) => {
  const run = await recorded(READS_BYTES);
  rmSync(valuesOf(run), { recursive: true });
  const text = await replay(run);
  expect(text).toMatch(
    /Warning: 1 large value is not beside the session: values\/[0-9a-f]{64} \(Uint8Array, 1.0 MB of #\d+ read\)/,
  );
  expect(text).toContain('result is Uint8Array of 1.0 MB, whose file is not beside the session');
  expect(text).not.toContain('Same:');
});

/** Bytes that no compression makes smaller: they are not put into the session's own text. */
const READS_BYTES = `test('reads', async ({ page }) => {
  await start(page);
  await page.evaluate(() => {
    let state = 1;
    const noise = Uint8Array.from({ length: 1_000_000 }, () => { state ^= state << 13; state ^= state >>> 17; state ^= state << 5; return state & 255; });
    const { make } = window;
    window.make = (kind) => kind === 'noise' ? noise : make(kind);
  });
  const got = await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('read', { kind: 'noise' }).then(window.describe, String));
  expect(got).toBe(await page.evaluate(() => window.describe(window.make('noise'))));
});`;

test('a file that was changed is not given to the app', async ({ recorded, replay }) => {
  const run = await recorded(READS_BYTES);
  const [name = ''] = readdirSync(valuesOf(run));
  const bytes = readFileSync(join(valuesOf(run), name));
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  writeFileSync(join(valuesOf(run), name), bytes);
  const text = await replay(run);
  expect(text).toContain('1 large value is not what was recorded, and not used');
  expect(text).toContain('or is not what was recorded');
});

test('blobs and files that a mock answers with come back with their bytes, type and name', async ({
  recorded,
  replay,
}) => {
  const run = await recorded(`test('reads', async ({ page }) => {
    await start(page);
    const got = await page.evaluate(async () => {
      window.make = (kind) => kind === 'small' ? new Blob(['a line'], { type: 'text/plain' }) : { picture: new File(['pixel '.repeat(20_000)], 'a.png', { type: 'image/png' }) };
      const invoke = (kind) => window.__TAURI_INTERNALS__.invoke('read', { kind });
      const small = await invoke('small');
      const { picture } = await invoke('large');
      return [small.constructor.name, small.type, await small.text(), picture.constructor.name, picture.name, picture.type, (await picture.text()).length];
    });
    expect(got).toEqual(['Blob', 'text/plain', 'a line', 'File', 'a.png', 'image/png', 120_000]);
  });`);
  expect(await replay(run)).toContain('Same: the test passes, as recorded');
});

test('small values are in the session itself: a copy of that one file replays', async ({ recorded, replay }) => {
  const run = await recorded(READS_ONE);
  const alone = join(run.folder, 'copied.json');
  writeFileSync(alone, readFileSync(sessionPath(run.attempts[0])));
  expect(await replay(run, alone)).toContain('Same: the test passes, as recorded');
});

test('pack makes one file of a session and its values, which replays; unpack takes it apart again', async ({
  recorded,
  replay,
}) => {
  const run = await recorded(READS_BYTES);
  const session = sessionPath(run.attempts[0]);
  const packed = join(run.folder, 'packed.json');
  const packing = await runCli(['pack', session, '-o', packed], { cwd: run.folder });
  expect(packing.stdout).toContain('with 1 large value of 1.0 MB');
  const names = readdirSync(valuesOf(run));
  rmSync(valuesOf(run), { recursive: true });
  expect(await replay(run, packed)).toContain('Same: the test passes, as recorded');
  const unpacked = join(run.folder, 'apart', 'ipc-session.json');
  expect(await runCli(['unpack', packed, '-o', unpacked], { cwd: run.folder })).toMatchObject({ exitCode: 0 });
  expect(readdirSync(join(run.folder, 'apart', 'values'))).toEqual(names);
  expect(readFileSync(unpacked, 'utf8')).toBe(readFileSync(session, 'utf8'));
});

test('the report has the session with its values as one file, where its own text does not have them', async ({
  recorded,
  replay,
}) => {
  const run = await recorded(READS_BYTES);
  const whole = run.attempts[0]?.attachments.find(({ name }) => name === 'ipc-session-whole')?.path ?? '';
  const copied = join(run.folder, 'downloaded.json.gz');
  writeFileSync(copied, readFileSync(whole));
  expect(await replay(run, copied)).toContain('Same: the test passes, as recorded');
});

test('a value over the budget is cut, warned of before the run, and refused with its true size', async ({
  runInlineTest,
  replay,
}) => {
  const config = configFile({ use: `ipcRecorder: { mode: 'on', maxValueBytes: 500_000 }` });
  const run = await runInlineTest({ 'playwright.config.ts': config, 'a.spec.ts': `${HEAD}${READS_BYTES}` });
  const session = run.attempts[0]?.session;
  expect(session?.dropped).toEqual({ values: 1 });
  expect(callsOf(session)).toMatchObject([{ result: { Ok: { $binary: { type: 'Uint8Array', size: 1_000_000 } } } }]);
  const text = await replay(run);
  expect(text).toMatch(/Warning: 1 call has a value that was cut when recorded: #\d+ read \(Uint8Array of 1,000,000\)/);
  expect(text).toContain('Record the session again with a larger ipcRecorder.maxValueBytes');
  expect(text).not.toContain('Same:');
});

test('a secret in a large text stands in its file as a token, and the text still finds its answer', async ({
  runInlineTest,
  replay,
}) => {
  const run = await runInlineTest(
    { 'a.spec.ts': `${HEAD}${SENDS_SECRETS}` },
    { env: { IPC_RECORDER_MODE: 'on', APP_TOKEN: 'k7Fq93mZp21xQv8Lw0' } },
  );
  expect(run.output).toContain('1 passed');
  for (const name of readdirSync(valuesOf(run))) {
    const bytes = readFileSync(join(valuesOf(run), name));
    const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    expect(content.includes('k7Fq93mZp21xQv8Lw0')).toBe(false);
    expect(content.includes('‹')).toBe(true);
  }
  const text = await replay(run, undefined, [], { APP_TOKEN: 'Zx4Tn81bRw66yHc3Ue' });
  expect(text).toContain('answered 1 call ');
});

const SENDS_SECRETS = `test('sends', async ({ page }) => {
  await start(page);
  const secret = process.env.APP_TOKEN;
  const got = await page.evaluate((secret) => {
    const value = 'line of a log\\n'.repeat(20_000) + 'token=' + secret + '\\n' + 'more\\n'.repeat(5_000);
    return window.__TAURI_INTERNALS__.invoke('write', { value }).then(String, String);
  }, secret);
  expect(got).toContain('wrote String');
});`;

test('the large values of a worker that is killed are on the disk, and its journal replays', async ({
  runInlineTest,
  replay,
}) => {
  const spec = `${HEAD}test('reads', async ({ page, ipc }) => {
    await start(page);
    const { text, length } = await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('read', { kind: 'text' }).then((text) => ({ text: window.describe(text), length: text.length })));
    expect(length).toBe(2_250_000);
    await ipc.checkpoint();
    if (MOCK === 'good') process.kill(process.pid, 'SIGKILL');
    expect(text).toBe(await page.evaluate(() => window.describe(window.make('text'))));
  });`;
  const run = await runInlineTest({ 'a.spec.ts': spec }, { env: { IPC_RECORDER_MODE: 'on' } });
  expect(run.exitCode).toBe(1);
  expect(readdirSync(valuesOf(run))).toEqual([expect.stringMatching(/^[0-9a-f]{64}.gz$/)]);
  expect(await replay(run)).toContain('The recording answered 1 call ');
});

test('bytes with a secret in them are not written, and the call that needs them is refused', async ({
  runInlineTest,
  replay,
}) => {
  const spec = `${HEAD}test('reads', async ({ page }) => {
    await start(page);
    const secret = process.env.APP_TOKEN;
    await page.evaluate((secret) => {
      const text = new TextEncoder().encode('log '.repeat(10_000) + 'token=' + secret);
      const bytes = new Uint8Array(50_000);
      bytes.set(new TextEncoder().encode(secret), 40_000);
      window.make = (kind) => kind === 'text' ? text : bytes;
    }, secret);
    const sizes = await page.evaluate(() => Promise.all(['text', 'bytes'].map((kind) => window.__TAURI_INTERNALS__.invoke('read', { kind }).then((value) => value.length, String))));
    expect(sizes).toEqual([40_000 + 6 + secret.length, 50_000]);
  });`;
  const env = { IPC_RECORDER_MODE: 'on', APP_TOKEN: 'k7Fq93mZp21xQv8Lw0' };
  const run = await runInlineTest({ 'a.spec.ts': spec }, { env });
  expect(run.output).toContain('1 passed');
  expect(existsSync(valuesOf(run))).toBe(false);
  const { redactions = 0, withheld = {} } = run.attempts[0]?.session ?? {};
  expect(redactions + Object.values(withheld).reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(await replay(run)).toContain('of which redaction or the scan before writing took something out');
});

test('a blob report carries large values along, to the HTML report it is merged into', async ({
  runInlineTest,
  replay,
}) => {
  const config = configFile({
    reporter: `[['playwright-ipc-recorder/reporter'], ['blob', { outputDir: 'blob' }], ['json', { outputFile: 'report.json' }]]`,
  });
  const run = await runInlineTest(
    { 'playwright.config.ts': config, 'a.spec.ts': `${HEAD}${READS_BYTES}` },
    { env: { IPC_RECORDER_MODE: 'on' } },
  );
  for (const name of ['test-results', 'report.json']) rmSync(join(run.folder, name), { recursive: true });
  const merged = await runInlineTest(
    {},
    {
      add: true,
      command: 'merge-reports',
      args: ['--reporter=html', 'blob'],
      env: { PLAYWRIGHT_HTML_OPEN: 'never', PLAYWRIGHT_HTML_OUTPUT_DIR: join(run.folder, 'html') },
    },
  );
  expect(merged.exitCode, merged.output).toBe(0);
  const data = join(run.folder, 'html', 'data');
  const whole = readdirSync(data).filter((name) => name.endsWith('.gz'));
  expect(whole).toHaveLength(1);
  expect(await replay(run, join(data, whole[0] ?? ''))).toContain('Same: the test passes, as recorded');
});
