import { expect, test } from '@playwright/test';
import type { RecordedSession, StandIn } from '../session/format/schema.ts';
import { standInsOf } from './stand-ins.ts';

const sessionOf = (calls: { source?: string; stand_in?: StandIn }[]): RecordedSession => ({
  id: 's',
  started_at: '2026-11-23T09:30:00Z',
  checkpoints: [],
  events: calls.map((call, index) => ({
    index,
    timestamp: '2026-11-23T09:30:00Z',
    event: {
      ...{ type: 'Ipc', id: `a-${index}`, command: 'load', timestamp: '2026-11-23T09:30:00Z', duration_ms: null },
      ...{ result: 'Pending', arg_size_bytes: 0, webview_label: 'main' },
      ...call,
    },
  })),
});

test('a source has a stand-in when the first call of one of its documents says so', () => {
  const session = sessionOf([{ source: 'tauri' }, { source: 'tauri', stand_in: 'page' }, { source: 'wails-v3' }]);
  expect([...standInsOf(session)]).toEqual([['tauri', 'page']]);
});

test('an init script counts before what the documents did themselves', () => {
  const calls = [{ stand_in: 'init-script' }, { stand_in: 'page' }] as const;
  for (const order of [calls, calls.toReversed()])
    expect([...standInsOf(sessionOf(order.map((call) => ({ source: 'tauri', ...call }))))]).toEqual([
      ['tauri', 'init-script'],
    ]);
});
