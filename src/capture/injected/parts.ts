import type { PageEventKinds } from '../page-protocol.ts';
import type { SourceName } from '../source/source-options.ts';
import type { ObserveSource } from './core/page-observer.ts';
import type { ObserveEvents } from './events/event-observer.ts';
import { observeInteractions } from './events/observe-interactions.ts';
import { observeMutations } from './events/observe-mutations.ts';
import { observeStateChanges } from './events/observe-state-changes.ts';
import { observeWindow } from './events/observe-window.ts';
import { observeGlobals } from './globals/observe.ts';
import { install } from './main.ts';
import { observeWebView2 } from './messages/observe-webview2.ts';
import { observeWorkers } from './messages/observe-workers.ts';
import { observeNeutralino } from './neutralino/observe.ts';
import { observeTauriV1 } from './tauri/observe-v1.ts';
import { observeTauriV2 } from './tauri/observe-v2.ts';
import { observeWailsV2 } from './wails/v2/observe.ts';
import { observeWailsV3 } from './wails/v3/observe.ts';

/** The parts of the page script, a line each: `scripts/bundle-page.mjs` reads them here. A page has those that its config names, and what they stand on. */
export const START: { install: typeof install } = {
  install: install,
};

/** The observer of each runtime. */
export const SOURCES: Record<SourceName, ObserveSource> = {
  tauri: observeTauriV2,
  'tauri-v1': observeTauriV1,
  'wails-v2': observeWailsV2,
  'wails-v3': observeWailsV3,
  neutralino: observeNeutralino,
  webview2: observeWebView2,
  workers: observeWorkers,
  globals: observeGlobals,
};

/** The observer of each kind of event other than IPC. */
export const EVENTS: { [Kind in keyof PageEventKinds]: ObserveEvents } = {
  windows: observeWindow,
  interactions: observeInteractions,
  mutations: observeMutations,
  state: observeStateChanges,
};
