import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runCli } from '../support/runner/run-cli.ts';
import {
  callsOf,
  configFile,
  expect,
  type InlineRun,
  SPEC_HEAD,
  sessionPath,
  test,
} from '../support/runner/run-inline-test.ts';
import { findSecretsBelow, findSecretsIn } from '../support/sessions/find-secrets.ts';

/** One secret for each way to know of it. */
const SECRETS = {
  declared: 'Zü"rich &/7 key+%',
  environment: 'q7Xw-93kd_Lm2PzR8tVb',
  form: `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`,
  byKey: 'velvet-Otter-41',
  byPath: 'copper-Falcon-58',
};
/** How the specs get them: their own text, which the runner prints around an error, must not have them. */
const env = { PLANTED: JSON.stringify(SECRETS), NOTES_API_TOKEN: SECRETS.environment };

const use = `ipcRecorder: { mode: 'retain-on-failure', events: { console: true, interactions: true, mutations: true, state: true }, redact: {
  values: [JSON.parse(process.env.PLANTED ?? '{"declared":""}').declared], paths: { 'unlock*': ['args.*.deep', 'result.Ok.1'] } } },`;

const HEAD = `${SPEC_HEAD}
const secrets = JSON.parse(process.env.PLANTED);
const { byKey, byPath } = secrets;
/** Those that are found wherever they stand. */
const anywhere = [secrets.declared, secrets.environment, secrets.form];
/** A secret on every way a value can take. */
const values = (secret) => [
  secret, 'before ' + secret + ' after', { [secret]: 1 }, { text: JSON.stringify({ a: [secret] }) }, JSON.stringify(JSON.stringify({ secret })),
  'https://host/path?q=' + encodeURIComponent(secret) + '#' + encodeURIComponent(secret), 'https://user:' + encodeURIComponent(secret) + '@host/',
  'a=1&b=' + new URLSearchParams({ x: secret }), Buffer.from(secret).toString('base64'), Buffer.from('user:' + secret).toString('base64'),
  Buffer.from(JSON.stringify({ x: secret })).toString('base64'), new Map([[secret, secret], [1, secret]]), new Set([secret]),
  new TextEncoder().encode('bytes of ' + secret), [...new TextEncoder().encode('numbers of ' + secret)], { ...new TextEncoder().encode('members ' + secret) },
  Buffer.from('wide ' + secret, 'utf16le'), Object.assign(new TypeError('failed with ' + secret, { cause: new Error(secret) }), { extra: secret }),
  'x'.repeat(65_500) + ' ' + secret + ' '.repeat(100), 'x'.repeat(65_530) + ' ' + secret + ' and more', 'Bearer ' + secret, 'data:text/plain;base64,' + Buffer.from('{"a":"' + secret + '"}').toString('base64'),
  Buffer.from(secret).toString('hex'), 'key ' + Buffer.from(secret).toString('hex').toUpperCase() + '.',
];
/** A secret wherever its name can stand. */
const named = (secret) => [
  { password: secret, authToken: { deep: [secret] }, X_API_KEY: new TextEncoder().encode(secret) }, ['--password', secret], ['--verbose', '--token', secret, 'x'], ['x-api-key', secret],
  [['x-api-key', secret], ['accept', '*/*']], new Map([[1, 2], ['password', secret]]), { name: 'password', value: secret }, 'login --password ' + secret, 'curl -u bob:' + secret + ' https://host',
  'user[password]=' + secret + '&a=1', 'user%5Bpassword%5D=' + secret, 'GET /?x=1&access_token=' + secret, 'https://bob:' + secret + '@host/', 'Authorization: Bearer ' + secret, 'X-Api-Key: ' + secret + '\\nHost: x',
  'Cookie: a=' + secret + '; b=' + secret, '{"user":"bob","password":"' + secret, 'Login { password: "' + secret + '" }', '?data=' + encodeURIComponent(JSON.stringify({ password: secret })),
  JSON.stringify(JSON.stringify({ password: secret })), '  ' + JSON.stringify({ credentials: [secret] }), { config: JSON.stringify({ nested: JSON.stringify({ clientSecret: secret }) }) },
];
class Mouthpiece { async attach(sink) { this.sink = sink; } async detach() {} }
/** Every kind of event, with a text in every field. */
const tellAll = (sink, text, args) => {
  const place = { page: text, frame: text, more: { deep: [text] } };
  const call = { command: text, args, options: { headers: args }, webview_label: text, source: text, url: text, ...place };
  const answered = sink.started({ ...call, id: text + Math.random() });
  sink.settled(answered, { result: { Ok: args } });
  const failed = sink.started(call);
  sink.settled(failed, { result: { Err: text }, error: Object.assign(new Error(text), { args }) });
  sink.started({ ...call, args: { pending: args } });
  for (const kind of ['send', 'push']) sink.event({ ...call, kind, channel: text, retry_of: text });
  const timestamp = new Date().toISOString();
  const events = [
    { type: 'StateChange', key: text, caused_by: text }, { type: 'DomMutation', webview_label: text, mutation_count: 1 }, { type: 'DomInteraction', action: 'Fill', selector: text, value: text, webview_label: text },
    { type: 'WindowEvent', label: text, event: text, url: text }, { type: 'Console', level: text, message: text },
  ];
  for (const event of events) sink.event({ ...event, timestamp, ...place });
  sink.batched?.();
};
const plant = async (page, ipc) => {
  const source = new Mouthpiece();
  await ipc.attach(source);
  for (const secret of anywhere) tellAll(source.sink, 'text with ' + secret, [values(secret), named(secret)]);
  tellAll(source.sink, 'plain', named(byKey));
  const unlock = source.sink.started({ command: 'unlock_all', args: { x: { deep: { y: [byPath] } } } });
  source.sink.settled(unlock, { result: { Ok: ['a', byPath] } });
  await open(page);
  await page.goto('https://notes.test/');
  // Playwright names a step for each address that a test itself goes to.
  await page.evaluate((query) => setTimeout(() => { location.search = query; }), '?q=' + encodeURIComponent(secrets.form) + '&access_token=' + byKey);
  await page.waitForFunction(() => location.search !== '');
  await page.evaluate(([list, byKey]) => {
    for (const [i, secret] of list.entries()) {
      localStorage.setItem('note ' + i + secret, 'has ' + secret);
      localStorage.setItem('auth', JSON.stringify({ password: byKey }));
      sessionStorage.setItem('password', byKey);
      console.error('logged', secret, { password: byKey });
      history.pushState(null, '', '?q=' + encodeURIComponent(secret));
      void window.__TAURI_INTERNALS__.invoke('note ' + secret, { title: secret, password: byKey, bytes: new TextEncoder().encode('has ' + secret) });
      setTimeout(() => { throw new Error('uncaught ' + secret); });
    }
    void window.__TAURI_INTERNALS__.invoke('hang', { password: byKey });
    globalThis.__IPC_RECORDER_STATE__ = { list, password: byKey };
  }, [anywhere, byKey]);
  for (const secret of anywhere) await ipc.checkpoint('label ' + secret, { given: values(secret), named: named(secret) });
  await ipc.checkpoint('named', named(byKey));
};
test.beforeEach(async ({ context }) => { await context.route('https://notes.test/**', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>notes</h1>' })); });
`;

