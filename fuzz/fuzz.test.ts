import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { parseSession } from '../src/session/parse-session.ts';
import { fullSession } from './full-session.ts';
import { pathsOf, WRONG_VALUES, withValueAt } from './mutate-json.ts';
import { anyValueIsReadOrRefused, readOrRefuse } from './properties/read-session.ts';
import { properties } from './properties.ts';

for (const property of properties) {
  test(property.name, async () => {
    const folder = fileURLToPath(new URL(`./cases/${property.name}`, import.meta.url));
    for (const file of existsSync(folder) ? readdirSync(folder) : [])
      await test.step(file, async () => property.check(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))));
    await fc.assert(
      fc.asyncProperty(property.inputs, async (input) => property.check(input)),
      { numRuns: property.runs },
    );
  });
}

test('every wrong value at every path of a session is read or refused', async () => {
  test.setTimeout(60_000);
  const full = fullSession();
  expect(parseSession(full).events).toHaveLength(11);
  let tried = 0;
  for (const path of pathsOf(full).slice(1)) {
    for (const value of WRONG_VALUES) {
      const damaged = withValueAt(full, path, value);
      tried += 1;
      // To read it and to use what was read takes ten times as long as to read it: every 24th, another of each path.
      if (tried % 24 === 0) await anyValueIsReadOrRefused.check(damaged);
      else readOrRefuse(() => parseSession(damaged));
    }
  }
  expect(tried).toBeGreaterThan(3_000);
});
