// Popups that frames of other origins open: what such a frame writes into one has its origin, whatever the address says.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page, TestInfo } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';

/** Asks a backend, its own where none is there, at once and later; says under a name what it got, and of which origin it is. */
const asking = (name: string) => `<!doctype html><script>
  (async () => {
    const internals = (window.__TAURI_INTERNALS__ ??= { transformCallback: () => 1, invoke: async () => 'its own' });
    const got = [];
    for (const ms of [0, 500]) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      const silence = new Promise((resolve) => setTimeout(resolve, 1_000, 'silence'));
      got.push(await Promise.race([internals.invoke('read_notes', {}).catch(() => 'refused'), silence]));
    }
    console.log('said ' + JSON.stringify({ name: ${JSON.stringify(name)}, origin, got }));
  })();
</script>`;

/** Writes a text as a literal that may stand in a script of a page. */
const literal = (text: string) => JSON.stringify(text).replaceAll('</', '<\\/');

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Writes a statement that opens a popup and writes a document into it. */
const writing = (document: string, address = 'about:blank') =>
  `{ const popup = open(${literal(address)}); popup.document.write(${literal(document)}); popup.document.close(); }`;

const script = (text: string) => `<!doctype html><script>${text}</script>`;

/** What a popup has said of itself. */
interface Said {
  name: string;
  origin: string;
  got: string[];
}

function collectSaid(page: Page): Said[] {
  const said: Said[] = [];
  page.context().on('console', (message) => {
    const [, text] = /^said (.*)/.exec(message.text()) ?? [];
    if (text !== undefined) said.push(JSON.parse(text) as Said);
  });
  return said;
}

/** Opens the app with a frame in it; returns what popups say in time. */
async function openApp(
  page: Page,
  { frame, attributes = '', address = 'http://evil.test/frame', app = '' }: AppWithFrame,
): Promise<Said[]> {
  const said = collectSaid(page);
  await page.context().route(/\.test\//, (route) => {
    const { host, pathname } = new URL(route.request().url());
    const own = `<!doctype html><title>app</title>${app}<iframe ${attributes} src="${address}"></iframe>`;
    const body = pathname === '/frame' ? frame : host === 'app.test' ? own : '<!doctype html>';
    return route.fulfill({ contentType: 'text/html', body });
  });
  await page.goto('http://app.test/');
  return said;
}

interface AppWithFrame {
  /** The document of the frame. */
  frame: string;
  attributes?: string;
  address?: string;
  /** What else is in the app's document. */
  app?: string;
}

const ESCAPING = 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"';

/** The ways in which a frame makes a document of its own origin where no address says so. */
const WAYS: [name: string, frame: string, given?: Partial<AppWithFrame>][] = [
  ['about:blank', script(writing(asking('about:blank')))],
  ['an empty address', script(writing(asking('an empty address'), ''))],
  ['about:blank with a hash', script(writing(asking('about:blank with a hash'), 'about:blank#x'))],
  ['blob:', script(`open(URL.createObjectURL(new Blob([${literal(asking('blob:'))}], { type: 'text/html' })));`)],
  [
    'blob: without opener',
    script(
      `open(URL.createObjectURL(new Blob([${literal(asking('blob: without opener'))}], { type: 'text/html' })), '', 'noopener');`,
    ),
  ],
  [
    'javascript:',
    script(
      `const popup = open(''); popup.location = 'javascript:' + encodeURIComponent('document.write(' + JSON.stringify(${literal(asking('javascript:'))}) + ')');`,
    ),
  ],
  ['a popup of a popup', script(writing(script(writing(asking('a popup of a popup')))))],
  [
    'a popup of a popup that has closed',
    script(writing(script(`${writing(asking('a popup of a popup that has closed'))} close();`))),
  ],
  ['a popup of a sandboxed frame', script(writing(asking('a popup of a sandboxed frame'))), { attributes: ESCAPING }],
  [
    'a popup of a sandboxed frame of the app',
    script(writing(asking('a popup of a sandboxed frame of the app'))),
    { attributes: ESCAPING, address: '/frame' },
  ],
  ['a frame of a popup', script(writing(`<iframe srcdoc="${attribute(asking('a frame of a popup'))}"></iframe>`))],
  [
    'an empty frame of a popup',
    script(
      writing(
        script(
          `const frame = document.createElement('iframe'); document.documentElement.append(frame); frame.contentDocument.write(${literal(asking('an empty frame of a popup'))}); frame.contentDocument.close();`,
        ),
      ),
    ),
  ],
];

/** Waits until a popup has said what it got. */
async function whatWasSaid(said: Said[]): Promise<Said> {
  await expect.poll(() => said.length, { timeout: 6_000 }).toBe(1);
  return said[0] as Said;
}

for (const [name, frame, given] of WAYS) {
  test(`a served backend answers no document of another origin: ${name}`, async ({ page, ipc }) => {
    await ipc.serve({ read_notes: () => 'private' });
    const { origin, got } = await whatWasSaid(await openApp(page, { frame, ...given }));
    expect(origin).toBe(given?.attributes === undefined ? 'http://evil.test' : 'null');
    expect(got).toEqual(['refused', 'refused']);
    await expect.poll(() => ipc.calls('read_notes').length).toBe(2);
    expect(ipc.calls('read_notes').map((call) => call.origin)).toEqual([origin, origin]);
  });
}

const EVIL = script(writing(asking('popup')));

test('a route answers no popup of a frame of another origin', async ({ page, ipc }) => {
  await ipc.route('read_notes', (route) => route.fulfill('private'));
  expect((await whatWasSaid(await openApp(page, { frame: EVIL }))).got).toEqual(['its own', 'its own']);
});

