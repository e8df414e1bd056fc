import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type CliRun, runCli } from '../support/runner/run-cli.ts';
import { unfenced } from '../support/runner/unfenced.ts';
import { notesSession, SampleSession } from '../support/sessions/sample-session.ts';

const test = base.extend<{
  write: (files: Record<string, unknown>) => void;
  read: (name: string) => string;
  cli: (...args: string[]) => Promise<CliRun>;
}>({
  /** Writes files into the test's folder: text as it is, values as JSON. */
  write: async ({}, use, testInfo) => {
    await use((files) => {
      for (const [name, content] of Object.entries(files)) {
        const file = testInfo.outputPath(name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      }
    });
  },
  /** The text of a file in the test's folder. */
  read: async ({}, use, testInfo) => {
    await use((name) => readFileSync(testInfo.outputPath(name), 'utf8'));
  },
  cli: async ({}, use, testInfo) => {
    mkdirSync(testInfo.outputPath(), { recursive: true });
    await use((...args) => runCli(args, { cwd: testInfo.outputPath() }));
  },
});

/** Two calls of a notes app, the second answered as given. */
function twoCalls(second: Parameters<SampleSession['call']>[1]) {
  return new SampleSession()
    .call('load_notes', { args: {}, result: { Ok: [] }, duration_us: 2_000 })
    .at(10)
    .call('save_note', { args: { title: 'Milk' }, duration_us: 3_000, ...second })
    .build();
}

test('every command explains itself with examples', { tag: '@core' }, async ({ cli }) => {
  for (const command of [
    'show',
    'ls',
    'calls',
    'call',
    'step',
    'push',
    'state',
    'replay',
    'diff',
    'minimize',
    'codegen',
    'validate',
    'verify',
    'summary',
    'mcp',
    'export',
    'report',
  ]) {
    const run = await cli(command, '--help');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain(`Usage: ipc-recorder ${command} [options]`);
    expect(run.stdout).toContain('--json');
    expect(run.stdout).toContain(`Examples:\n  ipc-recorder ${command}`);
  }
  expect((await cli('contract', 'infer', '--help')).stdout).toContain('Learns from sessions');
  const { stdout } = await cli('contract', 'check', '--help');
  expect(stdout).toContain('Says where sessions part from a contract');
  expect(stdout).toMatch(/--contract <file> .*\(required\)/);
  expect((await cli('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('wrong use is exit code 2 and one message', { tag: '@core' }, async ({ cli }) => {
  expect(await cli('shwo')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: "Error: Unknown command 'shwo'\n(Did you mean show?)\n",
  });
  expect(await cli('show')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: "Error: Missing required argument 'session'\n",
  });
  expect(await cli('replay', 'a.json', 'b.json')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'Error: Did not expect "b.json". Give one session; arguments for Playwright go after --, and not with --target.\n',
  });
  const run = await cli('replay', 'a.json', '--timeout', 'soon');
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain('Expected milliseconds, such as 5000.');
  expect((await cli()).exitCode).toBe(2);
});

test(
  'show writes a page that holds the session, and prints where it is',
  { tag: '@core' },
  async ({ cli, write }, testInfo) => {
    write({ 'notes.json': notesSession() });
    const run = await cli('show', 'notes.json', '--output', 'out/timeline.html', '--json');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(
      /^Note: 1 call has a value that was cut when recorded: #10 thumbnail \(Uint8Array of 20,480\)\. A replay refuses it; .+\n$/,
    );
    const { path } = JSON.parse(run.stdout);
    expect(path).toBe(testInfo.outputPath('out/timeline.html'));
    expect(readFileSync(path, 'utf8')).toContain('keeps the title and the body of a new note');
  },
);

test('show prints the timeline for terminals, with nothing in it that could move the cursor', { tag: '@core' }, async ({
  cli,
  write,
}) => {
  const session = new SampleSession().call('load\u001b[2Jnotes', {
    args: { name: 'a\u202eb' },
    result: { Ok: '\u0007' },
    duration_us: 4_000,
  });
  write({ 'a.json': session.build(), 'notes.json': notesSession() });
  expect(unfenced((await cli('show', 'a.json', '--text')).stdout).split('\n')).toEqual([
    '',
    '    #0  load\\x1b[2Jnotes {"name":"a\\u202eb"} → "\\u0007" (4 ms)',
    '',
    '    1 call, 0 failed, 0 pending',
    '',
  ]);
  const { stdout } = await cli('show', 'notes.json', '--text');
  expect(stdout).toContain(
    "▸ save the note\n      ▸ click getByRole('button', { name: 'Save' })\n        #11  sync_remote",
  );
  expect(stdout).toContain('12 calls, 1 failed, 1 pending');
});

test('ls lists sessions, those cut off and those it cannot read', { tag: '@core' }, async ({ cli, write }) => {
  write({
    'test-results/ipc/notes-r1/ipc-session.json': notesSession(),
    'test-results/ipc/torn-r0/ipc-session.json': '{"id":',
  });
  const { stdout, exitCode } = await cli('ls');
  expect(exitCode).toBe(0);
  const lines = unfenced(stdout).split('\n');
  expect(lines[0]).toMatch(/^ {4}status +test +calls +failed +pending +age +path$/);
  expect(stdout).toMatch(
    /failed +Notes › saving › keeps the title .* \(retry 1\) +12 +1 +1 +now +test-results.ipc.notes-r1.ipc-session\.json/,
  );
  expect(stdout).toMatch(/unreadable +- +- +- +- +now +test-results.ipc.torn-r0/);
  const listed = JSON.parse((await cli('ls', 'test-results', '--json')).stdout);
  expect(listed).toHaveLength(2);
});

test('ls says when there is nothing to list', { tag: '@core' }, async ({ cli, write }) => {
  expect(await cli('ls')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'Error: There is no folder test-results and no playwright-report here. Name the folder to list.\n',
  });
  write({ 'empty/readme.txt': '' });
  expect(await cli('ls', 'empty')).toEqual({ exitCode: 0, stdout: 'No sessions in "empty".\n', stderr: '' });
});