/** The type of the text that stands in the place of a withheld attachment. */
const WITHHELD = 'text/plain; by=playwright-ipc-recorder';
const ATTACHED = ['ipc-session', 'ipc-timeline', 'ipc-summary', 'ipc-session-worker'];

function reporters(...names: string[]) {
  return configFile({ reporter: `[${names.join(', ')}, ['json', { outputFile: 'report.json' }]]`, use });
}
const OURS = `['playwright-ipc-recorder/reporter']`;

/** Ours alone: where the suite itself names its tests by secrets, Playwright prints them. */
function findInOurs({ folder, attempts }: InlineRun): string[] {
  const inline = attempts.flatMap(({ attachments }) =>
    attachments
      .filter(({ name, body }) => name.startsWith('ipc-') && body !== undefined)
      .flatMap(({ name, body = '' }) =>
        findSecretsIn(Buffer.from(body, 'base64'), SECRETS).map((one) => `${name}: ${one}`),
      ),
  );
  const ipc = join(folder, 'test-results', 'ipc');
  return [...inline, ...(statSync(ipc).isDirectory() ? findSecretsBelow(ipc, SECRETS) : [])];
}

test('the search of these tests finds what is packed, in whatever it is packed', () => {
  const { declared } = SECRETS;
  const json = JSON.stringify({ title: `before ${declared} after`, more: 'x'.repeat(60) });
  const attachment = JSON.stringify({ attachments: [{ body: gzipSync(json).toString('base64') }] });
  const page = `<script>"data:application/zip;base64,${gzipSync(attachment).toString('base64')}"</script>`;
  const found = (text: string) => findSecretsIn(Buffer.from(text), SECRETS).map((one) => one.split(' as ')[0]);
  for (const text of [json, attachment, page, JSON.stringify({ body: Buffer.from(page).toString('base64') })])
    expect(found(text)).toEqual(['declared']);
  expect(found(page.replace('H4sI', 'AAAA'))).toEqual([]);
});

