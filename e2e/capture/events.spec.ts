import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { detaching } from '../support/pages/detach-recorder.ts';
import { settled } from '../support/settled.ts';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

const CALLS = { windows: false, console: false, interactions: false, mutations: false, state: false } as const;

/** What was recorded of one kind, without the keys that every event has. */
function recorded(ipc: Ipc, type: string): Record<string, unknown>[] {
  const events = ipc.recorder.export()?.events.map(({ event }) => event) ?? [];
  return events
    .filter((event) => event.type === type)
    .map(({ type: _type, timestamp: _timestamp, page: _page, ...rest }) => ({ ...rest }));
}

async function open(page: Page, html: string, path = '/'): Promise<void> {
  await serveTauriPages(page.context(), { [path]: html });
  await page.goto(`${APP}${path}`);
}

test.describe('by default', () => {
  test.use({ ipcRecorder: 'on' });

  test('console warnings and errors are recorded, uncaught errors and rejections with them, and no other messages', async ({
    page,
    ipc,
  }) => {
    await open(
      page,
      `<script>
        console.log('log'); console.info('info'); console.debug('debug');
        console.warn('careful', { a: 1 }); console.error('bad'); console.assert(false, 'not so');
        setTimeout(() => { throw new TypeError('boom'); });
        Promise.reject(new RangeError('too far'));
        Promise.reject('only text');
      </script>`,
    );
    await expect.poll(() => recorded(ipc, 'Console')).toHaveLength(6);
    expect(recorded(ipc, 'Console')).toEqual(
      expect.arrayContaining([
        { level: 'warn', message: 'careful {a: 1}' },
        { level: 'error', message: 'bad' },
        { level: 'error', message: 'not so' },
        { level: 'error', message: 'Uncaught TypeError: boom' },
        { level: 'error', message: 'Uncaught RangeError: too far' },
        { level: 'error', message: 'Uncaught only text' },
      ]),
    );
  });

  for (const listens of [false, true])
    test(`the values of old console messages are ${listens ? 'kept for a test that listens' : 'not held'}`, async ({
      page,
    }) => {
      await open(page, '<h1>App</h1>');
      const heard: ConsoleMessage[] = [];
      if (listens) page.on('console', (message) => heard.push(message));
      await page.evaluate(() => {
        const refs: WeakRef<object>[] = [];
        for (let at = 0; at < 2_500; at += 1) {
          const value = { at };
          refs.push(new WeakRef(value));
          console.log(value);
        }
        Object.assign(window, { refs });
      });
      if (listens) {
        await expect.poll(() => heard.length).toBe(2_500);
        expect(await heard[0]?.args()[0]?.jsonValue()).toEqual({ at: 0 });
        return;
      }
      await expect(async () => {
        await page.requestGC();
        expect(await page.evaluate('refs.slice(0, 1_000).filter((ref) => ref.deref()).length')).toBe(0);
      }).toPass();
      const messages = await page.consoleMessages();
      expect(await messages[0]?.args()[0]?.jsonValue()).toMatchObject({ at: expect.any(Number) });
    });

  test('frames without scripts are left alone: the browser complains of none of ours', async ({ page }) => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await open(page, '<iframe sandbox srcdoc="<p>no script</p>"></iframe>');
    await settled(page);
    // One comes of Playwright's own look into the frame.
    expect(complaints.length).toBeLessThan(2);
  });

  test('window events are recorded, and neither input nor changes of the document or of storage', async ({
    page,
    ipc,
  }) => {
    await open(page, `<button onclick="localStorage.setItem('a', '1'); this.textContent = 'b'">a</button>`);
    await page.getByRole('button').click();
    await settled(page, ipc);
    const kinds = new Set(ipc.recorder.export()?.events.map(({ event }) => event.type));
    expect([...kinds]).toEqual(['WindowEvent']);
  });
});

