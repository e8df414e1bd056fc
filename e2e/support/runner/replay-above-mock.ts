import { recordSpec, replaySession } from './record-and-replay.ts';
import { test as base, type InlineRun, SPEC_HEAD } from './run-inline-test.ts';

/** Records a spec whose mock answers with `good`, and replays it with a mock that answers otherwise, or fails. */
export const test = base.extend<{
  replayed: (
    spec: string,
    options?: { args?: string[]; mock?: string; books?: string },
  ) => Promise<{ run: InlineRun; text: string }>;
}>({
  replayed: async ({ runInlineTest }, use) => {
    await use(async (spec, { args = [], mock = 'poison', books = '' } = {}) => {
      const run = await recordSpec(runInlineTest, `${HEAD}${spec}`);
      return { run, text: (await replaySession(run, { args, env: { MOCK: mock, BOOKS: books } })).text };
    });
  },
});

/** How specs of this file begin: an app that shows what it is told, and what the mock makes of an answer in this run. */
export const HEAD = `${SPEC_HEAD}
  const MOCK = process.env.MOCK ?? 'good';
  const start = async (page, script, init) => {
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<p id="out">none</p><script>const show = (text) => { document.getElementById("out").textContent = text; };' + script + '</script>' }));
    await page.addInitScript((kind) => {
      window.answer = (good) => { if (kind === 'throws') throw new Error('mock'); return kind === 'good' ? good : 'poison'; };
    }, MOCK);
    if (init) await page.addInitScript(init);
    await page.goto('http://localhost/');
  };
  const out = (page) => expect(page.locator('#out'));
`;
