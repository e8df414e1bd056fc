import { expect, test } from '@playwright/test';
import { correlateOf, faultOfSource, type SourceOptions, sourcesOn } from './source-options.ts';

test('observes all runtimes whose calls are calls, unless told otherwise', () => {
  expect(sourcesOn()).toEqual(['tauri', 'tauri-v1', 'wails-v2', 'wails-v3', 'neutralino']);
  expect(sourcesOn({ tauri: false, workers: true })).not.toContain('tauri');
  expect(sourcesOn({ webview2: { correlate: () => null } })).toContain('webview2');
});

test('gives the function of a source', () => {
  const correlate = () => null;
  expect(correlateOf({ workers: { correlate } }, 'workers')).toBe(correlate);
  expect(correlateOf({ workers: true }, 'workers')).toBeUndefined();
});

for (const [options, fault] of [
  [{ workers: true, tauri: false }, undefined],
  [{ workers: { correlate: () => null } }, undefined],
  [{ workers: { corelate: true } }, 'is {"corelate":true}. Use true, false or an object with a function correlate.'],
  [
    { workers: { correlate: 'mine' } },
    'is {"correlate":"mine"}. Use true, false or an object with a function correlate.',
  ],
  [{ workers: 'on' }, 'is "on". Use true, false or an object with a function correlate.'],
] as const) {
  test(`says what is wrong with ${JSON.stringify(options)}`, () => {
    expect(faultOfSource(options as SourceOptions, 'workers')).toBe(fault);
  });
}

test('takes nothing but true and false for a source whose calls are calls', () => {
  expect(faultOfSource({ tauri: 'v2' } as unknown as SourceOptions, 'tauri')).toBe('is "v2". Use true or false.');
});
