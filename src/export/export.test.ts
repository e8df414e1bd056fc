import { expect, test } from '@playwright/test';
import { notesSession } from '../../e2e/support/sessions/sample-session.ts';
import { parseSession } from '../session/format/parse-session.ts';
import { toHar } from './to-har.ts';
import { toNdjson } from './to-ndjson.ts';
import { toVictauri } from './to-victauri.ts';

interface Entry {
  _id: string;
  request: { method: string; url: string; postData?: { text: string } };
  response: { status: number; content: { text?: string } };
}

test('each call and message is a line of JSON, with the ids of the other commands', () => {
  const lines = toNdjson(notesSession())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(17);
  expect(lines.find(({ id }) => id === 'c12')).toMatchObject({
    ...{ command: 'save_note', outcome: 'failed', step: 's7', at_ms: 334, args: { note: { title: 'Milk' } } },
    ...{ session: 'sample', error: { code: 'E_DISK_FULL' }, test: expect.stringContaining('keeps the title') },
  });
  expect(lines.find(({ id }) => id === 'p13')).toMatchObject({ kind: 'push', outcome: 'one-way' });
});

test('a HAR has a request for each call, with its status', () => {
  const { log } = toHar(notesSession(), '1.0.0') as { log: { version: string; entries: Entry[] } };
  expect(log.version).toBe('1.2');
  const entry = (id: string) => log.entries.find(({ _id }) => _id === id);
  expect(entry('c7')).toMatchObject({
    request: { method: 'POST', url: 'ipc://main/set_theme', postData: { text: '{"theme":"dark"}' } },
    response: { status: 200, content: { text: 'null' } },
  });
  expect(entry('c12')?.response.status).toBe(500);
  expect(entry('c11')?.response).toMatchObject({ status: 0, content: { size: 0 } });
  expect(entry('c1')?.request.url).toBe('ipc://main/plugin%3Aapp%7Cversion');
  expect(entry('p13')).toMatchObject({
    request: { method: 'GET' },
    response: { content: { text: '{"done":1,"of":4}' } },
  });
});

test('what Victauri gets has its fields alone, and is a session still', () => {
  const plain = toVictauri(notesSession());
  const { events, checkpoints } = parseSession(plain);
  expect(Object.keys(plain).sort()).toEqual(['checkpoints', 'events', 'id', 'started_at']);
  expect(events).toHaveLength(notesSession().events.length);
  expect(Object.keys(events[12]?.event ?? {}).sort()).toEqual([
    'arg_size_bytes',
    'command',
    'duration_ms',
    'id',
    'result',
    'timestamp',
    'type',
    'webview_label',
  ]);
  expect(checkpoints.every(({ step }) => step === undefined)).toBe(true);
});
