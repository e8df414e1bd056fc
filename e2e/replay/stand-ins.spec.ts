// Replays of suites whose backend is a mock in the page: the mock is there again, and the session answers above it.
import { HEAD, test } from '../support/runner/replay-above-mock.ts';
import { callsOf, expect } from '../support/runner/run-inline-test.ts';

/** A mock that does not install itself twice, and has helpers for the test. */
const GUARDED = `() => {
  if (window.__TAURI_INTERNALS__) return;
  window.asked = [];
  window.press = (key) => { document.title = key; };
  window.__TAURI_INTERNALS__ = { invoke: async (command) => { window.asked.push(command); return answer('pear'); } };
}`;
const ASKS = `window.__TAURI_INTERNALS__.invoke('fruit').then(show, show);`;

test('a mock that looks whether a runtime is there finds none, and its helpers and books are there', async ({
  replayed,
}) => {
  const { run, text } = await replayed(`test('asks', async ({ page }) => {
    await start(page, ${JSON.stringify(ASKS)}, ${GUARDED});
    await out(page).toHaveText('pear');
    await page.evaluate(() => window.press('hello'));
    expect(await page.title()).toBe('hello');
    expect(await page.evaluate(() => window.asked)).toEqual(['fruit']);
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain('answered 1 call');
  expect(callsOf(run.attempts[0]?.session)).toMatchObject([{ command: 'fruit', stand_in: 'init-script' }]);
});

test('a mock whose handlers fail makes no difference to the app', async ({ replayed }) => {
  const { text } = await replayed(
    `test('asks', async ({ page }) => { await start(page, ${JSON.stringify(ASKS)}, ${GUARDED}); await out(page).toHaveText('pear'); });`,
    { mock: 'throws' },
  );
  expect(text).toContain('Same: the test passes, as recorded');
});

for (const reason of ['null', 'undefined', "'no'", '{ code: 4 }'])
  test(`a mock that fails with ${reason} fails with the same in a replay`, async ({ replayed }) => {
    const script = `window.__TAURI_INTERNALS__.invoke('fruit').then(show, (error) => show(typeof error + ' ' + JSON.stringify(error)));`;
    const mock = `() => { window.__TAURI_INTERNALS__ = { invoke: async () => { throw answer(${reason}); } }; }`;
    const { text } = await replayed(`test('asks', async ({ page }) => {
      await start(page, ${JSON.stringify(script)}, ${mock});
      await out(page).toHaveText(typeof ${reason} + ' ' + JSON.stringify(${reason}));
    });`);
    expect(text).toContain('Same: the test passes, as recorded');
  });

test('an app that brings its own mock where no runtime is there brings it in a replay, too', async ({ replayed }) => {
  const script = `
    if (!('__TAURI_INTERNALS__' in window)) {
      window.onStandIn = true;
      window.__TAURI_INTERNALS__ = { invoke: async () => answer('pear') };
    }
    setTimeout(() => { ${ASKS} }, 20);`;
  const { run, text } = await replayed(`test('asks', async ({ page }) => {
    await start(page, ${JSON.stringify(script)});
    await page.waitForFunction(() => window.onStandIn === true, undefined, { timeout: 3000 });
    await out(page).toHaveText('pear');
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(callsOf(run.attempts[0]?.session)).toMatchObject([{ command: 'fruit', stand_in: 'page' }]);
});

test('a command that is left to the app has the mock to answer it', async ({ replayed }) => {
  const { text } = await replayed(
    `test('asks', async ({ page }) => {
      await start(page, ${JSON.stringify(ASKS)}, ${GUARDED});
      await out(page).toHaveText(MOCK === 'good' ? 'pear' : 'poison');
      expect(await page.evaluate(() => window.asked)).toEqual(['fruit']);
    });`,
    { args: ['--passthrough', 'fruit'] },
  );
  expect(text).toContain('Same: the test passes, as recorded');
});

/** A mock that keeps the listeners itself: the test fires events through it, and so does its handler of \`start\`. */
const EVENTS = `() => {
  const listeners = {};
  let last = 0;
  window.fire = (event, payload) => { for (const id of Object.values(listeners[event] ?? {})) window['_' + id]({ event, id, payload }); };
  window.__TAURI_INTERNALS__ = {
    transformCallback: (callback) => { window['_' + ++last] = callback; return last; },
    invoke: async (command, args) => {
      if (command === 'plugin:event|listen') { (listeners[args.event] ??= {})[900 + args.handler] = args.handler; return answer(900 + args.handler); }
      if (command === 'plugin:event|unlisten') { delete listeners[args.event][args.eventId]; return; }
      if (command === 'plugin:event|emit') { setTimeout(() => window.fire(args.event, args.payload), 20); return; }
      if (command === 'start') { window.fire('level', 'at once'); setTimeout(() => window.fire('level', 'later'), 20); }
      return answer('ok');
    },
  };
}`;
const LISTENS = `
  const t = window.__TAURI_INTERNALS__;
  let heard = 0;
  window.told = [];
  const handler = t.transformCallback(({ payload }) => { heard += 1; window.told.push(payload); show(payload + ' ' + heard); });
  const listening = t.invoke('plugin:event|listen', { event: 'level', target: { kind: 'Any' }, handler });
  listening.then(() => { document.title = 'ready'; });
  window.stop = async () => t.invoke('plugin:event|unlisten', { event: 'level', eventId: await listening });
  window.begin = () => { setTimeout(() => t.invoke('start'), 0); };`;

const FIRES = `test('listens', async ({ page }) => {
    await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => window.fire('level', 'from the test'));
    await out(page).toHaveText('from the test 1');
    await page.evaluate(() => window.begin());
    await out(page).toHaveText('later 3');
    await page.evaluate(async () => { await new Promise((done) => setTimeout(done, 20)); window.fire('level', 'waited'); });
    await out(page).toHaveText('waited 4');
    await page.waitForTimeout(300);
    await out(page).toHaveText('waited 4');
    await page.evaluate(() => window.stop());
    await page.evaluate(() => window.fire('level', 'too late'));
    await page.waitForTimeout(100);
    await out(page).toHaveText('waited 4');
  });`;

test('a push says whether the test has made it, or a handler of the mock; one of a timer is the backend’s', async ({
  replayed,
}) => {
  const { run } = await replayed(FIRES);
  const pushes = callsOf(run.attempts[0]?.session).filter(({ kind }) => kind === 'push');
  expect(pushes.map(({ args, made_by }) => [args, made_by])).toEqual([
    ['from the test', 'test'],
    ['at once', 'mock'],
    ['later', undefined],
    ['waited', 'test'],
  ]);
});

for (const mode of ['shadow', 'aside'])
  test(`what the test and the mock fire reaches the app once, until it listens no more, ${mode}`, async ({
    replayed,
  }) => {
    const { text } = await replayed(FIRES, { args: ['--mock', mode] });
    expect(text).toContain('Same: the test passes, as recorded');
  });

test('what a mock pushes while it answers is its own in this run, and what its timers push is the recorded', async ({
  replayed,
}) => {
  const { text } = await replayed(`test('listens', async ({ page }) => {
    await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS.replace("'at once'", "answer('at once')").replace("'later'", "answer('later')")});
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => window.begin());
    await out(page).toHaveText('later 2');
    expect(await page.evaluate(() => window.told)).toEqual([MOCK === 'good' ? 'at once' : 'poison', 'later']);
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
});

test('an event that the app sends reaches its listeners once, though its mock tells them later', async ({
  replayed,
}) => {
  const script = `${LISTENS} window.send = () => t.invoke('plugin:event|emit', { event: 'level', payload: 'sent' });`;
  const { text } = await replayed(`test('sends', async ({ page }) => {
    await start(page, ${JSON.stringify(script)}, ${EVENTS});
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => { setTimeout(window.send, 10); });
    await out(page).toHaveText('sent 1');
    await page.waitForTimeout(300);
    await out(page).toHaveText('sent 1');
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
});

test('where a mock in the shadow answers otherwise than recorded, the verdict names the place', async ({
  replayed,
}) => {
  const script = `window.__TAURI_INTERNALS__.invoke('get_settings').then(({ theme }) => show(theme));`;
  const mock = `() => { window.__TAURI_INTERNALS__ = { invoke: async () => ({ theme: answer('dark'), at: Date.now(), size: 1 }) }; }`;
  const spec = `test('reads', async ({ page }) => { await start(page, ${JSON.stringify(script)}, ${mock}); await out(page).toHaveText('dark'); });`;
  const { text } = await replayed(spec);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain('mock differs from the recording: get_settings result.theme\n');
  expect((await replayed(spec, { mock: 'good' })).text).not.toContain('mock differs');
  const { text: json } = await replayed(spec, { args: ['--json'] });
  expect(JSON.parse(json).stub.mockDiffers).toEqual([{ command: 'get_settings', path: 'result.theme', count: 1 }]);
});

test('a mock that is set aside is not called, and its events come from the session', async ({ replayed }) => {
  const { text } = await replayed(
    `test('listens', async ({ page }) => {
      await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});
      await expect(page).toHaveTitle('ready');
      await page.evaluate(() => window.begin());
      await out(page).toHaveText('later 2');
    });`,
    { args: ['--mock', 'aside'], mock: 'throws' },
  );
  expect(text).toContain('Same: the test passes, as recorded');
});

test('a session of a mock is replayed by hand where there is no mock, its events too', async ({ runInlineTest }) => {
  const body = `
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => window.begin());
    await out(page).toHaveText('later 2');`;
  const run = await runInlineTest(
    {
      'a.spec.ts': `${HEAD}
        test.describe.configure({ mode: 'serial' });
        const file = 'session.json';
        test('records', async ({ page, ipc }) => {
          await ipc.routeFromSession(file, { update: true });
          await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});${body}
        });
        test('replays', async ({ page, ipc }) => {
          await ipc.routeFromSession(file);
          await start(page, ${JSON.stringify(LISTENS)});${body}
        });`,
    },
    { args: ['--workers=1'] },
  );
  expect(run.exitCode, run.output).toBe(0);
});

test('an event that the recording left out comes from the mock', async ({ replayed }) => {
  const { run, text } = await replayed(`test.use({ ipcRecorder: { mode: 'on', exclude: ['level'] } });
  test('listens', async ({ page }) => {
    await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => window.begin());
    await out(page).toHaveText('later 2');
  });`);
  expect(callsOf(run.attempts[0]?.session).filter(({ kind }) => kind === 'push')).toEqual([]);
  expect(text).toContain('Same: the test passes, as recorded');
});

const INVOKE = `async () => answer('pear')`;
for (const [form, mock] of Object.entries({
  frozen: `window.__TAURI_INTERNALS__ = Object.freeze({ invoke: ${INVOKE} });`,
  sealed: `window.__TAURI_INTERNALS__ = Object.seal({ invoke: ${INVOKE} });`,
  'in a property that cannot be changed': `Object.defineProperty(window, '__TAURI_INTERNALS__', { value: { invoke: ${INVOKE} } });`,
  'frozen, in a property that cannot be changed': `Object.defineProperty(window, '__TAURI_INTERNALS__', { value: Object.freeze({ invoke: ${INVOKE} }) });`,
  'with a function that cannot be changed': `window.__TAURI_INTERNALS__ = {}; Object.defineProperty(window.__TAURI_INTERNALS__, 'invoke', { value: ${INVOKE} });`,
}))
  test(`a mock that is ${form} comes again, and the app hears none of its answers`, async ({ replayed }) => {
    const init = `() => { if ('__TAURI_INTERNALS__' in window) return; window.isMocked = true; ${mock} }`;
    const { run, text } = await replayed(`test('asks', async ({ page }) => {
      await start(page, ${JSON.stringify(ASKS)}, ${init});
      await out(page).toHaveText('pear');
      expect(await page.evaluate(() => window.isMocked)).toBe(true);
    });`);
    expect(callsOf(run.attempts[0]?.session)).toMatchObject([{ command: 'fruit', stand_in: 'init-script' }]);
    expect(text).toContain('Same: the test passes, as recorded');
  });

test('each document has its stand-in in its own way: one by an init script, one because there was none', async ({
  replayed,
}) => {
  const own = `if (!('__TAURI_INTERNALS__' in window)) { window.isOwn = true; window.__TAURI_INTERNALS__ = { invoke: async () => answer('own') }; } setTimeout(() => { ${ASKS} }, 20);`;
  const { run, text } = await replayed(`test('asks twice', async ({ page, context }) => {
    await start(page, ${JSON.stringify(ASKS)}, ${GUARDED});
    await out(page).toHaveText('pear');
    const second = await context.newPage();
    await start(second, ${JSON.stringify(own)});
    await out(second).toHaveText('own');
    expect(await second.evaluate(() => window.isOwn)).toBe(true);
  });`);
  const ways = callsOf(run.attempts[0]?.session).map(({ stand_in }) => stand_in);
  expect(ways).toEqual(['init-script', 'page']);
  expect(text).toContain('Same: the test passes, as recorded');
});

for (const [name, id] of [
  ['a time in a text', "'draft-' + Date.now()"],
  ['a time as text', 'String(Date.now())'],
  ['a UUID in a text', "'note-' + crypto.randomUUID()"],
  ['32 hexadecimal digits', 'crypto.randomUUID().replaceAll("-", "")'],
] as const)
  test(`an id that the frontend makes up is the recorded one, ${name}`, async ({ replayed }) => {
    const script = `const id = ${id};
      window.__TAURI_INTERNALS__.invoke('keep', { id }).then((kept) => show(kept === id ? 'kept' : 'other'), () => show('refused'));`;
    const mock = `() => { window.__TAURI_INTERNALS__ = { invoke: async (_command, args) => answer(args.id) }; }`;
    const { text } = await replayed(`test('keeps', async ({ page }) => {
      await start(page, ${JSON.stringify(script)}, ${mock});
      await out(page).toHaveText('kept');
    });`);
    expect(text).toContain('Same: the test passes, as recorded');
    expect(text).toContain('had no answer for 0');
  });
