import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { isOfMainProcess, isOnlyObserved, listensByCall } from './runtime-of.ts';
import { RUNTIMES } from './runtimes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files that make the names of a runtime: its record, and the folders that observe it. */
const MAKERS = ['src/calls/runtimes.ts', 'src/capture/injected/tauri/', 'src/capture/injected/wails/'];

/** A text or pattern that begins with the prefix of a runtime's commands. */
const PREFIX = /['"`/^(|:](?:plugin|tauri|wails):/;
const NAMES = RUNTIMES.map(({ name }) => name).join('|');
/** A comparison with the source of a call, and a list to look it up in. */
const COMPARISON = new RegExp(
  `[!=]==? ?'(?:${NAMES})'|'(?:${NAMES})' ?[!=]==|\\['(?:${NAMES})'(?:, '[^']*')*\\]\\.includes`,
);

test('nobody but the records tests for the commands or the name of a runtime', () => {
  const files = sourceFiles();
  expect(files.length).toBeGreaterThan(200);
  const places = files.flatMap(({ file, text }) =>
    withoutComments(text)
      .split('\n')
      .flatMap((line, at) => (PREFIX.test(line) || COMPARISON.test(line) ? `${file}:${at + 1} ${line.trim()}` : [])),
  );
  expect(places, 'ask src/calls/runtime-of.ts or event-commands.ts').toEqual([]);
});

test('each runtime of pages has a conformance case, and a row in the docs', () => {
  const folder = join(ROOT, 'e2e/support/conformance');
  const cases = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const docs = readFileSync(join(ROOT, 'docs/capture.md'), 'utf8');
  for (const { name, seenIn } of RUNTIMES) {
    if (seenIn === 'page') expect(cases.join('\n'), name).toContain(`source: '${name}'`);
    expect(docs, name).toContain(`\`${name}\``);
  }
});

test('tells of a call by its source what can take the place of its other side', () => {
  const sourcesFor = (isSo: (call: { source: string }) => boolean) =>
    RUNTIMES.map(({ name }) => name).filter((source) => isSo({ source }));
  expect(sourcesFor(isOnlyObserved)).toEqual(['webview2', 'workers', 'electron-utility']);
  expect(sourcesFor(isOfMainProcess)).toEqual(['electron']);
  expect(sourcesFor(listensByCall)).toEqual(['tauri', 'tauri-v1', 'globals']);
});

test('takes calls that name no source for calls of Tauri, whose windows listen by call', () => {
  expect(listensByCall({})).toBe(true);
  expect(listensByCall({ source: 'a source of mine' })).toBe(false);
  expect(isOnlyObserved({})).toBe(false);
});

function sourceFiles(): { file: string; text: string }[] {
  return ['src', 'fixtures', 'reporter'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.(support\.)?tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ file: relative(ROOT, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
      .filter(({ file }) => !MAKERS.some((maker) => file.startsWith(maker))),
  );
}

/** Code with each comment replaced by as many lines. */
function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, (comment) => comment.replace(/[^\n]+/g, ''));
}