test.describe('console: true', () => {
  test.use({ ipcRecorder: { mode: 'on', events: { console: true } } });

  test('all messages are recorded, in Victauri’s words, with the page’s own time', async ({ page, ipc }) => {
    const before = Date.now();
    await open(
      page,
      `<script>
        for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table']) console[level](level);
        for (const until = performance.now() + 300; performance.now() < until; );
      </script>`,
    );
    await expect.poll(() => recorded(ipc, 'Console')).toHaveLength(7);
    expect(recorded(ipc, 'Console').map(({ level, message }) => [message, level])).toEqual([
      ['log', 'log'],
      ['info', 'info'],
      ['warn', 'warn'],
      ['error', 'error'],
      ['debug', 'debug'],
      ['trace', 'log'],
      ['table', 'log'],
    ]);
    const [first] = ipc.recorder.export()?.events.filter(({ event }) => event.type === 'Console') ?? [];
    expect(Date.parse(first?.timestamp ?? '')).toBeGreaterThanOrEqual(before);
    expect(first?.event).toMatchObject({ page: 'page-1' });
  });

  test('long messages are cut, and half characters replaced', async ({ page, ipc }) => {
    await open(page, `<script>console.log('x'.repeat(10000)); console.log('half \\ud800');</script>`);
    await expect.poll(() => recorded(ipc, 'Console')).toHaveLength(2);
    const [long, half] = recorded(ipc, 'Console').map(({ message }) => String(message));
    // The end of a word that was cut could be half a secret.
    expect(long).toBe(`${'x'.repeat(8_192 - 512)}… (10000 characters)`);
    expect(half).toBe('half \ufffd');
  });

  test('secrets in a message are redacted', async ({ page, ipc }) => {
    await open(page, `<script>console.log('Authorization: Bearer abcdefghijklmnop1234567890');</script>`);
    await expect.poll(() => recorded(ipc, 'Console')).toHaveLength(1);
    expect(JSON.stringify(ipc.recorder.export())).not.toContain('abcdefghijklmnop1234567890');
  });

  test('a flood of messages leaves calls, warnings and window events where they are, and is counted', async ({
    page,
    ipc,
  }) => {
    await page.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (command) => command };`);
    await open(
      page,
      `<script>
        __TAURI_INTERNALS__.invoke('before');
        console.warn('before');
        for (let i = 0; i < 3000; i += 1) console.log('line ' + i);
        console.warn('after');
        __TAURI_INTERNALS__.invoke('after');
      </script>`,
    );
    await expect.poll(() => recorded(ipc, 'Console').filter(({ level }) => level === 'warn')).toHaveLength(2);
    expect(ipc.calls().map(({ command }) => command)).toEqual(['before', 'after']);
    expect(recorded(ipc, 'WindowEvent').map(({ event }) => event)).toContain('navigation.initial');
    const lines = recorded(ipc, 'Console').filter(({ level }) => level === 'log').length;
    expect(lines).toBeLessThan(3_000);
    const journal = readJournalOf(test.info());
    expect(journal).toContain('"command":"before"');
  });
});

test.describe('with room for a hundred events', () => {
  test.use({
    ipcRecorder: { mode: 'on', maxEvents: 100, events: { ...CALLS, console: true, windows: true, state: true } },
  });

  test('a flood of one kind evicts no other', async ({ page, ipc }) => {
    await page.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (command) => command };`);
    await open(
      page,
      `<script>
        __TAURI_INTERNALS__.invoke('first');
        localStorage.setItem('first', '1');
        for (let i = 0; i < 400; i += 1) console.log('line ' + i);
        for (let i = 0; i < 50; i += 1) sessionStorage.setItem('k' + i, '1');
      </script>`,
    );
    await settled(page, ipc);
    await expect.poll(() => recorded(ipc, 'Console').at(-1)).toEqual({ level: 'log', message: 'line 399' });
    const count = (type: string) => recorded(ipc, type).length;
    expect([count('Ipc'), count('Console'), count('StateChange')]).toEqual([1, 10, 10]);
    expect(recorded(ipc, 'WindowEvent').map(({ event }) => event)).toEqual(['page.opened', 'navigation.initial']);
    expect(recorded(ipc, 'StateChange').at(-1)).toEqual({ key: 'sessionStorage.k49', caused_by: null });
    expect(ipc.recorder.dropped().events).toBe(390 + 41);
  });
});

