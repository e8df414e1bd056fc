import { expect, test } from '@playwright/test';
import { countWords, docFaults } from './check-docs.mjs';

const SOURCES: Record<string, string> = {
  'src/store/open.ts': '',
  'src/store/open.test.ts': "test('opens a file', () => {});",
};
const faultsOf = (documents: Record<string, string>) =>
  docFaults({
    documents,
    files: [...Object.keys(documents), ...Object.keys(SOURCES)],
    read: (file) => SOURCES[file] ?? '',
  });

test('a document of true names and links has no fault', () => {
  const decision = '## Open\n\nSee `open.ts` and [here](#open).\n- **Test:** "opens a file".';
  expect(faultsOf({ 'docs/decisions/store.md': decision, 'README.md': '[why](docs/decisions/store.md#open)' })).toEqual(
    [],
  );
});

test('a link that leads nowhere is a fault', () => {
  expect(faultsOf({ 'README.md': '# A\n[gone](docs/gone.md) and [lost](#lost)' })).toEqual([
    'README.md: links to docs/gone.md, which does not exist.',
    'README.md: links to #lost of README.md, which has no such heading.',
  ]);
});

test('a file that does not exist is named in no document', () => {
  expect(faultsOf({ 'docs/replay.md': 'see `src/store/gone.ts`' })).toHaveLength(1);
  expect(faultsOf({ 'docs/decisions/store.md': 'see `gone.ts`' })).toHaveLength(1);
});

test('a test that does not exist is named by no decision', () => {
  expect(faultsOf({ 'docs/decisions/store.md': '- **Test:** "opens two".' })).toEqual([
    'docs/decisions/store.md: no test is named "opens two".',
  ]);
});

test('a table that is padded is a fault', () => {
  expect(faultsOf({ 'docs/replay.md': '| a   | b |\n| --- | --- |' })).toHaveLength(1);
  expect(faultsOf({ 'docs/replay.md': '| a | b |\n| ----- | --- |' })).toHaveLength(1);
});

test('a README of more than 1,500 words is a fault', () => {
  expect(faultsOf({ 'README.md': 'word '.repeat(1_500) })).toEqual([]);
  expect(faultsOf({ 'README.md': 'word '.repeat(1_501) })).toHaveLength(1);
});

test('code marks in tables of ARCHITECTURE are not counted as words', () => {
  expect(countWords('ARCHITECTURE.md', '| `src/a`, `src/b` | two words |\n| --- | --- |')).toBe(2);
});
