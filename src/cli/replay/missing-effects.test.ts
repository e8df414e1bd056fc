import { expect, test } from '@playwright/test';
import { END_OF_TEST } from '../../calls/steps/end-of-test.ts';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import type { AppEvent, StateCheckpoint } from '../../session/format/schema.ts';
import { missingEffects } from './missing-effects.ts';

const inWindow = (webview_label: string, command: string) => ({ source: 'electron', webview_label, command });

function withEnd(event: string, session = fakeSession([inWindow('window-1', 'app:quit')])) {
  const end: AppEvent = { type: 'WindowEvent', label: 'main-process', event, timestamp: session.started_at };
  return { ...session, events: [...session.events, { index: 9, timestamp: session.started_at, event: end }] };
}

test('names the commands before a window that no longer opens', () => {
  const first = [inWindow('window-1', 'notes:list'), inWindow('window-1', 'settings:open')];
  const recorded = fakeSession([
    ...first,
    { ...inWindow('window-1', 'changed'), kind: 'push' },
    inWindow('window-2', 'settings:get'),
  ]);
  expect(missingEffects(recorded, fakeSession(first))).toEqual([
    { what: 'opened window-2', commands: ['settings:open', 'notes:list'] },
  ]);
  expect(missingEffects(recorded, fakeSession(first), ['settings:*'])).toMatchObject([{ commands: ['notes:list'] }]);
  expect(missingEffects(recorded, fakeSession(first), ['*'])).toEqual([]);
  expect(missingEffects(recorded, recorded)).toEqual([]);
});

test('names the command before an app that no longer ends, unless it ended in order', () => {
  const going = fakeSession([inWindow('window-1', 'app:quit')]);
  expect(missingEffects(withEnd('exit 7'), going)).toEqual([
    { what: 'ended the app (exit 7)', commands: ['app:quit'] },
  ]);
  expect(missingEffects(withEnd('exit 7'), withEnd('exit 7'))).toEqual([]);
  expect(missingEffects(withEnd('exit 0'), going)).toEqual([]);
});

test('says nothing of pages in a browser: no backend opens those', () => {
  const recorded = fakeSession([{ command: 'open' }, { command: 'load', webview_label: 'settings' }]);
  expect(missingEffects(recorded, fakeSession([{ command: 'open' }]))).toEqual([]);
});

/** A session in whose test something ended behind its calls. */
const ending = (session: ReturnType<typeof fakeSession>, label: string, event: string) => {
  const end = { type: 'WindowEvent', label, event, timestamp: session.started_at } as const;
  const checkpoint = { id: 'end', label: END_OF_TEST, timestamp: session.started_at, state: null, event_index: 10 };
  return {
    ...session,
    events: [...session.events, { index: 9, timestamp: session.started_at, event: end }],
    checkpoints: [checkpoint],
  };
};

test('names the command that ended an app in order, while its test ran', () => {
  const calls = ['app:quit', 'a', 'b', 'c'].map((command) => inWindow('window-1', command));
  const recorded = ending(fakeSession(calls), 'main-process', 'exit 0');
  expect(missingEffects(recorded, fakeSession(calls))).toEqual([
    { what: 'ended the app (exit 0)', commands: ['app:quit', 'c', 'b'] },
  ]);
  // By its fixture, when the test was over.
  const after = { ...recorded, checkpoints: [{ ...(recorded.checkpoints[0] as StateCheckpoint), event_index: 9 }] };
  expect(missingEffects(after, fakeSession(calls))).toEqual([]);
});

test('names the command that closed a window, of Tauri too, and none that says nothing of it', () => {
  const close = { source: 'tauri', command: 'plugin:window|close' };
  const recorded = ending(fakeSession([{ source: 'tauri', command: 'save' }, close]), 'settings', 'page.closed');
  expect(missingEffects(recorded, fakeSession([]))).toEqual([{ what: 'closed settings', commands: [close.command] }]);
  const byTest = ending(fakeSession([{ source: 'tauri', command: 'save' }]), 'settings', 'page.closed');
  expect(missingEffects(byTest, fakeSession([]))).toEqual([]);
});
