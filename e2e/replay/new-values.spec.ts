// Replays of apps whose ids, times, sessions and headers decide which answer is meant: those of another run, and in another order.
import { copyFileSync } from 'node:fs';
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

/** Records a spec, and replays it with whatever else the environment says. */
const test = base.extend<{
  replayed: (
    spec: string,
    env?: Record<string, string>,
    ...args: string[]
  ) => Promise<{ run: InlineRun; text: string }>;
}>({
  replayed: async ({ runInlineTest }, use) => {
    await use(async (spec, env = {}, ...args) => {
      const run = await recordSpec(runInlineTest, `${HEAD}${spec}`);
      return { run, text: (await replaySession(run, { args, env: { POISON: '1', ...env } })).text };
    });
  },
});

/** A function of the page. */
declare const nanoid: () => string;

/** How specs of this file begin: a page with an app, and a mock that answers with nothing true when it is replayed. */
const HEAD = `${SPEC_HEAD}
  const start = async (page, script, answers) => {
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<p id="out"></p><script>const { invoke, transformCallback } = window.__TAURI_INTERNALS__; const show = (text) => { document.getElementById("out").textContent += text + ";"; };' + script + '</script>' }));
    await page.addInitScript('window.answers = ' + (process.env.POISON ? '() => "poison"' : answers) + ';');
    await page.addInitScript(() => {
      const listeners = {};
      const callbacks = new Map();
      window.emit = (event, payload) => (listeners[event] ?? []).forEach((id) => callbacks.get(id)?.({ event, id: 1, payload }));
      window.__TAURI_INTERNALS__ = {
        transformCallback: (callback) => { const id = Math.floor(Math.random() * 1e9); callbacks.set(id, callback); return id; },
        invoke: async (command, args, options) => {
          if (command === 'plugin:event|listen') { (listeners[args.event] ??= []).push(args.handler); return 1; }
          return window.answers(command, args, options);
        },
      };
    });
    await page.goto('http://localhost/');
  };
  const out = (page) => expect(page.locator('#out'));
`;