test('validate names the first fault of a session and warns of what was lost', { tag: '@core' }, async ({
  cli,
  write,
}) => {
  const broken = twoCalls({ result: { Ok: 1 } });
  Object.assign(broken.events[1]?.event ?? {}, { duration_ms: -1 });
  write({ 'good.json': { ...twoCalls({ result: { Ok: 1 } }), dropped: { events: 7 } }, 'broken.json': broken });
  const good = await cli('validate', 'good.json');
  expect(good).toEqual({
    exitCode: 0,
    stdout: '✓ good.json: 2 events, 0 checkpoints\n    warning: lost while recording: 7 events\n',
    stderr: '',
  });
  const both = await cli('validate', 'good.json', 'broken.json');
  expect(both.exitCode).toBe(2);
  expect(both.stdout).toContain(
    '✗ broken.json\n    Failed to read "broken.json": Invalid session: events[1].event.duration_ms',
  );
  const json = JSON.parse((await cli('validate', 'good.json', 'broken.json', '--json')).stdout);
  expect(json).toMatchObject([
    { valid: true, counts: { events: 2 } },
    { valid: false, error: expect.any(String) },
  ]);
});

test('diff shows the first divergence, and is 0 for sessions that are the same', { tag: '@core' }, async ({
  cli,
  write,
}) => {
  write({ 'passed.json': twoCalls({ result: { Ok: 7 } }), 'failed.json': twoCalls({ result: { Err: 'disk full' } }) });
  const differing = await cli('diff', 'passed.json', 'failed.json');
  expect({ ...differing, stdout: unfenced(differing.stdout) }).toEqual({
    exitCode: 1,
    stdout: [
      'Compared 2 with 2 messages: 1 divergence.',
      '',
      'First divergence:',
      '  #1 / #1  save_note was answered 7 in the first session and failed with "disk full" in the second.',
      '',
    ].join('\n'),
    stderr: '',
  });
  expect(await cli('diff', 'passed.json', 'passed.json')).toEqual({
    exitCode: 0,
    stdout: 'Compared 2 with 2 messages: same.\n',
    stderr: '',
  });
  const json = await cli('diff', 'passed.json', 'failed.json', '--json');
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    same: false,
    first: { kind: 'result-changed', first: 1, second: 1 },
  });
});