test.describe('windows', () => {
  test.use({ ipcRecorder: { mode: 'on', events: { ...CALLS, windows: true } } });

  const events = (ipc: Ipc) => recorded(ipc, 'WindowEvent').map(({ event, url }) => [event, url]);

  test('navigations have Victauri’s names and the address', async ({ page, ipc }) => {
    await open(page, `<a href="#part">part</a>`);
    await page.evaluate(() => history.pushState(1, '', '/list?page=2'));
    await page.evaluate(() => history.replaceState(2, '', '/list?page=3'));
    await page.getByText('part').click();
    await page.goBack();
    await page.evaluate(() => {
      location.hash = 'by-script';
    });
    await settled(page, ipc);
    expect(events(ipc)).toEqual([
      ['page.opened', undefined],
      ['navigation.initial', `${APP}/`],
      ['navigation.pushState', `${APP}/list?page=2`],
      ['navigation.replaceState', `${APP}/list?page=3`],
      ['navigation.hashchange', `${APP}/list?page=3#part`],
      ['navigation.popstate', `${APP}/list?page=3`],
      ['navigation.hashchange', `${APP}/list?page=3#by-script`],
    ]);
  });

  test('history is not patched where the browser tells of navigations', async ({ page }) => {
    await open(page, '');
    const isNative = await page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const { pushState } = (frame.contentWindow as unknown as { History: typeof History }).History.prototype;
      return [history.pushState, pushState].map((one) => Function.prototype.toString.call(one));
    });
    expect(isNative[0]).toBe('function pushState() { [native code] }');
  });

  test('navigations are told of without the Navigation API, too', async ({ page, ipc }) => {
    // A document of an opaque origin has none that works: it stands in for browsers without.
    await page.goto('data:text/html,<p>hello');
    await page.evaluate(() => history.pushState(1, ''));
    await page.evaluate(() => history.replaceState(2, ''));
    await page.goBack();
    await settled(page, ipc);
    expect(events(ipc).map(([event]) => event)).toEqual([
      'page.opened',
      'navigation.initial',
      'navigation.pushState',
      'navigation.replaceState',
      'navigation.popstate',
    ]);
    expect(await page.evaluate(() => [history.pushState.name, history.pushState.length])).toEqual(['pushState', 2]);
  });

  test('pages that open, close and crash are told of, each with its name', async ({ page, ipc, browserName }) => {
    test.skip(browserName !== 'chromium', 'only Chromium can be made to crash');
    await open(page, '');
    const opening = page.waitForEvent('popup');
    await page.evaluate(() => void window.open('/'));
    const popup = await opening;
    await popup.waitForLoadState();
    await expect.poll(() => events(ipc).filter(([event]) => event === 'navigation.initial')).toHaveLength(2);
    await popup.close();
    const crashed = page.waitForEvent('crash');
    await page.goto('chrome://crash').catch(() => {});
    await crashed;
    const all = ipc.recorder.export()?.events.map(({ event }) => event) ?? [];
    const of = (name: string) =>
      all.flatMap((event) => (event.type === 'WindowEvent' && event.page === name ? [event.event] : []));
    expect(of('page-2').at(0)).toBe('page.opened');
    expect(of('page-2').at(-1)).toBe('page.closed');
    expect(of('page-1').at(-1)).toBe('page.crashed');
  });

  test('frames are no windows', async ({ page, ipc }) => {
    await open(page, `<iframe srcdoc="<script>history.replaceState(1, '')</script>"></iframe>`);
    await page.frameLocator('iframe').locator('script').waitFor({ state: 'attached' });
    await settled(page, ipc);
    expect(events(ipc).map(([event]) => event)).toEqual(['page.opened', 'navigation.initial']);
  });

  test('secrets in an address are redacted', async ({ page, ipc }) => {
    await open(page, '');
    await page.evaluate(() => history.pushState(1, '', '/?access_token=abcdef1234567890abcdef'));
    await settled(page, ipc);
    expect(JSON.stringify(recorded(ipc, 'WindowEvent'))).not.toContain('abcdef1234567890abcdef');
  });
});

