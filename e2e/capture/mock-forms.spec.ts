// Forms in which suites write their mocks of Tauri's globals. Each must work as without us, and each call be recorded.
import { expect, test } from 'playwright-ipc-recorder/fixtures';

/** A page script's mock of this form cannot be observed: nothing of it can be changed, and nobody saw it come. */
const FIXED = 'a frozen object in a property that cannot be configured';

/** The body of an init script that leaves a mock in `window.__TAURI_INTERNALS__`; `answer(command, args)` is its backend. */
const MOCKS: Record<string, string> = {
  'a plain object': `window.__TAURI_INTERNALS__ = { invoke: answer, transformCallback: (f) => 1 };`,
  'a frozen object': `window.__TAURI_INTERNALS__ = Object.freeze({ invoke: answer, transformCallback: (f) => 1 });`,
  'a sealed property that cannot be configured': `Object.defineProperty(window, '__TAURI_INTERNALS__', { value: { invoke: answer, transformCallback: (f) => 1 } });`,
  [FIXED]: `Object.defineProperty(window, '__TAURI_INTERNALS__', { value: Object.freeze({ invoke: answer }) });`,
  'a class with private fields': `
    class Mock { #seen = 0; #note() { this.#seen += 1; } async invoke(command, args) { this.#note(); return answer(command, args); } transformCallback(f) { this.#note(); return 1; } get seen() { return this.#seen; } }
    window.__TAURI_INTERNALS__ = new Mock();`,
  'a frozen instance of a class with private fields': `
    class Mock { #seen = 0; async invoke(command, args) { this.#seen += 1; return answer(command, args); } transformCallback(f) { this.#seen += 1; return 1; } get seen() { return this.#seen; } }
    window.__TAURI_INTERNALS__ = Object.freeze(new Mock());`,
  getters: `window.__TAURI_INTERNALS__ = { get invoke() { return answer; }, get transformCallback() { return (f) => 1; } };`,
  'a getter that makes a function each time': `window.__TAURI_INTERNALS__ = { get invoke() { return (c, a) => answer(c, a); } };`,
  'a class with getters and private fields': `
    class Mock { #answer = answer; get invoke() { return (c, a) => this.#answer(c, a); } }
    window.__TAURI_INTERNALS__ = new Mock();`,
  'methods that compare this': `
    const mock = { async invoke(command, args) { if (this !== mock) throw new Error('not my this'); return answer(command, args); } };
    window.__TAURI_INTERNALS__ = Object.freeze(mock);`,
  'an object keyed in a WeakMap': `
    const states = new WeakMap();
    const mock = { async invoke(command, args) { states.get(this).count += 1; return answer(command, args); } };
    states.set(mock, { count: 0 });
    window.__TAURI_INTERNALS__ = Object.freeze(mock);`,
  'a proxy': `window.__TAURI_INTERNALS__ = new Proxy({}, { get: (_t, key) => (key === 'invoke' ? answer : undefined), has: () => true });`,
  'a getter on window': `const mock = { invoke: answer }; Object.defineProperty(window, '__TAURI_INTERNALS__', { get: () => mock });`,
  'an object without a prototype': `window.__TAURI_INTERNALS__ = Object.assign(Object.create(null), { invoke: answer });`,
  'methods inherited of an object': `window.__TAURI_INTERNALS__ = Object.create({ invoke: answer });`,
  'string ids of callbacks': `let last = 0; window.__TAURI_INTERNALS__ = { invoke: answer, transformCallback: (f) => { const id = 'cb-' + ++last; window['_' + id] = f; return id; } };`,
};

for (const [form, script] of Object.entries(MOCKS)) {
  for (const when of ['init script', 'page script'] as const) {
    test(`records a mock that is ${form}, by ${when}`, async ({ page, ipc }) => {
      const mock = `(() => { const answer = async (command, args) => ({ command, args }); ${script} })();`;
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      if (when === 'init script') await page.addInitScript(mock);
      const html = `<title>app</title><script>${when === 'page script' ? mock : ''}</script><output></output><script>
        window.__TAURI_INTERNALS__.invoke('first', { n: 1 }).then(
          (answer) => { document.querySelector('output').textContent = JSON.stringify(answer); },
          (error) => { document.querySelector('output').textContent = 'failed: ' + error; });
      </script>`;
      await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
      await page.goto('http://app.test/');
      await expect(page.locator('output')).toHaveText('{"command":"first","args":{"n":1}}');
      expect(errors).toEqual([]);
      if (form === FIXED && when === 'page script') return;
      await expect(ipc).toHaveInvokedTimes('first', 1);
      expect(ipc.calls('first').map(({ args, result }) => ({ args, result }))).toEqual([
        { args: { n: 1 }, result: { Ok: { command: 'first', args: { n: 1 } } } },
      ]);
    });
  }
}

for (const form of ['an object', 'frozen parts']) {
  test(`records calls and events of window.__TAURI__ alone, as ${form}`, async ({ page, ipc }) => {
    const frozen = form === 'frozen parts' ? 'Object.freeze' : '';
    await page.addInitScript(`
      const listeners = [];
      window.__TAURI__ = {
        core: ${frozen}({ invoke: async (command, args) => ({ command, args }) }),
        event: ${frozen}({ listen: async (event, handler) => { listeners.push(handler); return () => {}; } }),
      };
      window.fire = (payload) => listeners.forEach((handler) => handler({ event: 'level', id: 1, payload }));
    `);
    const html = `<output></output><script>
      const { core, event } = window.__TAURI__;
      event.listen('level', ({ payload }) => { document.title = payload; });
      core.invoke('load', { n: 1 }).then((answer) => { document.querySelector('output').textContent = JSON.stringify(answer); });
    </script>`;
    await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto('http://app.test/');
    await expect(page.locator('output')).toHaveText('{"command":"load","args":{"n":1}}');
    await page.evaluate('fire("high")');
    await expect(page).toHaveTitle('high');
    expect(await page.evaluate("'__TAURI_INTERNALS__' in window")).toBe(false);
    await expect(ipc).toHaveInvokedTimes('load', 1);
    expect(ipc.pushes().map(({ command, args }) => [command, args])).toEqual([['level', 'high']]);
  });
}