test('diff folds what follows unless all is asked for', { tag: '@core' }, async ({ cli, write }) => {
  const many = new SampleSession();
  for (let at = 0; at < 20; at++) many.at(at * 10).call(`c${at}`, { result: { Ok: null } });
  write({ 'many.json': many.build(), 'none.json': new SampleSession().build() });
  const folded = await cli('diff', 'many.json', 'none.json');
  expect(folded.stdout).toContain('… and 9 more (--all shows them)');
  expect((await cli('diff', 'many.json', 'none.json', '--all')).stdout).toContain(
    '#19 /  c19 was called in the first session',
  );
});

test('replay sends the calls to a TypeScript target and compares every answer', async ({ cli, write }) => {
  write({
    'session.json': twoCalls({ result: { Ok: { id: 7, title: 'Milk' } } }),
    'same.ts':
      'export const invoke = (command: string, args: unknown): unknown => command === "load_notes" ? [] : { id: 7, ...(args as object) };',
    'other.ts': `
      console.log('not a result');
      setInterval(() => {}, 1000);
      export default {
        load_notes: () => [],
        save_note: async ({ title }: { title: string }) => ({ id: 8, title }),
      };`,
  });
  expect(await cli('replay', 'session.json', '--target', 'same.ts')).toEqual({
    exitCode: 0,
    stdout: 'Same: 2 as recorded, 0 different, 0 not sent.\n',
    stderr: '',
  });
  const other = await cli('replay', 'session.json', '--target', './other.ts');
  expect(other.exitCode).toBe(1);
  expect(unfenced(other.stdout)).toMatch(
    /^ {4}#1 {2}save_note \(\d+ ms\)\n {8}result\.Ok\.id: recorded 7, now 8\n\nDiffers: 1 as recorded, 1 different/m,
  );
  expect((await cli('replay', 'session.json', '--target', 'other.ts', '--ignore', 'result.Ok.id')).exitCode).toBe(0);
  expect((await cli('replay', 'session.json', '--target', 'other.ts', '--compare', 'shape')).exitCode).toBe(0);
});

test('replay with --json prints the report and nothing else', async ({ cli, write }) => {
  write({
    'session.json': twoCalls({ result: { Err: 'disk full' } }),
    'backend.mjs':
      'console.log("chatter"); export const commands = { load_notes() { console.log("more"); return []; } };',
  });
  const run = await cli('replay', 'session.json', '--target', 'backend.mjs', '--json');
  expect(run.exitCode).toBe(1);
  expect(JSON.parse(run.stdout)).toMatchObject({
    same: false,
    counts: { same: 1, differs: 1, skipped: 0 },
    calls: [
      { status: 'same' },
      { status: 'differs', actual: { result: { Err: 'the target has no command save_note' } } },
    ],
  });
  expect(run.stderr).toContain('more');
});

test('replay says what it found in a module that is no target', async ({ cli, write }) => {
  write({
    'session.json': twoCalls({}),
    'a.ts': 'export const port = 80;',
    'b.ts': 'throw new Error("no backend here");',
  });
  const advice = 'Export a function invoke(command, args), or a map of functions as commands or as default.';
  expect(await cli('replay', 'session.json', '--target', 'a.ts')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `Error: The target "a.ts" exports port (number). ${advice}\n`,
  });
  expect((await cli('replay', 'session.json', '--target', 'b.ts')).stderr).toBe(
    'Error: Failed to load the target "b.ts": no backend here\n',
  );
  expect((await cli('replay', 'session.json', '--target', 'c.ts')).stderr).toBe(
    'Error: Failed to load the target "c.ts": there is no such file.\n',
  );
});

test('a path below a file is an error that names it', { tag: '@core' }, async ({ cli, write }) => {
  write({ 'session.json': twoCalls({}) });
  for (const command of [['replay'], ['show'], ['contract', 'infer', '-o', 'contract.json']])
    expect(await cli(...command, 'session.json/ipc')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^Error: Failed to read "session\.json\/ipc": ENOTDIR/),
    });
});

