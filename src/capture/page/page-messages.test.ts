import { expect, test } from '@playwright/test';
import type { EndMessage, StartMessage } from '../page-protocol.ts';
import type { IpcSink } from '../source/ipc-source.ts';
import { PageMessages } from './page-messages.ts';

/** Writes down what it is told. */
function listen() {
  const heard: string[] = [];
  const sink: IpcSink = {
    started: ({ command, id = '' }) => {
      heard.push(`started ${command}`);
      return { id: `handle of ${id}` };
    },
    settled: ({ id }) => heard.push(`settled ${id}`),
    abandoned: ({ id }, how) => heard.push(`${how} ${id}`),
    event: () => heard.push('event'),
    unfollowed: (count) => heard.push(`unfollowed ${count}`),
    lost: (count) => heard.push(`lost ${count}`),
    gap: ({ reason, page }) => heard.push(`gap ${reason} ${page}`),
  };
  return { heard, messages: new PageMessages(sink) };
}

const start = (id: string, more: Partial<StartMessage> = {}): StartMessage => ({
  t: 'call',
  id,
  source: 'tauri',
  at: 0,
  command: 'load',
  size: 0,
  label: 'main',
  ...more,
});
const end = (id: string): EndMessage => ({ t: 'end', id, us: 1, ok: null });

test('an answer to a call that is not waited for is told, so that it can be counted', () => {
  const { heard, messages } = listen();
  messages.take(start('a-1'), {});
  messages.take(end('a-1'), {});
  messages.take(end('a-1'), {});
  messages.forget('b');
  messages.take(end('b-1'), {});
  expect(heard).toEqual(['started load', 'settled handle of a-1', 'settled a-1', 'settled b-1']);
});

test('a call that the page does not follow is recorded, and its answer counted as lost', () => {
  const { heard, messages } = listen();
  messages.take(start('a-1', { unfollowed: true }), {});
  expect(heard).toEqual(['started load', 'unfollowed 1']);
});

test('lost messages are a gap where calls may be among them', () => {
  const { heard, messages } = listen();
  messages.take({ t: 'lost', count: 2 }, { page: 'page-1' });
  messages.take({ t: 'lost', count: 1, calls: true }, { page: 'page-1' });
  expect(heard).toEqual(['lost 2', 'lost 1', 'gap lost-messages page-1']);
});

test('the open calls of a document that is gone are abandoned, also those that it tells of late', () => {
  const { heard, messages } = listen();
  for (const id of ['a-1', 'a-2', 'b-1']) messages.take(start(id), {});
  messages.take(end('a-1'), {});
  messages.documentGone('a', 'navigated');
  messages.take(start('a-3'), {});
  messages.take(end('a-2'), {});
  expect(heard.slice(4)).toEqual([
    'navigated handle of a-2',
    'started load',
    'navigated handle of a-3',
    'settled handle of a-2',
  ]);
});
