import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { parseSession } from '../src/session/format/parse-session.ts';
import {
  appEventSchema,
  checkpointStepSchema,
  droppedSchema,
  excludedSchema,
  observedSchema,
  type RecordedSession,
  recordedSessionSchema,
  stateCheckpointSchema,
  testInfoSchema,
} from '../src/session/format/schema.ts';
import { fullSession } from './full-session.ts';
import { pathsOf, WRONG_VALUES, withValueAt } from './mutate-json.ts';
import { MARKERS } from './properties/codec.ts';
import { anyValueIsReadOrRefused, readOrRefuse } from './properties/read-session.ts';
import { properties } from './properties.ts';

/** The same inputs in each run of the tests, so that a change is judged by what it changes. `npm run fuzz` looks for others. */
const SEED = 7;

for (const property of properties) {
  test(property.name, async () => {
    const folder = fileURLToPath(new URL(`./cases/${property.name}`, import.meta.url));
    for (const file of existsSync(folder) ? readdirSync(folder) : [])
      await test.step(file, async () => property.check(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))));
    await fc.assert(
      fc.asyncProperty(property.inputs, async (input) => property.check(input)),
      { numRuns: property.runs, seed: SEED },
    );
  });
}

test('the full session has every field of the format and every marker', () => {
  const full = fullSession() as unknown as RecordedSession;
  const kinds = appEventSchema.options.map((kind) => [
    kind,
    full.events.map(({ event }) => event).filter(({ type }) => kind.shape.type.safeParse(type).success),
  ]);
  for (const [{ shape }, values] of [
    [recordedSessionSchema, [full]],
    [testInfoSchema, [full.test]],
    [droppedSchema, [full.dropped]],
    [excludedSchema, [full.excluded]],
    [observedSchema, [full.observed]],
    [stateCheckpointSchema, full.checkpoints],
    [checkpointStepSchema, full.checkpoints.map(({ step }) => step)],
    ...kinds,
  ] as [{ shape: object }, object[]][])
    expect
      .soft([...new Set(values.flatMap((value) => Object.keys(value ?? {})))].sort())
      .toEqual(Object.keys(shape).sort());
  const text = JSON.stringify(full);
  expect(MARKERS.filter((marker) => !text.includes(`"${marker}":`))).toEqual([]);
});

test('a long run of properties that do not exist is no run that found nothing', () => {
  const script = fileURLToPath(new URL('../scripts/fuzz.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--seconds', '1', '--only', 'jornal'], {
    encoding: 'utf8',
  });
  expect(stderr).toContain(
    'No property has "jornal" in its name. Use a part of one of: any value is read or refused, ',
  );
  expect(status).toBe(1);
});

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
