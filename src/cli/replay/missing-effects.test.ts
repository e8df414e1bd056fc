import { expect, test } from '@playwright/test';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import type { AppEvent } from '../../session/format/schema.ts';
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
