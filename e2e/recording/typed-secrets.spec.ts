import { join } from 'node:path';
import { callsOf, configFile, expect, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';
import { findSecretsBelow } from '../support/sessions/find-secrets.ts';

/** What is typed; by their form and their place none of them is a secret. */
const SECRETS = { password: 'velvet-Otter-41', code: '482913', card: '4111111111111112', filled: 'copper-Falcon-58' };
/** How the specs get them: the source that the runner prints around an error must not have them. */
const env = { PLANTED: JSON.stringify(SECRETS) };

const PAGE = `<body>
  <input id=user><input id=a type=password><input id=b autocomplete=one-time-code><input id=c autocomplete=cc-number><button>Sign in</button>
  <script>
    const { invoke } = window.__TAURI_INTERNALS__;
    const value = (id) => document.getElementById(id).value;
    // Each letter of it goes through the app first, as frameworks have it.
    document.getElementById('a').oninput = () => invoke('typing', { state: [value('user'), value('a')] });
    document.querySelector('button').onclick = () => {
      invoke('sign_in', { args: [value('user'), value('a'), value('b'), Number(value('b')), value('c').replaceAll(' ', '')] });
      invoke('report', { text: 'signed in as ' + value('user') + ' with ' + value('a') + ' and ' + value('b'), packed: btoa('a:' + value('a')), [value('a')]: 1 });
    };
  </script>`;

const SPEC = `${SPEC_HEAD}
const secrets = JSON.parse(process.env.PLANTED);
const html = ${JSON.stringify(PAGE)};
const start = async (page) => {
  await page.addInitScript(mock);
  await page.route('https://notes.test/**', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('https://notes.test/');
};
`;

test('what is typed into fields for passwords, codes and cards is in no file of ours, wherever the app sends it', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({
        use: `ipcRecorder: { mode: 'on', checkpoints: 'actions', events: { interactions: true, console: true } }`,
      }),
      'a.spec.ts': `${SPEC}
        test('typed', async ({ page, ipc }) => {
          await start(page);
          // Before anybody can know that it is one.
          await invoke(page, 'early', { remembered: [secrets.password] });
          await invoke(page, 'early_log', { log: 'line of a log. '.repeat(10_000) + secrets.password });
          await page.locator('#user').fill('bob');
          await page.locator('#a').pressSequentially(secrets.password);
          await page.locator('#b').fill(secrets.code);
          await page.locator('#c').fill('4111 1111 1111 1112');
          await page.locator('button').click();
          await expect(ipc).toHaveInvoked('report');
          throw new Error('rejected ' + secrets.password);
        });`,
    },
    { env },
  );
  const [attempt] = run.of('typed');
  const { password, code, card } = SECRETS;
  expect(findSecretsBelow(join(run.folder, 'test-results', 'ipc'), { password, code, card })).toEqual([]);
  const token = expect.stringMatching(/^‹typed:h:[\w-]{10}›$/);
  const calls = callsOf(attempt?.session);
  expect(calls.find(({ command }) => command === 'sign_in')?.args).toEqual({
    args: ['bob', token, token, token, token],
  });
  expect(calls.find(({ command }) => command === 'early')?.args).toEqual({ remembered: [token] });
  expect(calls.find(({ command }) => command === 'early_log')?.args).toEqual({
    log: { $file: expect.objectContaining({ type: 'string', tokens: [token] }) },
  });
  expect(calls.find(({ command }) => command === 'report')?.args).toMatchObject({
    text: expect.stringMatching(/^signed in as bob with ‹typed:h:[\w-]{10}› and ‹typed:h:[\w-]{10}›$/),
  });
  expect(attempt?.session?.withheld).toBeUndefined();
  expect(attempt?.session?.test?.errors?.[0]).toMatch(/^Error: rejected ‹typed:h:/);
});

test('a value that Playwright could not fill in is one too, by the selector', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({
        use: `actionTimeout: 500, ipcRecorder: { mode: 'on', checkpoints: 'actions' }`,
      }),
      'a.spec.ts': `${SPEC}
        test('filled', async ({ page }) => {
          await start(page);
          await page.getByLabel('Password').fill(secrets.filled);
        });`,
    },
    { env },
  );
  const [attempt] = run.of('filled');
  expect(attempt?.session?.test?.errors?.[0]).toContain('getByLabel');
  expect(findSecretsBelow(join(run.folder, 'test-results', 'ipc'), { filled: SECRETS.filled })).toEqual([]);
});