test('replay says when the test did not run', async ({ cli, write }) => {
  const test = {
    title_path: ['fails'],
    file: 'a.spec.ts',
    line: 2,
    project: '',
    attempt: 0,
    status: 'failed',
    errors: ['Error: no Milk'],
  };
  write({
    'playwright.config.ts': 'export default {};',
    'a.spec.ts': "import { test } from '@playwright/test';\ntest('fails', () => { test.skip(); });",
    'session.json': { ...twoCalls({}), test },
  });
  const run = await cli('replay', 'session.json');
  expect(run.exitCode).toBe(2);
  expect(run.stdout).toContain('Not replayed. The test was skipped.');
  expect(run.stdout).not.toContain('Reproduced');
});

test('replay without a target needs to know the test', async ({ cli, write }) => {
  write({ 'session.json': twoCalls({}) });
  expect(await cli('replay', 'session.json')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'Error: The session "session.json" does not say which test it is of. Send its calls to a backend instead: --target <module>.\n',
  });
});

test('replay runs the recorded test and no other, and tells its outcome from the recorded one', async ({
  cli,
  write,
}, testInfo) => {
  const errors = ['Error: no Milk'];
  const session = (title: string, status: 'failed' | 'passed') => ({
    ...twoCalls({}),
    // The test makes no calls, so none is left unused.
    events: [],
    test: {
      title_path: ['notes (a+b)', title],
      file: 'sub/a.spec.ts',
      line: 99,
      project: 'p 1',
      attempt: 0,
      status,
      errors,
    },
  });
  write({
    'playwright.config.ts': "export default { projects: [{ name: 'p 1' }, { name: 'p 2' }] };",
    'sub/a.spec.ts': `
      import { test } from 'playwright-ipc-recorder/fixtures';
      import { appendFileSync } from 'node:fs';
      test.describe('notes (a+b)', () => {
        for (const title of ['fails', 'fails 2', 'passes']) test(title, { tag: '@t' }, ({}, testInfo) => {
          appendFileSync(testInfo.config.rootDir + '/ran.txt', testInfo.project.name + ' ' + title + ' ' + (process.env.IPC_RECORDER_REPLAY ?? '') + '\\n');
          if (title !== 'passes') throw new Error('no Milk');
        });
      });`,
    'test-results/kept/ipc-session.json': session('fails', 'failed'),
    'passing.json': session('passes', 'passed'),
    'fixed.json': session('passes', 'failed'),
    'gone.json': session('fails 3', 'failed'),
  });
  const kept = 'test-results/kept/ipc-session.json';
  const reproduced = await cli('replay', kept);
  expect(unfenced(reproduced.stdout)).toMatch(
    /^Reproduced: the test fails as recorded\. It asked for no call\.\n\n {2}error: Error: no Milk\n[\s\S]*\n\nThe recording answered 0 calls/m,
  );
  expect(reproduced.exitCode).toBe(0);
  expect(readFileSync(testInfo.outputPath('ran.txt'), 'utf8')).toBe(`p 1 fails ${testInfo.outputPath(kept)}\n`);
  const validated = await cli('validate', kept); // Playwright empties its output folder
  expect(validated.exitCode, validated.stdout + validated.stderr).toBe(0);

  const json = await cli('replay', 'fixed.json', '--json');
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'passed', same: false, replayed: { status: 'passed' } });
  expect((await cli('replay', 'passing.json')).exitCode).toBe(0);

  const gone = await cli('replay', 'gone.json');
  expect(gone.exitCode).toBe(2);
  expect(gone.stderr).toContain(
    'Error: Found no test [p 1] sub/a.spec.ts › notes (a+b) › fails 3.\nNearest to it:\n  [p 1] sub/a.spec.ts › notes (a+b) › fails\n',
  );
});