test('a secret in every field of every event, checkpoint and state is in no file and no line of a run', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': reporters(OURS, `['list']`, `['html', { open: 'never', outputFolder: 'html-report' }]`),
      'a.spec.ts': `${HEAD}
        test.beforeAll(async ({ browser }) => {
          const page = await browser.newPage();
          await open(page);
          for (const secret of anywhere) await page.evaluate(([text, byKey]) => window.__TAURI_INTERNALS__.invoke('set_up', { text, password: byKey }), [secret, byKey]);
        });
        test('planted', async ({ page, ipc }) => {
          await plant(page, ipc);
          await expect.soft(ipc).toHaveInvoked('hang', { password: byKey + '?', note: anywhere.join() }, { timeout: 200 });
          await expect.soft(ipc).toHaveInvoked('unlock_all', { x: { deep: { y: [byPath + '?'] } } }, { timeout: 200 });
          await expect.soft(ipc).toHaveInvoked('never ' + anywhere[0], undefined, { timeout: 200 });
          await ipc.waitForCall(anywhere[1], { timeout: 200 });
        });
        test('killed', async ({ page, ipc }) => {
          await plant(page, ipc);
          process.kill(process.pid, 'SIGKILL');
        });`,
    },
    { env },
  );
  expect(
    run
      .of('planted')[0]
      ?.attachments.map(({ name }) => name)
      .filter((name) => name.startsWith('ipc-')),
  ).toEqual(ATTACHED);
  for (const title of ['planted', 'killed']) {
    const session = run.of(title)[0]?.session;
    expect(session?.redactions).toBeGreaterThan(1_000);
    // The net has caught nothing: redaction itself found all of it.
    expect(session?.withheld).toBeUndefined();
    expect(callsOf(session).find(({ command }) => command === 'unlock_all')).toMatchObject({
      args: { x: { deep: { y: [expect.stringMatching(/^‹secret:h:/)] } } },
      result: { Ok: ['a', expect.stringMatching(/^‹secret:h:/)] },
    });
  }
  expect(run.output).toContain('IPC');
  expect(findSecretsIn(Buffer.from(run.output), SECRETS)).toEqual([]);
  expect(findSecretsBelow(join(run.folder, 'test-results'), SECRETS)).toEqual([]);
  expect(findSecretsBelow(join(run.folder, 'html-report'), SECRETS)).toEqual([]);

  const [planted, killed] = ['planted', 'killed'].map((title) => sessionPath(run.of(title)[0]));
  for (const args of [
    ['show', '--text', planted],
    ['diff', '--all', planted, killed],
    ['codegen', planted],
    ['codegen', '--format', 'handlers', planted],
    ['contract', 'infer', planted],
    ['ls', run.folder],
    ['validate', planted],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args as string[], { cwd: run.folder });
    // `diff` finds differences; none was called in a wrong way. What is searched is what they are made to say.
    expect.soft(exitCode, stderr).toBe(args[0] === 'diff' ? 1 : 0);
    expect.soft(stdout.length, args.join(' ')).toBeGreaterThan(100);
    expect(findSecretsIn(Buffer.from(stdout + stderr), SECRETS)).toEqual([]);
  }
});

