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
  expect([...standInsOf(session)]).toEqual([['tauri', new Set(['page'])]]);
});

test('a source has each way in which a stand-in came into one of its documents', () => {
  const calls = [{ stand_in: 'init-script' }, {}, { stand_in: 'page' }] as const;
  expect([...standInsOf(sessionOf(calls.map((call) => ({ source: 'tauri', ...call }))))]).toEqual([
    ['tauri', new Set(['init-script', 'page'])],
  ]);
});
