import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect } from '@playwright/test';
import { embedSession } from '../../src/viewer/embed-sessions.ts';
import { details, row, test } from '../support/pages/timeline-page.ts';
import { longSession, notesSession, SampleSession } from '../support/sessions/sample-session.ts';

test.use({ viewport: { width: 1440, height: 860 } });

test('opens at the step and the call that failed, without a complaint', async ({ page, openTimeline }) => {
  const complaints = await openTimeline(embedSession(notesSession()));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Notes › saving › keeps the title and the body of a new note',
  );
  await expect(page.getByRole('list', { name: 'Counts' })).toContainText('12 calls1 failed1 pending4 pushes');
  await expect(page.getByRole('treeitem', { selected: true }).first()).toContainText("toHaveText getByRole('status')");
  await expect(row(page, 'save_note')).toHaveAttribute('aria-selected', 'true');
  await expect(details(page)).toContainText('disk is full: cannot write notes/1.json');
  await expect(details(page)).toContainText('E_DISK_FULL');
  await expect(details(page)).toContainText('Two litres, the blue one.');
  expect(complaints).toEqual([]);
});

test('shows the steps as a tree with their place, and words for what failed', async ({ page, openTimeline }) => {
  await openTimeline(embedSession(notesSession()));
  const steps = page.getByRole('tree', { name: 'Steps' }).getByRole('treeitem');
  await expect(steps).toHaveCount(10);
  const saving = steps.filter({ hasText: /^save the note/ });
  await expect(saving).toHaveAttribute('aria-level', '1');
  await expect(saving).toContainText('notes.spec.ts:18failed1.18 s');
  await expect(steps.filter({ hasText: 'click getByRole' })).toHaveAttribute('aria-level', '2');
});

test('shows what a call was given and what it answered', async ({ page, openTimeline }) => {
  await openTimeline(embedSession(notesSession()));
  await row(page, 'spell_check').click();
  await expect(details(page)).toContainText('language: "en"');
  await expect(details(page)).toContainText('options: undefined');
  await row(page, 'thumbnail').click();
  await expect(details(page)).toContainText('Uint8Array, 20.5 kB of binary data');
  await expect(details(page)).toContainText('preview');
});

test('marks what is pending in words', async ({ page, openTimeline }) => {
  await openTimeline(embedSession(notesSession()));
  await expect(row(page, 'sync_remote')).toContainText('pending');
  await row(page, 'sync_remote').click();
  await expect(details(page)).toContainText('pending, never answered');
});

test('limits the list to a step and says what the step changed', async ({ page, openTimeline }) => {
  await openTimeline(embedSession(notesSession()));
  await page.getByRole('treeitem', { name: /write a note/ }).click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '7');
  await expect(details(page)).toContainText('changed pages[0].localStorage.theme');
  await expect(details(page)).toContainText('added store.notes[1]');
  await page.getByRole('treeitem', { name: /After Hooks/ }).click();
  await expect(details(page)).toContainText('The state was not read: The page closed before its state was read.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '16');
});