test('names of tests and steps, files and errors that come from data are redacted wherever they are ours', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({
        reporter: `[${OURS}, ['./quiet.ts'], ['json', { outputFile: 'report.json' }]]`,
        use,
      }),
      // Playwright's own reporters print names and errors as they are.
      'quiet.ts': 'export default class { printsToStdio() { return true; } }',
      'a.spec.ts': `${HEAD}
        for (const [i, secret] of [...anywhere, JSON.stringify({ password: byKey })].entries())
          test('test ' + i + ' of ' + secret, async ({ page, ipc }) => {
            await open(page);
            await test.step('step of ' + secret, async () => {
              await invoke(page, 'fail', { title: 'Milk' });
              throw new Error('failed with ' + secret);
            });
          });
        test.afterAll(() => { throw new Error('after all: ' + anywhere.join() + ' password=' + byKey); });`,
    },
    { env, args: ['--workers=1'] },
  );
  expect(run.attempts).toHaveLength(4);
  expect(run.attempts.every(({ session }) => session?.test?.errors?.[0]?.includes('failed with'))).toBe(true);
  expect(findInOurs(run)).toEqual([]);
  expect(findSecretsIn(Buffer.from(run.output), SECRETS)).toEqual([]);
});

test('the journals that a killed run leaves, without any reporter of ours, have no secret', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({ reporter: `[['json', { outputFile: 'report.json' }]]`, use }),
      'a.spec.ts': `${HEAD}
        test('killed', async ({ page, ipc }) => {
          await plant(page, ipc);
          process.kill(process.pid, 'SIGKILL');
        });
        test('kept by the worker', async ({ page, ipc }) => {
          await plant(page, ipc);
          throw new Error('failed with ' + anywhere.join() + ' password=' + byKey);
        });`,
    },
    { env },
  );
  expect(readdirSync(join(run.folder, 'test-results', 'ipc'), { recursive: true })).toContainEqual(
    expect.stringContaining('journal.ndjson'),
  );
  expect(run.of('kept by the worker')[0]?.attachments.map(({ name }) => name)).toEqual(
    expect.arrayContaining(ATTACHED.slice(0, 3)),
  );
  const kept = run.of('kept by the worker')[0]?.session;
  expect(kept?.test?.errors?.[0]).toMatch(/failed with ‹declared.* password=‹password:h:/);
  expect(kept?.withheld).toBeUndefined();
  expect(findInOurs(run)).toEqual([]);
});

test('a retry in another worker, and another worker, have the same tokens', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({ config: 'retries: 1, workers: 2,' }),
      'a.spec.ts': `${HEAD}
        test('one', async ({ page }) => { await open(page); await invoke(page, 'log_in', { password: byKey }); expect(1).toBe(2); });`,
      'b.spec.ts': `${HEAD}
        test('two', async ({ page }) => {
          await open(page);
          await invoke(page, 'log_in', { password: byKey, env: process.env.IPC_RECORDER_REDACT_KEY ?? 'no key' });
          expect(1).toBe(2);
        });`,
    },
    { env },
  );
  const args = run.attempts.map(({ session }) => callsOf(session)[0]?.args as { password: string; env?: string });
  expect(args).toHaveLength(4);
  expect(args[0]?.password).toMatch(/^‹password:h:/);
  expect(new Set(args.map(({ password }) => password)).size).toBe(1);
  expect(args.map((one) => one.env).filter(Boolean)).toEqual(['no key', 'no key']);
  const again = await runInlineTest({}, { env: { ...env, IPC_RECORDER_REDACT_KEY: 'of the project' }, add: true });
  const third = await runInlineTest({}, { env: { ...env, IPC_RECORDER_REDACT_KEY: 'of the project' }, add: true });
  const passwordIn = ({ attempts: [attempt] }: InlineRun) =>
    (callsOf(attempt?.session)[0]?.args as { password?: string } | undefined)?.password;
  expect(passwordIn(again)).toMatch(/^‹password:h:/);
  expect(passwordIn(third)).toBe(passwordIn(again));
  expect(passwordIn(again)).not.toBe(args[0]?.password);
});

test('a secret that the difference to the attempt that passed would say is withheld, and told of', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({
        config: 'retries: 1,',
        use: 'ipcRecorder: { redact: { values: [process.env.PLANTED] } },',
      }),
      'a.spec.ts': `${SPEC_HEAD}
        test('flaky', async ({ page }, { retry }) => {
          await open(page);
          await page.evaluate((name) => window.__TAURI_INTERNALS__.invoke(name, {}), retry === 0 ? 'one' : 'two');
          expect(retry).toBe(1);
        });`,
    },
    // No session says this, only what compares two of them.
    { env: { PLANTED: 'was called in attempt 1 and not' } },
  );
  expect(run.of('flaky').map(({ status }) => status)).toEqual(['failed', 'passed']);
  expect(run.output).toMatch(/\[ipc-reporter\] The session of "flaky" was withheld.*redact\.values\[0\]/);
  const ours = run.of('flaky')[0]?.attachments.filter(({ name }) => name.startsWith('ipc-')) ?? [];
  expect(ours.map(({ contentType }) => contentType)).toEqual([WITHHELD, WITHHELD, WITHHELD]);
});