test('ids and times of every form are those of this run, and come back in answers', async ({ replayed }) => {
  const makers = [
    () => `draft-${Date.now()}`,
    () => String(Date.now()),
    () => `log.${Math.floor(Date.now() / 1000)}`,
    () => Date.now(),
    () => crypto.randomUUID(),
    () => `note-${crypto.randomUUID()}`,
    () => `${crypto.randomUUID()}-thumb`,
    () => `x_${crypto.randomUUID()}_y`,
    () => crypto.randomUUID().replaceAll('-', ''),
    () => `draft-${Math.random().toString(36).slice(2)}`,
    () => `n_${nanoid()}`,
    () => {
      let at = performance.now();
      // A reading without a fraction, or with a half, looks like any number.
      while (Number.isInteger(at * 2)) at = performance.now();
      return at;
    },
  ];
  const script = `
    const nanoid = () => Array.from(crypto.getRandomValues(new Uint8Array(21)), (byte) => 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict'[byte & 63]).join('');
    (async () => {
      const makers = [${makers.map(String).join(',')}];
      for (const [nth, make] of makers.entries()) {
        await new Promise((resolve) => setTimeout(resolve, 7));
        const id = make();
        const kept = await invoke('keep', { nth, id }).catch(String);
        const again = typeof id === 'number' ? kept : await invoke('load', { path: '/notes/' + id }).catch(String);
        show(nth + (kept.id === id && (typeof id === 'number' || again === 'text of ' + id) ? '' : ' ' + JSON.stringify([id, kept, again])));
      }
    })();`;
  const all = makers.map((_maker, nth) => `${nth};`).join('');
  const { text } = await replayed(`test('keeps', async ({ page }) => {
    await start(page, ${JSON.stringify(script)}, '(command, args) => command === "keep" ? { id: args.id } : "text of " + args.path.slice(7)');
    await out(page).toHaveText(${JSON.stringify(all)});
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
});

for (const [where, asks] of [
  ['a call tells', "invoke('ask', { replyTo: id })"],
  ['only the listener tells', "invoke('ask', {})"],
] as const) {
  test(`an event that is named by an id comes under the name of this run: ${where} it`, async ({ replayed }) => {
    const script = `(async () => {
      const id = crypto.randomUUID();
      await invoke('plugin:event|listen', { event: 'reply-' + id, target: { kind: 'Any' }, handler: transformCallback(({ event, payload }) => show(event === 'reply-' + id ? payload : event)) });
      ${asks}.then(show, show);
      window.last = id;
    })();`;
    const { text } = await replayed(
      `test('asks', async ({ page }) => {
      await start(page, ${JSON.stringify(script)}, '() => { setTimeout(() => window.emit("reply-" + window.last, "pear"), 20); return "asked"; }');
      await out(page).toHaveText('asked;pear;', { timeout: 3000 });
    });`,
      {},
      '--mock',
      'aside',
    );
    expect(text).toContain('Same: the test passes, as recorded');
  });
}

test('sessions of the app are no secrets: each has its own answer, in another order too', async ({ replayed }) => {
  const script = (order: string) => `(async () => {
    for (const { id } of (await invoke('rooms'))${order}) {
      const state = await invoke('room_state', { sessionId: id }).catch((error) => error);
      show(id + ' ' + (state.session_id === id ? state.topic : JSON.stringify(state)));
    }
  })();`;
  const { run, text } = await replayed(
    `test('shows', async ({ page }) => {
      const rooms = ['r1', 'session-2', 'kitchen-9f3a77c2', '0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01'];
      const script = process.env.POISON ? ${JSON.stringify(script('.reverse()'))} : ${JSON.stringify(script(''))};
      await start(page, script, '(command, args) => command === "rooms" ? ' + JSON.stringify(rooms.map((id) => ({ id }))) + ' : { session_id: args.sessionId, topic: "topic of " + args.sessionId }');
      for (const id of rooms) await expect(page.locator('#out')).toContainText(id + ' topic of ' + id);
    });`,
  );
  expect(text).toContain('Same: the test passes, as recorded');
  expect(callsOf(run.attempts[0]?.session).map(({ args }) => args)).toContainEqual({ sessionId: 'kitchen-9f3a77c2' });
});

/** Reads two files by raw commands, whose path is in a header; another path, or order, where a variable says so. */
const reads = `test('reads', async ({ page }) => {
  const paths = (process.env.PATHS ?? '/home/a.txt /home/b.txt').split(' ');
  await start(page, '(async () => { for (const path of ' + JSON.stringify(paths) + ') show(await invoke("read", new Uint8Array([1]), { headers: new Headers({ Path: path }) }).catch(() => "refused")); })();',
    '(command, args, options) => "text of " + options.headers.get("path")');
  for (const path of ['/home/a.txt', '/home/b.txt']) await expect(page.locator('#out')).toContainText('text of ' + path);
});`;

test('a suite that is pinned makes the same ids at the same time again, whatever they look like', async ({
  runInlineTest,
}) => {
  const script =
    "invoke('keep', { id: Math.random().toString(36).slice(2, 6), day: new Date().toISOString().slice(0, 10) }).then(show);";
  const spec = `${HEAD}test('keeps', async ({ page }) => {
    await start(page, ${JSON.stringify(script)}, '(command, args) => "kept on " + args.day');
    await out(page).toHaveText('kept on 2024-01-01;');
  });`;
  const run = await runInlineTest({ 'a.spec.ts': spec }, { env: { IPC_RECORDER_MODE: 'on', IPC_RECORDER_PIN: '1' } });
  expect(run.attempts[0]?.session?.test).toMatchObject({ seed: expect.any(String), clock: '2024-01-01T12:00:00.000Z' });
  // The session says so: the replay needs no variable.
  const { stdout } = await runCli(['replay', sessionPath(run.attempts[0])], {
    cwd: run.folder,
    env: { POISON: '1' },
  });
  expect(stdout).toContain('Same: the test passes, as recorded');
});

test('rules of the config say what is the same call, and another recording teaches them', async ({
  runInlineTest,
}, testInfo) => {
  const spec = `${HEAD}test('keeps', async ({ page }) => {
    const script = "invoke('keep', { tag: 'tag " + (process.env.TAG ?? 'one') + "', n: 1 }).then(show, () => show('refused'));";
    await start(page, script, '() => "kept"');
    await out(page).toHaveText('kept;', { timeout: 2000 });
  });`;
  const config = configFile({
    use: "ipcRecorder: { mode: 'on', replay: process.env.RULES ? { normalize: ({ args }) => ({ args: { ...args, tag: '' } }) } : {} },",
  });
  const record = async (env: Record<string, string>, name: string) => {
    const run = await runInlineTest({ 'a.spec.ts': spec, 'playwright.config.ts': config }, { env });
    // The next run makes the folder anew.
    const file = testInfo.outputPath(name);
    copyFileSync(sessionPath(run.attempts[0]), file);
    return { folder: run.folder, file };
  };
  const [one, two] = [await record({}, 'one.json'), await record({ TAG: 'two' }, 'two.json')];
  const replay = async (env: Record<string, string>, ...args: string[]) => {
    const { stdout, stderr } = await runCli(['replay', one.file, ...args], {
      cwd: one.folder,
      env: { POISON: '1', TAG: 'three', ...env },
    });
    return stdout + stderr;
  };
  expect(await replay({})).toContain('tag was "tag one", is "tag three"');
  expect(await replay({ RULES: '1' })).toContain('Same: the test passes, as recorded');
  const learnt = await replay({}, '--learn', two.file);
  expect(learnt).toContain('Learnt that these may differ: keep:tag');
  expect(learnt).toContain('Same: the test passes, as recorded');
  const diff = async (...args: string[]) =>
    (await runCli(['diff', one.file, two.file, ...args], { cwd: one.folder })).exitCode;
  expect([await diff(), await diff('--ignore', 'keep:tag')]).toEqual([1, 0]);
});

test('a header says which answer is meant, in another order too', async ({ replayed }) => {
  const { run, text } = await replayed(reads, { PATHS: '/home/b.txt /home/a.txt' });
  expect(text).toContain('Same: the test passes, as recorded');
  expect(callsOf(run.attempts[0]?.session)[0]).toMatchObject({ options: { headers: { path: '/home/a.txt' } } });
});

test('another path in a header is not the same call', async ({ replayed }) => {
  const { text } = await replayed(reads, { PATHS: '/etc/WRONG /home/b.txt' });
  expect(text).not.toContain('Same: the test passes');
  expect(text).toContain('options.headers.path was "/home/a.txt", is "/etc/WRONG"');
});