/** A session in which the notes were read. */
const SESSION = {
  id: 'notes',
  started_at: '2026-01-01T00:00:00.000Z',
  events: [
    {
      index: 0,
      timestamp: '2026-01-01T00:00:00.000Z',
      event: {
        type: 'Ipc',
        id: 'read_notes',
        command: 'read_notes',
        timestamp: '2026-01-01T00:00:00.000Z',
        duration_ms: 1,
        duration_us: 1_000,
        result: { Ok: 'private' },
        args: {},
        arg_size_bytes: 0,
        webview_label: 'main',
      },
    },
  ],
  checkpoints: [],
};

function writeSession(testInfo: TestInfo): string {
  const file = testInfo.outputPath('notes.json');
  writeFileSync(file, JSON.stringify(SESSION));
  return file;
}

test('a replay answers no popup of a frame of another origin', async ({ page, ipc }, testInfo) => {
  await ipc.routeFromSession(writeSession(testInfo));
  const { got } = await whatWasSaid(await openApp(page, { frame: EVIL }));
  expect(got).not.toContain('private');
});

/** Has a backend of its own, and tells all that it hears of the test's events; and all that is evaluated in it. */
const HEARING = `<!doctype html><script>
  window.heard = [];
  const own = eval;
  window.eval = (text) => { if (String(text).includes('news')) heard.push(text); return own(text); };
  window.__TAURI_INTERNALS__ = { transformCallback: (callback) => { window.hear = callback; return 1; }, invoke: async () => 1 };
  const handler = window.__TAURI_INTERNALS__.transformCallback(({ payload }) => heard.push(payload));
  window.__TAURI_INTERNALS__.invoke('plugin:event|listen', { event: 'news', target: { kind: 'Any' }, handler });
  setTimeout(() => window.__TAURI_INTERNALS__.invoke('ready', {}), 500);
</script>`;

for (const [what, frame] of [
  ['popup of a frame', script(writing(HEARING))],
  ['frame', HEARING],
] as const) {
  test(`no event of the test goes to a ${what} of another origin, whatever that has done to its window`, async ({
    page,
    ipc,
  }) => {
    await ipc.serve({ read_notes: () => 'private' });
    await openApp(page, { frame });
    await expect.poll(() => ipc.calls('ready').length).toBe(1);
    await ipc.emit('news', 'private');
    for (const one of page
      .context()
      .pages()
      .flatMap((page) => page.frames()))
      expect(await one.evaluate('window.heard ?? []')).toEqual([]);
  });
}

/** Documents of the app's own, where no address says so. */
const OWN_WAYS: [name: string, app: string][] = [
  ['about:blank', script(writing(asking('about:blank')))],
  ['blob:', script(`open(URL.createObjectURL(new Blob([${literal(asking('blob:'))}], { type: 'text/html' })));`)],
  ['a popup of a popup', script(writing(script(writing(asking('a popup of a popup')))))],
  [
    'a popup of a popup that has closed',
    script(writing(script(`${writing(asking('a popup of a popup that has closed'))} close();`))),
  ],
  ['a frame of a popup', script(writing(`<iframe srcdoc="${attribute(asking('a frame of a popup'))}"></iframe>`))],
];

for (const [name, app] of OWN_WAYS) {
  test(`a document that the app itself has opened is answered: ${name}`, async ({ page, ipc }) => {
    await ipc.serve({ read_notes: () => 'private' });
    const { got } = await whatWasSaid(await openApp(page, { frame: '', app }));
    expect(got).toEqual(['private', 'private']);
    await expect.poll(() => ipc.calls('read_notes').length).toBe(2);
    expect(ipc.calls('read_notes').map((call) => call.origin)).toEqual([undefined, undefined]);
  });
}

test('a replay answers a popup at about:blank that the app has opened', async ({ page, ipc }, testInfo) => {
  await ipc.routeFromSession(writeSession(testInfo));
  const { got } = await whatWasSaid(await openApp(page, { frame: '', app: script(writing(asking('popup'))) }));
  expect(got[0]).toBe('private');
});

test('a popup at about:blank is answered where an app from a file has opened it, and one of a sandboxed frame is not', async ({
  page,
  ipc,
}, testInfo) => {
  await ipc.serve({ read_notes: () => 'private' });
  const said = collectSaid(page);
  const file = testInfo.outputPath('app.html');
  writeFileSync(file, script(writing(asking('own'))));
  await page.goto(pathToFileURL(file).href);
  await expect.poll(() => said).toMatchObject([{ name: 'own', got: ['private', 'private'] }]);
  writeFileSync(file, `<iframe ${ESCAPING} srcdoc="${attribute(script(writing(asking('frame'))))}"></iframe>`);
  await page.goto(pathToFileURL(file).href);
  await expect.poll(() => said[1]).toMatchObject({ name: 'frame', got: ['refused', 'refused'] });
});

test('a popup of a page without an address is answered, and one of a frame of another origin in it is not', async ({
  page,
  ipc,
}) => {
  await ipc.serve({ read_notes: () => 'private' });
  const said = collectSaid(page);
  await page.context().route(/evil\.test/, (route) => route.fulfill({ contentType: 'text/html', body: EVIL }));
  await page.setContent(script(writing(asking('own'))));
  await expect.poll(() => said).toMatchObject([{ name: 'own', got: ['private', 'private'] }]);
  await page.setContent('<iframe src="http://evil.test/"></iframe>');
  await expect.poll(() => said[1]).toMatchObject({ name: 'popup', got: ['refused', 'refused'] });
});