test('filters by text in payloads, by outcome, and counts the framework calls it hides', async ({
  page,
  openTimeline,
}) => {
  await openTimeline(embedSession(notesSession()));
  await expect(page.getByRole('button', { name: '3 framework calls hidden' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('E_DISK');
  await expect(page.getByRole('status')).toHaveText('1 match');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Pending' }).click();
  await expect(page.getByRole('status')).toHaveText('1 row');
  await page.getByRole('button', { name: 'Pending' }).click();
  await page.getByRole('button', { name: 'Framework', exact: true }).click();
  await expect(page.getByRole('status')).toHaveText('18 rows');
});

test('hides what the framework brings itself, whatever the runtime, and not the plugins that an app adds', async ({
  page,
  openTimeline,
}) => {
  const session = new SampleSession()
    .call('plugin:sql|select', { result: { Ok: [] } })
    .call('plugin:window|set_title', { result: { Ok: null } })
    .call('wails:Window.SetTitle', { source: 'wails-v3', result: { Ok: null } });
  await openTimeline(embedSession(session.build()));
  await expect(page.getByRole('button', { name: '2 framework calls hidden' })).toBeVisible();
  await expect(row(page, 'plugin:sql|select')).toBeVisible();
  await expect(row(page, 'wails:Window.SetTitle')).toBeHidden();
});

test('opens at the last try of an assertion that was retried, not at what was caught before', async ({
  page,
  openTimeline,
}) => {
  const session = new SampleSession()
    .step('close the banner', 'test.step', () => {}, { error: 'Error: no banner' })
    .call('load', { result: { Ok: 1 } })
    .step('title is Milk', 'expect', (step) => step.call('first', { result: { Ok: 1 } }), { error: 'Error: no Milk' })
    .step('title is Milk', 'expect', (step) => step.call('second', { result: { Ok: 1 } }), { error: 'Error: no Milk' });
  const test = { ...notesSession().test, title_path: ['t'], file: 'a', line: 1, project: '', attempt: 0 };
  await openTimeline(embedSession(session.build({ test: { ...test, status: 'failed', errors: ['Error: no Milk'] } })));
  const steps = page.getByRole('tree', { name: 'Steps' });
  await expect(steps.getByRole('treeitem', { selected: true })).toContainText('title is Milk');
  await expect(row(page, 'second')).toHaveAttribute('aria-selected', 'true');
});

test('leads from a channel message to its call, and from the divergence to its event', async ({
  page,
  openTimeline,
}) => {
  await openTimeline(embedSession(notesSession(), { divergence: { text: 'save_note failed here only.', index: 12 } }));
  await row(page, 'progress').first().click();
  await details(page).getByRole('button', { name: 'sync_remote #11' }).click();
  await expect(row(page, 'sync_remote')).toHaveAttribute('aria-selected', 'true');
  const differs = page.getByRole('note').filter({ hasText: 'Differs from the attempt that passed.' });
  await differs.getByRole('button', { name: 'Go to #12' }).click();
  await expect(row(page, 'save_note')).toHaveAttribute('aria-selected', 'true');
});

test('the place of the test, that of a step and the command for the trace can be copied', async ({
  page,
  openTimeline,
}) => {
  await page.addInitScript(() => {
    const writeText = async (text: string) => Object.assign(globalThis, { copied: text });
    Object.defineProperty(navigator, 'clipboard', { value: { writeText } });
  });
  const trace = "test-results/it's a note/trace.zip";
  await openTimeline(embedSession(notesSession(), { trace }), '#s8');
  const command = String.raw`npx playwright show-trace 'test-results/it'\''s a note/trace.zip'`;
  await expect(page.getByRole('list', { name: 'Test' })).toContainText(command);
  for (const text of ['e2e/notes.spec.ts:12', 'e2e/notes.spec.ts:21', command]) {
    await page.getByRole('button', { name: `Copy ${text}`, exact: true }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toHaveCount(1);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'copied'))).toBe(text);
    await expect(page.getByRole('button', { name: 'Copied' })).toHaveCount(0);
  }
});

test('zooms into a part of the axis that is dragged over, and selects what is clicked there', async ({
  page,
  openTimeline,
}) => {
  await openTimeline(embedSession(notesSession()));
  const axis = page.getByRole('img', { name: /Steps and calls over 1.51 s/ });
  const box = await axis.boundingBox();
  if (!box) throw new Error('the axis has no size');
  await page.mouse.move(box.x + 300, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 420, box.y + 60);
  await page.mouse.up();
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect(page.getByRole('button', { name: 'Fit' })).toBeHidden();
  await axis.click({ position: { x: 380, y: 27 } });
  await expect(page.getByRole('treeitem', { name: /save the note/ })).toHaveAttribute('aria-selected', 'true');
});

test('runs nothing that a session carries', async ({ page, openTimeline }) => {
  const planted =
    '</script><script>window.planted = 1</script><img src=x onerror="window.planted = 1"><!--ipc:data-->$&\u202e';
  const fields = {
    args: { [planted]: planted },
    webview_label: planted,
    frame: `javascript:${planted}`,
    source: planted,
  };
  const session = new SampleSession()
    .step(
      planted,
      'test.step',
      (inner) => inner.call(planted, { ...fields, result: { Err: planted }, error: { message: planted } }),
      { state: { [planted]: 1 }, endState: { [planted]: 2 }, error: planted },
    )
    .build({
      id: planted,
      test: {
        title_path: [planted],
        file: planted,
        line: 1,
        project: planted,
        attempt: 0,
        status: 'failed',
        errors: [planted],
      },
    });
  const complaints = await openTimeline(embedSession(session, { title: planted, divergence: { text: planted } }));
  await expect(details(page)).toContainText('window.planted');
  await page
    .getByRole('treeitem', { name: /planted/ })
    .first()
    .click();
  await expect(details(page)).toContainText('State changed in this step');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('\\u202e');
  expect(await page.evaluate(() => 'planted' in window)).toBe(false);
  await expect(page.locator('img')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('says what is broken and what to do when its data is', async ({ page, openTimeline }) => {
  const html = embedSession(notesSession());
  await openTimeline(html.replace(/(id="ipc-header">).{40}/, '$1AAAA'));
  await expect(page.getByRole('alert')).toHaveText(
    /its part "ipc-header" cannot be unpacked\. Run "npx ipc-recorder validate ipc-session\.json"/,
  );
  await expect(page.locator('#app')).toContainText('12 calls · 1 failed · 1 pending');
});

test('stays readable when only its payloads are broken', async ({ page, openTimeline }) => {
  await openTimeline(embedSession(notesSession()).replace(/(id="ipc-events-0">).{40}/, '$1AAAA'));
  await expect(row(page, 'save_note')).toContainText('cannot be read');
  await expect(details(page).getByRole('alert')).toContainText('its part "ipc-events-0" cannot be unpacked');
});

test('says which browsers can open it when this one cannot', async ({ page, openTimeline }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'DecompressionStream'));
  await openTimeline(embedSession(notesSession()));
  await expect(page.getByRole('alert')).toContainText('This browser is too old to unpack the session');
});

test('shows its summary where no script may run', async ({ browser }, testInfo) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  const file = testInfo.outputPath('ipc-timeline.html');
  writeFileSync(file, embedSession(notesSession()));
  await page.goto(pathToFileURL(file).href);
  await expect(page.locator('pre')).toContainText('12 calls · 1 failed · 1 pending · 4 pushes');
  await page.close();
});

test('opens an empty session', async ({ page, openTimeline }) => {
  const complaints = await openTimeline(embedSession(new SampleSession().build()));
  await expect(page.getByText('Nothing was recorded.')).toBeVisible();
  await expect(page.getByRole('note')).toHaveText(/^No calls\. The session does not say what was observed: /);
  await expect(page.getByText('No steps were recorded.')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('opens 50,000 events and keeps only the rows in view', async ({ page, openTimeline }) => {
  const complaints = await openTimeline(embedSession(longSession(50_000)));
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '45001');
  await expect(grid.getByRole('row', { selected: true })).toContainText('failed');
  await grid.press('End');
  await expect(grid.getByRole('row', { selected: true })).toContainText('pending');
  await expect(details(page)).toContainText('page: 49999');
  expect(await grid.getByRole('row').count()).toBeLessThan(80);
  await page.getByRole('searchbox').fill('word 31415');
  await expect(page.getByRole('status')).toHaveText('1 match');
  expect(complaints).toEqual([]);
});
