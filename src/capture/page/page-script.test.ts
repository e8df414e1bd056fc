import { Script } from 'node:vm';
import { expect, test } from '@playwright/test';
import type { PageConfig } from '../page-protocol.ts';
import { SOURCE_NAMES, type SourceName, sourcesOn } from '../source/source-options.ts';
import { makePageKeys } from './door/page-keys.ts';
import { eventsOn } from './event-kinds.ts';
import { pageScript } from './page-script.ts';

function configOf(sources: readonly SourceName[], events: PageConfig['events'] = NO_EVENTS): PageConfig {
  return {
    ...{ binding: 'binding', routes: [], serve: null, sources: [...sources], globals: [] },
    answerOrigins: [],
    keys: makePageKeys(),
    pipe: 'pipe',
    ...{ earlyGlobals: false, events },
  };
}

const NO_EVENTS = { windows: false, interactions: false, mutations: false, state: false };

/** Bytes of the script without what the config itself takes. */
const sizeOf = (config: PageConfig) => pageScript(config).length - JSON.stringify(config).length;

/** Texts of the observers of Neutralino, Wails and workers. */
const OTHERS = ['accessToken', 'WailsInvoke', 'BroadcastChannel'];

test('the script has what the options ask for, and nothing else', () => {
  const all = pageScript(configOf(SOURCE_NAMES));
  const tauri = pageScript(configOf(['tauri']));
  for (const text of ['__TAURI_INTERNALS__', ...OTHERS]) expect([text, all.includes(text)]).toEqual([text, true]);
  for (const text of OTHERS) expect([text, tauri.includes(text)]).toEqual([text, false]);
});

test('the script is no larger than it was', () => {
  const { console: _, ...events } = eventsOn({});
  expect({
    nothing: sizeOf(configOf([])),
    tauri: sizeOf(configOf(['tauri'], events)),
    byDefault: sizeOf(configOf(sourcesOn(), events)),
  }).toEqual({ nothing: atMost(53_600), tauri: atMost(82_000), byDefault: atMost(106_000) });
});

test('each part makes a script by itself', () => {
  for (const source of SOURCE_NAMES) expect(() => new Script(pageScript(configOf([source])))).not.toThrow();
  for (const kind of Object.keys(NO_EVENTS))
    expect(() => new Script(pageScript(configOf([], { ...NO_EVENTS, [kind]: true })))).not.toThrow();
});

/** Matches a number up to a limit, which a change for good reasons may raise. */
function atMost(limit: number) {
  return { asymmetricMatch: (value: number) => value <= limit, toString: () => `at most ${limit}` };
}
