import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { chromium } from '@playwright/test';
import { browserLaunchOptions } from '../scripts/browser.mjs';
import { median, rowOf } from './compare.mjs';
import { load } from './load.mjs';

/** What the app waits for, in a real Chromium, with our page script and without; wall time, taken in the page. */
export async function run({ rounds }) {
  const { PageSource } = await load('src/capture/page/page-source.js');
  const server = new Worker(new URL('page-server.mjs', import.meta.url));
  const [port] = await once(server, 'message');
  const browser = await chromium.launch(browserLaunchOptions());
  try {
    const url = `http://127.0.0.1:${port}/`;
    const without = await open(browser, url);
    let seen = 0;
    const observed = await open(browser, url, async (context) => {
      const started = ({ id }) => {
        seen++;
        return { id };
      };
      await new PageSource(context).attach({ started, settled() {}, event() {} });
    });
    const rows = [];
    for (const { what, calls, work } of WORKLOADS) {
      const ratios = [];
      const added = [];
      for (let round = -2; round < rounds; round++) {
        const pair = round % 2 === 0 ? [without, observed] : [observed, without];
        const times = new Map();
        for (const page of pair) times.set(page, await page.evaluate(work));
        if (round < 0) continue;
        ratios.push(times.get(observed) / times.get(without));
        added.push(((times.get(observed) - times.get(without)) * 1_000) / calls);
      }
      const addedUs = Math.round(median(added.toSorted((a, b) => a - b)));
      rows.push({ ...rowOf({ what, reference: 'the same without us', ratios, measure: 'wall' }), addedUs });
    }
    if (seen === 0) throw new Error('bench: the page script saw no call');
    return rows;
  } finally {
    await browser.close();
    await server.terminate();
  }
}

const ARGS = `{ noteId: '64bc9b6d-0df9-4025-a841-98bb81872f10', title: 'Shopping list', tags: ['home', 'todo'], pinned: false }`;

/** Scripts for the page; each gives the milliseconds its calls took. */
const WORKLOADS = [
  { what: 'a lone invoke, answered over HTTP', calls: 100, work: loneCalls('fetch', 100) },
  { what: 'a lone invoke, answered at once', calls: 300, work: loneCalls('save_note', 300) },
  {
    what: 'a burst of 5,000 invokes, answered at once',
    calls: 5_000,
    work: `(async () => {
      const start = performance.now();
      await Promise.all(Array.from({ length: 5000 }, (_, i) => __TAURI_INTERNALS__.invoke('save_note', ${ARGS})));
      return performance.now() - start;
    })()`,
  },
];

/** Each in a task of its own; the time between them does not count. */
function loneCalls(command, count) {
  return `(async () => {
    let total = 0;
    for (let i = 0; i < ${count}; i++) {
      await new Promise((resolve) => setTimeout(resolve));
      const start = performance.now();
      await __TAURI_INTERNALS__.invoke('${command}', ${ARGS});
      total += performance.now() - start;
    }
    return total;
  })()`;
}

async function open(browser, url, instrument = async () => {}) {
  const context = await browser.newContext();
  await instrument(context);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