test.describe('minimize', () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 10, 25) + ms).toISOString();
  const event = (index: number, command: string, args: object, ok: unknown) => ({
    index,
    timestamp: at(index),
    event: {
      type: 'Ipc',
      id: `c${index}`,
      command,
      args,
      timestamp: at(index),
      duration_ms: 1,
      result: { Ok: ok },
      arg_size_bytes: 0,
      webview_label: 'main',
    },
  });
  /** Many notes are read; one setting that was made long before makes the last answer wrong. */
  const session = {
    id: 'long',
    started_at: at(0),
    checkpoints: [],
    events: Array.from({ length: 400 }, (_item, index) =>
      index === 137
        ? event(index, 'set', { sort: 'title' }, null)
        : index === 399
          ? event(index, 'list', {}, ['a', 'b'])
          : event(index, 'read', { id: index }, index),
    ),
  };
  const backend = (body: string) => `let sort = 'date';
    export const commands = {
      read: ({ id }) => id, set: (args) => { sort = args.sort; return null; },
      list: () => { ${body} },
    };`;

  test('leaves the call that goes wrong and the one that makes it so', async ({ cli, write, read }) => {
    write({ 'long.json': session, 'backend.ts': backend(`return sort === 'title' ? ['b', 'a'] : ['a', 'b'];`) });
    const run = await cli('minimize', 'long.json', '--target', 'backend.ts', '--output', 'small.json', '--json');
    expect(run.exitCode, run.stderr).toBe(0);
    const result = JSON.parse(run.stdout) as { runs: number };
    expect(result).toMatchObject({ output: 'small.json', calls: { of: 400, left: 2 }, isMinimal: true });
    expect(result.runs).toBeLessThan(200);
    const small = JSON.parse(read('small.json')) as typeof session;
    expect(small.events.map(({ index, event: { command } }) => [index, command])).toEqual([
      [137, 'set'],
      [399, 'list'],
    ]);
    const again = await cli('replay', 'small.json', '--target', 'backend.ts');
    expect(again.stdout).toContain('Differs: 1 as recorded, 1 different');
  });

  test('says so when there is nothing to minimize', async ({ cli, write }) => {
    write({ 'long.json': session, 'backend.ts': backend(`return ['a', 'b'];`) });
    expect(await cli('minimize', 'long.json', '--target', 'backend.ts')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'Error: Nothing to minimize: "backend.ts" answers every call as recorded.\n',
    });
  });

  test('does not take for a result what the target prints, nor for a difference what is redacted in the session', async ({
    cli,
    write,
    read,
  }) => {
    const token = { password: '‹password:h:abcdefghij›' };
    const events = [
      event(0, 'login', {}, token),
      event(1, 'set', { sort: 'title' }, null),
      event(2, 'list', {}, ['a']),
    ];
    write({
      'session.json': { ...session, events },
      'backend.ts': `console.log('loaded'); let sort = 'date';
        export const commands = {
          login: () => ({ password: 'correct horse battery' }),
          set: (args) => { console.log('set'); sort = args.sort; return null; },
          list: () => sort === 'title' ? ['b'] : ['a'],
        };`,
    });
    const run = await cli('minimize', 'session.json', '--target', 'backend.ts', '-o', 'small.json', '--json');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ calls: { of: 3, left: 2 } });
    expect(run.stderr).toContain('loaded\nset\n');
    const small = JSON.parse(read('small.json')) as typeof session;
    expect(small.events.map(({ event: { command } }) => command)).toEqual(['set', 'list']);
  });

  test('stops at the time limit with what it has, and goes on from there', async ({ cli, write, read }) => {
    const slow = backend(
      `const until = Date.now() + 200; while (Date.now() < until); return sort === 'title' ? ['b', 'a'] : ['a', 'b'];`,
    );
    write({ 'long.json': session, 'backend.ts': slow });
    const minimize = (...more: string[]) =>
      cli('minimize', 'long.json', '--target', 'backend.ts', '-o', 'small.json', '--json', ...more);
    const first = JSON.parse((await minimize('--time-limit', '1')).stdout) as { runs: number; isMinimal: boolean };
    expect(first.isMinimal).toBe(false);
    const second = await minimize();
    expect(JSON.parse(second.stdout)).toMatchObject({ calls: { left: 2 }, isMinimal: true });
    const alone = first.runs + (JSON.parse(second.stdout) as { runs: number }).runs;
    expect(alone).toBeLessThan(100);
    expect(() => read('small.json.search.json')).toThrow();
  });
});