test.describe('interactions', () => {
  test.use({ ipcRecorder: { mode: 'on', events: { ...CALLS, interactions: true } } });

  const did = (ipc: Ipc) =>
    recorded(ipc, 'DomInteraction').map(({ action, selector, value }) => [action, selector, value]);

  test('what the user does is recorded in Victauri’s words', async ({ page, ipc }) => {
    await open(
      page,
      `<button id="save">Save</button><input name="title"><textarea name="body"></textarea>
       <select name="color"><option>red<option>blue</select><input type="checkbox" name="done">
       <a href="#part">Part</a><div style="height: 5000px"></div>`,
    );
    await page.locator('#save').dblclick();
    await page.locator('[name=title]').pressSequentially('Milk');
    await page.keyboard.press('Enter');
    await page.locator('[name=body]').fill('two litres');
    await page.locator('[name=color]').focus();
    await page.keyboard.press('b');
    await page.locator('[name=done]').check();
    await page.getByText('Part').click();
    await page.mouse.wheel(0, 400);
    await expect.poll(() => did(ipc).at(-1)?.[0]).toBe('Scroll');
    expect(did(ipc)).toEqual([
      ['Click', '#save', null],
      ['Click', '#save', null],
      ['DoubleClick', '#save', null],
      ['Fill', 'input[name="title"]', 'Milk'],
      ['KeyPress', 'input[name="title"]', 'Enter'],
      ['Fill', 'textarea[name="body"]', 'two litres'],
      ['Select', 'select[name="color"]', 'blue'],
      ['Click', 'input[name="done"]', null],
      ['Click', 'a:has-text("Part")', null],
      ['Navigate', 'a:has-text("Part")', `${APP}/#part`],
      ['Scroll', 'html', expect.stringMatching(/^0,\d+$/)],
    ]);
  });

  test('what a script dispatches is no user’s doing', async ({ page, ipc }) => {
    await open(page, `<button>Save</button><input name="title">`);
    await page.evaluate(() => {
      const button = document.querySelector('button') as HTMLElement;
      button.click();
      button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      const input = document.querySelector('input') as HTMLInputElement;
      input.value = 'Milk';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      scrollTo(0, 10);
    });
    await settled(page, ipc);
    expect(did(ipc)).toEqual([]);
  });

  test('typing that goes on is in the checkpoint that is taken meanwhile', async ({ page, ipc }) => {
    await open(page, `<input name="title">`);
    await page.locator('input').pressSequentially('Mi');
    await ipc.checkpoint('half');
    await page.locator('input').pressSequentially('lk');
    await ipc.checkpoint('whole');
    expect(did(ipc).map(([, , value]) => value)).toEqual(['Mi', 'Milk']);
  });

  test('long input is cut, at the end of a word', async ({ page, ipc }) => {
    await open(page, '<textarea></textarea>');
    await page.locator('textarea').fill('word '.repeat(400));
    await settled(page, ipc);
    expect(did(ipc)[0]?.[2]).toBe(`${'word '.repeat(204)}… (2000 characters)`);
  });

  test('each selector finds its element again, and no other', async ({ page, ipc }) => {
    const html = `<style>* { margin: 0 } [n] { display: inline-block; min-width: 30px; min-height: 20px }</style>
      <button n data-testid='say "hi"'>a</button><button n data-testid="twice">b</button><button n data-testid="twice">c</button>
      <p n id="1:odd.id">d</p><p n id="dup">e</p><p n id="dup">f</p>
      <div n role="menuitem">Open   the
        file</div><div n role="menuitem">Open</div><div n role="menuitem">Open</div>
      <button n>Save</button><button n>Save as</button><button n>Quote " and \\ back</button>
      <span n>outer <span n>inner</span></span><h2 n>${'long '.repeat(30)}</h2><h2 n>Über Ⓐ 👨‍👩‍👧</h2>
      <input n name="q[0]" readonly><input n readonly><i n class="md:w-1/2 a.b">g</i><i n class="x">h</i><i n class="x">i</i>
      <ul><li n>1</li><li n>2</li><li n>3</li></ul><section id="named"><em n>j</em><em n>k</em></section>
      <svg n width="40" height="20"><rect n width="20" height="20"/><rect n x="20" width="20" height="20"/></svg>
      <x-card id="card"></x-card><x-card></x-card><x-card></x-card>
      <script>
        customElements.define('x-card', class extends HTMLElement {
          connectedCallback() {
            this.attachShadow({ mode: 'open' }).innerHTML = '<style>[n] { display: inline-block; min-width: 30px; min-height: 20px }</style>'
              + '<button n>Save</button><b n>l</b><b n>m</b><div><em n>j</em></div>';
          }
        });
        let count = 0;
        const number = (root) => { for (const one of root.querySelectorAll('*')) {
          if (one.hasAttribute('n')) one.setAttribute('n', count += 1);
          if (one.shadowRoot) number(one.shadowRoot);
        } };
        number(document);
      </script>`;
    await open(page, html);
    const numbers: string[] = [];
    for (const element of await page.locator('[n]').all()) {
      const box = await element.boundingBox();
      if (box === null) throw new Error('nothing to click');
      // The corner: what lies inside is another element.
      await page.mouse.click(box.x + 2, box.y + 2);
      numbers.push(
        await page.evaluate(
          ([x, y]) => {
            let hit = document.elementFromPoint(x as number, y as number);
            while (hit?.shadowRoot) hit = hit.shadowRoot.elementFromPoint(x as number, y as number);
            return hit?.getAttribute('n') ?? 'none';
          },
          [box.x + 2, box.y + 2],
        ),
      );
    }
    await settled(page, ipc);
    const selectors = did(ipc).flatMap(([action, selector]) => (action === 'Click' ? [String(selector)] : []));
    expect(selectors).toHaveLength(numbers.length);
    expect(new Set(numbers).size).toBeGreaterThan(35);
    for (const [at, selector] of selectors.entries()) {
      const found = await page
        .locator(selector)
        .evaluateAll((all) => all.map((one) => one.getAttribute('n') ?? 'none'));
      expect([selector, found]).toEqual([selector, [numbers[at]]]);
    }
  });

  test('passwords are in no event, no session and no journal', async ({ page, ipc }) => {
    await open(
      page,
      `<input type="password" id="a"><input autocomplete="one-time-code" id="b"><input autocomplete="section-x cc-number" id="c">
       <input name="userPasswort" id="d"><x-login></x-login>
       <input type="password" id="shown"><button id="show" onclick="shown.type = 'text'">show</button>
       <input type="password" id="later"><script>setTimeout(() => { later.type = 'text'; }, 50);
         customElements.define('x-login', class extends HTMLElement { connectedCallback() {
           this.attachShadow({ mode: 'open' }).innerHTML = '<input type="password" id="inner"><button id="reveal">reveal</button>';
           this.shadowRoot.querySelector('button').onclick = () => { this.shadowRoot.querySelector('input').type = 'text'; };
         } });</script>`,
    );
    await page.locator('#show').click();
    await page.locator('#reveal').click();
    await page.waitForFunction("later.type === 'text'");
    for (const id of ['a', 'b', 'c', 'd', 'shown', 'later', 'inner']) {
      await page.locator(`#${id}`).click();
      await page.keyboard.type('Hunter2');
      await page.keyboard.press('Enter');
    }
    await settled(page, ipc);
    const fills = did(ipc).filter(([action]) => action === 'Fill');
    expect(fills.map(([, , value]) => value)).toEqual(Array(7).fill('[REDACTED]'));
    expect(JSON.stringify(ipc.recorder.export()).toLowerCase()).not.toContain('hunter2');
    const journal = readJournalOf(test.info());
    expect(journal).toContain('[REDACTED]');
    expect(journal.toLowerCase()).not.toContain('hunter2');
  });

  test('a field whose name says that it is secret is redacted by its selector', async ({ page, ipc }) => {
    await open(page, `<textarea name="apiKey"></textarea><textarea></textarea>`);
    await page.locator('[name=apiKey]').fill('a1b2c3d4');
    await settled(page, ipc);
    expect(did(ipc)).toEqual([['Fill', 'textarea[name="apiKey"]', expect.not.stringContaining('a1b2c3d4')]]);
  });
});

