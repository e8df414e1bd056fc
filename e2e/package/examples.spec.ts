import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callsOf, configFile, expect, test } from '../support/runner/run-inline-test.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');

for (const name of readdirSync(examples)) {
  test(`the example ${name} runs as it is`, async ({ runInlineTest }) => {
    const folder = join(examples, name);
    const files = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
    const run = await runInlineTest({
      ...Object.fromEntries(files),
      'playwright.config.ts': configFile({ use: `ipcRecorder: 'on'` }),
    });
    expect(run.output).toContain('1 passed');
    const calls = callsOf(run.attempts[0]?.session).map(({ kind = 'invoke', command }) => `${kind} ${command}`);
    expect(calls.sort()).toEqual([
      'invoke notes.drop',
      'invoke notes.list',
      'invoke notes.save',
      'push notes.changed',
      'send log',
    ]);
  });

  test(`the README of the example ${name} links files that are there`, () => {
    const text = readFileSync(join(examples, name, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => join(examples, name, path ?? ''));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => readFileSync(link)).not.toThrow();
  });
}