test("where no file can be written, the rules of a file's own travel with its session", async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({
        config: `globalSetup: './no-folder.ts',`,
        reporter: `[${OURS}, ['./quiet.ts'], ['json', { outputFile: 'report.json' }]]`,
      }),
      'quiet.ts': 'export default class { printsToStdio() { return true; } }',
      'no-folder.ts': `import { mkdirSync, writeFileSync } from 'node:fs';
        export default () => { mkdirSync('test-results', { recursive: true }); writeFileSync('test-results/ipc', ''); };`,
      'a.spec.ts': `${HEAD}
        test.use({ ipcRecorder: { redact: { values: [secrets.byPath] } } });
        test('fails', async ({ page }) => { await open(page); await invoke(page, 'note', { text: byPath }); expect(1).toBe(2); });
        test.afterAll(() => { throw new Error('after all: ' + byPath); });`,
    },
    { env },
  );
  const [attempt] = run.of('fails');
  expect(attempt?.errors.map(({ message }) => message).join()).toContain(`after all: ${SECRETS.byPath}`);
  expect(callsOf(attempt?.session)[0]?.args).toEqual({ text: expect.stringMatching(/^‹declared:h:/) });
  expect(run.output).toContain('IPC: 1 call');
  // The error of the hook is known to the runner alone, and its secret to the file alone.
  expect(findInOurs(run)).toEqual([]);
  expect(findSecretsIn(Buffer.from(run.output), SECRETS)).toEqual([]);
  const summary = attempt?.attachments.find(({ name }) => name === 'ipc-summary')?.body ?? '';
  expect(Buffer.from(summary, 'base64').toString()).toContain('the rules of redaction that this file has');
});

test('what redaction has missed is withheld, counted and told of: a line, and where that is not enough what is attached', async ({
  runInlineTest,
}) => {
  // No text has this secret in it, so redaction cannot find it; the JSON of a line has, or that of a session, whose keys are sorted.
  const secret = 'first-Half-1","b":"second-Half-2';
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({ use: 'ipcRecorder: { redact: { values: [process.env.PLANTED] } },' }),
      'a.spec.ts': `${SPEC_HEAD}
        const halves = { a: 'first-Half-1', b: 'second-Half-2' };
        test('a line', async ({ page }) => {
          await open(page);
          await invoke(page, 'in_order', halves);
          await invoke(page, 'harmless', {});
          expect(1).toBe(2);
        });
        test('an attachment', async ({ page }) => {
          await open(page);
          await invoke(page, 'out_of_order', { b: halves.b, a: halves.a });
          expect(1).toBe(2);
        });`,
    },
    { env: { PLANTED: secret } },
  );
  const line = run.of('a line')[0];
  expect(callsOf(line?.session).map(({ command }) => command)).toEqual(['harmless']);
  // The call, and its answer.
  expect(line?.session?.withheld).toEqual({ 'redact.values[0]': 2 });
  expect(run.output).toMatch(
    /\[ipc-reporter\] Some of the session of "a line" was withheld.*redact\.values\[0\] \(2\)/,
  );

  const attachment = run.of('an attachment')[0];
  const texts = attachment?.attachments.filter(({ name }) => name.startsWith('ipc-')) ?? [];
  expect(texts.map(({ name, contentType }) => [name, contentType])).toEqual(
    ATTACHED.slice(0, 3).map((name) => [name, WITHHELD]),
  );
  for (const { body = '' } of texts) {
    const text = Buffer.from(body, 'base64').toString();
    expect(text).toContain('redact.values[0]');
    expect(text).toContain('What to do');
  }
  expect(run.output).toMatch(/\[ipc-reporter\] The session of "an attachment" was withheld.*redact\.values\[0\]/);
  expect(findSecretsBelow(join(run.folder, 'test-results'), { secret })).toEqual([]);
  expect(findSecretsBelow(join(run.folder, 'test-results', 'ipc'), { half: 'first-Half-1' })).toEqual([]);
  expect(findSecretsIn(Buffer.from(run.output), { secret })).toEqual([]);
});