test.describe('mutations', () => {
  test.use({ ipcRecorder: { mode: 'on', events: { ...CALLS, mutations: true } } });

  test('changes are counted in batches of 100 ms', async ({ page, ipc }) => {
    await open(page, '<p></p>');
    await settled(page, ipc);
    const before = recorded(ipc, 'DomMutation').length;
    await page.evaluate(async () => {
      const p = document.querySelector('p') as HTMLElement;
      for (let i = 0; i < 5; i += 1) p.setAttribute('data-i', String(i));
      await new Promise((done) => setTimeout(done));
      p.append('text', document.createElement('b'));
    });
    // No checkpoint asks for them: they come by themselves when their time is over.
    await expect
      .poll(() => recorded(ipc, 'DomMutation').slice(before))
      .toEqual([{ webview_label: 'main', mutation_count: 6 }]);
  });
});

test.describe('state', () => {
  test.use({ ipcRecorder: { mode: 'on', events: { ...CALLS, state: true } } });

  test('writes to both storage areas are recorded, by key and without the value', async ({ page, ipc }) => {
    await open(page, '');
    await page.evaluate(() => {
      localStorage.setItem('theme', 'dark-value');
      sessionStorage.setItem('draft', 'Milk-value');
      localStorage.removeItem('theme');
      sessionStorage.clear();
    });
    await settled(page, ipc);
    expect(recorded(ipc, 'StateChange')).toEqual(
      ['localStorage.theme', 'sessionStorage.draft', 'localStorage.theme', 'sessionStorage.*'].map((key) => ({
        key,
        caused_by: null,
      })),
    );
    expect(JSON.stringify(recorded(ipc, 'StateChange'))).not.toContain('value');
  });

  test('storage works as before, and its errors are the app’s own', async ({ page, ipc }) => {
    await open(page, '');
    const seen = await page.evaluate(() => {
      let asked = 0;
      const key = {
        toString() {
          asked += 1;
          return `key ${asked}`;
        },
      };
      localStorage.setItem(key as never, '1');
      let error = '';
      try {
        localStorage.setItem('big', 'x'.repeat(20_000_000));
      } catch (thrown) {
        error = (thrown as Error).name;
      }
      const { setItem } = Storage.prototype;
      return [asked, Object.keys(localStorage), error, setItem.name, setItem.length];
    });
    expect(seen).toEqual([1, ['key 1'], 'QuotaExceededError', 'setItem', 2]);
    await settled(page, ipc);
    expect(recorded(ipc, 'StateChange')).toEqual([]);
  });
});

