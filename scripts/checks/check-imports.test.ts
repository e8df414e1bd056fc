import { expect, test } from '@playwright/test';
import { importFaults } from './check-imports.mjs';

const RULES = `# Architecture

## Who may import whom

- \`ground\`: \`src/std\`, \`src/codec\`

| room | may import |
| --- | --- |
| \`src/{std,codec}\` | nothing |
| \`src/store\` | \`ground\`, \`node:*\`, types of \`zod\` |
| \`src/store/deep\` | \`src/std\` |
| \`e2e\` | \`*\`, \`src/store/open.ts\` |

## Something else
`;

/** One file for each room, so that no row is unused; and what a test adds. */
const files = (added: Record<string, string>): [string, string][] =>
  Object.entries({
    'src/std/clock.ts': '',
    'src/codec/encode.ts': '',
    'src/store/open.ts': "import { now } from '../std/clock.ts';",
    'src/store/deep/line.ts': '',
    'e2e/a.spec.ts': "import { open } from '../src/store/open.ts';",
    ...added,
  });
const faultsOf = (added: Record<string, string>) => importFaults({ document: RULES, files: files(added) });

test('a tree that keeps to the table has no fault', () => {
  expect(faultsOf({})).toEqual([]);
});

test('an import that no row allows is a fault', () => {
  expect(faultsOf({ 'src/std/clock.ts': "import { open } from '../store/open.ts';" })).toContain(
    'src/std/clock.ts: "src/std" may not import "src/store/open.ts" (see the table in ARCHITECTURE.md).',
  );
});

test('a group stands for its rooms', () => {
  expect(faultsOf({ 'src/store/read.ts': "import { encode } from '../codec/encode.ts';" })).toEqual([]);
});

test('a folder with a row of its own is no part of the folder around it', () => {
  expect(faultsOf({ 'src/store/read.ts': "import { line } from './deep/line.ts';" })).toHaveLength(1);
});

test('types alone may be imported where the row says so', () => {
  expect(faultsOf({ 'src/store/read.ts': "import type { ZodType } from 'zod';" })).toEqual([]);
  expect(faultsOf({ 'src/store/read.ts': "import { z } from 'zod';" })).toHaveLength(1);
});

test('any package is no file of the sources', () => {
  expect(faultsOf({ 'e2e/b.spec.ts': "import ws from 'ws';" })).toEqual([]);
  expect(faultsOf({ 'e2e/b.spec.ts': "import { now } from '../src/std/clock.ts';" })).toHaveLength(1);
});

test('an import that is written in several lines, in a call or without a name counts', () => {
  for (const text of [
    "import {\n  encode,\n} from '../codec/encode.ts';",
    "const late = () => import('../codec/encode.ts');",
    "import '../codec/encode.ts';",
    "export * from '../codec/encode.ts';",
  ])
    expect(faultsOf({ 'src/std/list.ts': text }), text).toHaveLength(1);
});

test('a file in a folder without a row is a fault', () => {
  expect(faultsOf({ 'src/new/thing.ts': '' })).toEqual([
    'src/new/thing.ts: no row of the table in ARCHITECTURE.md has this file. Add its folder.',
  ]);
});

test('a row without files, and a name that nothing has, are faults', () => {
  const document = RULES.replace('| `e2e`', '| `src/gone` | `src/lost` |\n| `e2e`');
  expect(importFaults({ document, files: files({}) })).toEqual([
    'ARCHITECTURE.md: the row "src/gone" has no file.',
    'ARCHITECTURE.md: "src/lost" is neither a row of the table nor a file.',
  ]);
});

test('a circle is a fault, one of types too', () => {
  const circle = {
    'src/std/a.ts': "import type { B } from './b.ts';",
    'src/std/b.ts': "import type { A } from './a.ts';",
  };
  expect(faultsOf(circle)).toEqual(['circle: src/std/a.ts -> src/std/b.ts -> src/std/a.ts']);
});

test('unit tests are free', () => {
  expect(faultsOf({ 'src/std/clock.test.ts': "import { open } from '../store/open.ts';" })).toEqual([]);
});
