import { expect, test } from '@playwright/test';
import { fakeSession } from '../fake-session.test.support.ts';
import { partWithFillers } from './part-with-fillers.ts';

/** The events of a part, as command, answer and whether that is a filler. */
function partOf(session: ReturnType<typeof fakeSession>, ...kept: number[]) {
  return partWithFillers(session, kept).events.map(({ index, event }) => [
    index,
    ...(event.type === 'Ipc' ? [event.command, event.result, event.filler ?? false] : [event.type]),
  ]);
}

test('a call that is left out is answered by one that asks the same, else by a filler', () => {
  const session = fakeSession([
    { command: 'state', result: { Ok: 'busy' } },
    { command: 'state', result: { Ok: 'busy' } },
    { command: 'user', result: { Ok: { name: 'Ada', tags: ['x'], id: 7, isNew: false } } },
  ]);
  expect(partOf(session, 0)).toEqual([
    [0, 'state', { Ok: 'busy' }, false],
    [2, 'user', { Ok: { name: '', tags: [], id: 0, isNew: true } }, true],
  ]);
});

test('a filler is never the recorded answer, also where that is empty, failed or never came', () => {
  const answers = ['', 0, null, [], {}].map((Ok) => ({ command: `c${JSON.stringify(Ok)}`, result: { Ok } }));
  const session = fakeSession([
    ...answers,
    { command: 'fails', result: { Err: 'x' }, error: { code: 1 } },
    { command: 'hangs', took: null, abandoned: 'closed' },
  ]);
  const events = partWithFillers(session, []).events.map(({ event }) => event);
  expect(events.map((event) => event.type === 'Ipc' && event.result)).toEqual([
    ...['-', 1, {}, [null], null, null, null].map((Ok) => ({ Ok })),
  ]);
  expect(events[5]).not.toHaveProperty('error');
  expect(events[6]).toMatchObject({ duration_ms: 0 });
  expect(events[6]).not.toHaveProperty('abandoned');
});

test('pushes and the calls of the framework stay; what came through the channel of a call that is left out goes', () => {
  const session = fakeSession([
    { command: 'plugin:event|listen', source: 'tauri', result: { Ok: 1 } },
    { command: 'export', id: 'e1' },
    { command: 'onProgress', kind: 'push', channel: 'e1' },
    { command: 'saved', kind: 'push' },
  ]);
  expect(partOf(session).map(([index]) => index)).toEqual([0, 1, 3]);
  expect(partOf(session, 1).map(([index]) => index)).toEqual([0, 1, 2, 3]);
});
