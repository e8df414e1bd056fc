import { expect, test } from '@playwright/test';
import { correlateOf, sourcesOn } from './source-options.ts';

test('observes all runtimes whose calls are calls, unless told otherwise', () => {
  expect(sourcesOn()).toEqual(['tauri', 'tauri-v1', 'wails-v2', 'wails-v3', 'neutralino']);
  expect(sourcesOn({ tauri: false, workers: true })).not.toContain('tauri');
  expect(sourcesOn({ globals: ['api'] })).toContain('globals');
  expect(sourcesOn({ globals: [] })).not.toContain('globals');
  expect(sourcesOn({ webview2: { correlate: () => null } })).toContain('webview2');
});

test('gives the function of a source', () => {
  const correlate = () => null;
  expect(correlateOf({ workers: { correlate } }, 'workers')).toBe(correlate);
  expect(correlateOf({ workers: true }, 'workers')).toBeUndefined();
});
