import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { browserLaunchOptions } from '../scripts/browser.mjs';
import { rowOf } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load } from './load.mjs';

/** How long whoever opens a timeline from disk waits for its first rows, against a page that parses all of the session first. */
export async function run({ rounds }) {
  const { embedSession } = await load('src/viewer/embed-sessions.js');
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-'));
  const browser = await chromium.launch(browserLaunchOptions());
  try {
    const rows = [];
    for (const count of [50_000, 1_000_000]) {
      const ours = join(folder, `timeline-${count}.html`);
      const blob = join(folder, `blob-${count}.html`);
      const session = generateSession(count);
      writeFileSync(ours, embedSession(session));
      writeBlob(blob, session);
      const ratios = [];
      const waits = [];
      const times = count > 100_000 ? Math.min(rounds, 3) : rounds;
      for (let round = -1; round < times; round++) {
        const files = round % 2 === 0 ? [ours, blob] : [blob, ours];
        const ms = new Map();
        for (const file of files) ms.set(file, await untilFirstRow(browser, file));
        if (round < 0) continue;
        ratios.push(ms.get(ours) / ms.get(blob));
        waits.push(Math.round(ms.get(ours)));
      }
      const what = `timeline from disk, first rows of ${count.toLocaleString('en')} events`;
      const measure = `wall time, ${waits.sort((a, b) => a - b)[waits.length >> 1]} ms`;
      rows.push(rowOf({ what, reference: 'a page that parses one JSON of them', ratios, measure }));
    }
    return rows;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilFirstRow(browser, file) {
  const page = await browser.newPage();
  try {
    const began = performance.now();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
    await page.locator('[role=row][aria-rowindex="2"]').waitFor({ timeout: 120_000 });
    return performance.now() - began;
  } finally {
    await page.close();
  }
}

/** The plainest page of the same events: one JSON text, parsed, and the first rows of a table. In pieces: all of it is more than a string may have. */
function writeBlob(file, { events, ...session }) {
  const lines = events.map((event) => JSON.stringify(event).replaceAll('<', '\\u003c'));
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><script type="application/json" id="data">{"events":[`);
  for (let at = 0; at < lines.length; at += 50_000)
    writeFileSync(file, (at === 0 ? '' : ',') + lines.slice(at, at + 50_000).join(','), { flag: 'a' });
  const rest = JSON.stringify(session).slice(1);
  writeFileSync(
    file,
    `],${rest}</script><div role="grid"></div><script>
  const { events } = JSON.parse(document.querySelector('#data').textContent);
  document.querySelector('div').innerHTML = events.slice(0, 50)
    .map(({ index, event }) => '<div role="row" aria-rowindex="' + (index + 2) + '">' + (event.command ?? event.type) + '</div>').join('');
</script>`,
    { flag: 'a' },
  );
}