test('codegen makes the folder of its output', { tag: '@core' }, async ({ cli, write, read }) => {
  write({ 'session.json': notesSession() });
  const run = await cli('codegen', 'session.json', '-o', 'new/folder/made.spec.ts');
  const stdout = 'Written: new/folder/made.spec.ts, and its session new/folder/made.session.json\n';
  expect(run).toMatchObject({ exitCode: 0, stdout });
  expect(read('new/folder/made.spec.ts')).toContain(
    'await ipc.routeFromSession(join(dirname(testInfo.file), "made.session.json"), ',
  );
  expect(JSON.parse(read('new/folder/made.session.json'))).toMatchObject({ id: notesSession().id });
});

test.describe('contract', () => {
  test('is learnt from the sessions of a folder, and says what drifted in others', async ({ cli, write, read }) => {
    write({
      'before/a/ipc-session.json': twoCalls({ result: { Ok: { id: 1, title: 'Milk' } } }),
      'before/b/ipc-session.json': twoCalls({ result: { Ok: { id: 2, title: null } } }),
      'after/ipc-session.json': twoCalls({ result: { Ok: { id: '3' } } }),
    });
    const learnt = await cli('contract', 'infer', 'before', '-o', 'contract.json');
    expect(learnt.stdout).toBe('Learnt 2 commands from 2 sessions: contract.json\n');
    expect(JSON.parse(read('contract.json'))).toMatchObject({
      sessions: 2,
      commands: {
        save_note: { ok: { required: ['id', 'title'], properties: { title: { type: ['null', 'string'] } } } },
      },
    });
    expect(await cli('contract', 'check', 'before', '--contract', 'contract.json')).toEqual({
      exitCode: 0,
      stdout: 'Same: everything fits the contract.\n',
      stderr: '',
    });
    const drifted = await cli('contract', 'check', 'after', '--contract', 'contract.json');
    expect(drifted.exitCode).toBe(1);
    expect(unfenced(drifted.stdout)).toBe(
      '    save_note answer title is missing (was null or string) (#1)\n    save_note answer id is string, was integer (#1)\n',
    );
  });

  test('fits the sessions it was learnt from, whatever their names and however many members they have', async ({
    cli,
    write,
  }) => {
    const keys = Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`key${at}`, at]));
    const items = Array.from({ length: 1_500 }, (_, at) => (at > 1_400 ? 'text' : at));
    const args = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 1 }');
    write({ 'a.json': twoCalls({ command: '__proto__', args, result: { Ok: { keys, items } } }) });
    const learnt = await cli('contract', 'infer', 'a.json', '-o', 'new/folder/contract.json');
    expect(learnt.stdout).toBe('Learnt 2 commands from 1 session: new/folder/contract.json\n');
    const { stdout } = await cli('contract', 'check', 'a.json', '--contract', 'new/folder/contract.json');
    expect(stdout).toBe('Same: everything fits the contract.\n');
  });

  test('that cannot be written is an error without a stack', async ({ cli, write }) => {
    write({ 'a.json': twoCalls({}) });
    expect((await cli('contract', 'infer', 'a.json', '-o', 'a.json/contract.json')).stderr).toMatch(/^Error: E.*\n$/);
  });

  test('that is none is named with its fault', async ({ cli, write }) => {
    write({ 'a.json': twoCalls({}), 'none.json': { format: 'other' }, 'new.json': { version: 9 } });
    const check = async (file: string) => await cli('contract', 'check', 'a.json', '--contract', file);
    expect((await check('none.json')).stderr).toContain('Failed to read the contract "none.json": format: ');
    expect((await check('new.json')).stderr).toContain('its version 9 is newer than 1. Update playwright-ipc-recorder');
    expect((await check('nowhere.json')).exitCode).toBe(2);
    const deep = `${'{"items":'.repeat(5_000)}{}${'}'.repeat(5_000)}`;
    write({
      'deep.json': `{"format":"playwright-ipc-contract","version":1,"sessions":1,"commands":{"a":{"calls":1,"args":${deep}}}}`,
    });
    expect((await check('deep.json')).stderr).toContain('Failed to read the contract "deep.json": Maximum call stack');
  });
});