/** The types of all listeners on the window and the document. */
async function listenersOf(context: BrowserContext, page: Page): Promise<string[]> {
  const client = await context.newCDPSession(page);
  const { result } = await client.send('Runtime.evaluate', {
    expression:
      '[window, document, ...(window.navigation ? [navigation] : [])].flatMap((one) => Object.keys(getEventListeners(one)))',
    includeCommandLineAPI: true,
    returnByValue: true,
  });
  await client.detach();
  return result.value as string[];
}

test.describe('with every kind off', () => {
  test.use({ ipcRecorder: { mode: 'on', events: CALLS } });

  test('nothing is recorded but calls, and nothing of it is in the page', async ({
    page,
    context,
    ipc,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'listeners are listed by Chromium');
    await open(
      page,
      `<input><script>console.error('bad'); localStorage.setItem('a', '1'); history.pushState(1, '');</script>`,
    );
    await page.locator('input').fill('Milk');
    await settled(page, ipc);
    expect(ipc.recorder.export()?.events).toEqual([]);
    const listeners = await listenersOf(context, page);
    for (const type of ['click', 'scroll', 'focus', 'visibilitychange', 'navigate', 'currententrychange'])
      expect(listeners).not.toContain(type);
    // Redaction asks for what is typed into fields for secrets, and for nothing else.
    expect(listeners.filter((type) => type === 'input' || type === 'change')).toEqual(['input', 'change']);
  });
});

test.describe('with every kind on', () => {
  test.use({
    ipcRecorder: {
      mode: 'on',
      events: { console: true, windows: true, interactions: true, mutations: true, state: true },
    },
  });

  test('the listeners are there, and go when the context is given back', async ({ page, context, browserName }) => {
    test.skip(browserName !== 'chromium', 'listeners are listed by Chromium');
    await open(page, '');
    expect(await listenersOf(context, page)).toEqual(expect.arrayContaining(['click', 'navigate', 'visibilitychange']));
    await page.evaluate(await detaching(page));
    const left = await listenersOf(context, page);
    expect(left).not.toContain('click');
    expect(left).not.toContain('navigate');
  });
});

/** The journal of the running test. */
function readJournalOf({ project, testId, retry }: ReturnType<typeof test.info>): string {
  const folder = join(project.outputDir, 'ipc', `${testId}-r${retry}`);
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}
