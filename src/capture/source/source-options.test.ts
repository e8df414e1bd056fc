import { expect, test } from '@playwright/test';
import { sourcesOn } from './source-options.ts';

test('observes all runtimes whose calls are calls, unless told otherwise', () => {
  expect(sourcesOn()).toEqual(['tauri', 'tauri-v1', 'wails-v2', 'wails-v3', 'neutralino']);
  expect(sourcesOn({ tauri: false, workers: true })).not.toContain('tauri');
  expect(sourcesOn({ webview2: true })).toContain('webview2');
  expect(sourcesOn({ globals: ['api'] })).toContain('globals');
  expect(sourcesOn({ globals: [] })).not.toContain('globals');
});
