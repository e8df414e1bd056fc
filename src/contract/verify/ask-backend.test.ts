import { expect, test } from '@playwright/test';
import type { DriveTarget } from '../../replay/drive/ask-target.ts';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { askBackend } from './ask-backend.ts';
import { findLies } from './find-lies.ts';

const TIME = '2026-11-23T09:30:00.000Z';

/** A session recorded with a mock; `null` stands for a call that was not answered. */
function session(...calls: [command: string, args: object, ok: object | null][]): RecordedSession {
  const events = calls.map(([command, args, ok], index) => {
    const event: IpcCall = {
      ...{ type: 'Ipc' as const, id: `a-${index}`, command, timestamp: TIME, arg_size_bytes: 2, webview_label: 'main' },
      ...{ args, mocked: true, duration_ms: ok === null ? null : 1, result: ok === null ? 'Pending' : { Ok: ok } },
    };
    return { index, timestamp: TIME, event };
  });
  const end = { id: 'end', label: null, timestamp: '2026-11-23T09:30:05.000Z', state: null, event_index: calls.length };
  return { id: 's', started_at: TIME, events, checkpoints: [end] };
}

/** A backend that numbers what it saves, and the arguments it was given. */
function backend(): DriveTarget & { given: unknown[] } {
  const given: unknown[] = [];
  return {
    given,
    invoke(command, args) {
      given.push([command, args]);
      if (command === 'save') return { id: 'real-1', title: 'any' };
      if (command === 'nope') throw 'Command nope not found';
      return null;
    },
  };
}

const lies = async (recorded: RecordedSession, target: DriveTarget) => {
  const { asked } = await askBackend({ name: 's', session: recorded }, target);
  return findLies(asked).lies.map(({ command, kind, path }) => `${command} ${kind} ${path}`);
};

test("later calls have the backend's ids in place of the mock's", async () => {
  const target = backend();
  await lies(session(['save', { title: 'x' }, { id: 'mock-9', title: 'x' }], ['delete', { id: 'mock-9' }, {}]), target);
  expect(target.given).toEqual([
    ['save', { title: 'x' }],
    ['delete', { id: 'real-1' }],
  ]);
});

test('a call with an id that only the mock has is not sent, nor is one that is held back', async () => {
  const target = backend();
  const recorded = session(['list', {}, [{ id: 'n1' }]], ['delete', { id: 'n1' }, {}], ['save', {}, {}]);
  const holdBack = (command: string) => (command === 'save' ? 'it writes' : undefined);
  const { notAsked } = await askBackend({ name: 's', session: recorded }, target, { holdBack });
  expect(target.given).toEqual([['list', {}]]);
  expect(notAsked.map(({ index, reason }) => [index, reason])).toEqual([
    [1, 'its arguments have an id of the mock that stands for nothing in the backend'],
    [2, 'it writes'],
  ]);
});

test('a call that a mock has left unanswered for long is a lie where the backend answers it', async () => {
  expect(await lies(session(['save', {}, null]), backend())).toEqual(['save never-answers ']);
});

test('one that the recording ended too soon for is none, and is told of', async () => {
  const recorded = session(['save', {}, null]);
  recorded.checkpoints = [];
  const { asked, notAsked } = await askBackend({ name: 's', session: recorded }, backend());
  expect(asked).toEqual([]);
  expect(notAsked).toMatchObject([{ command: 'save', reason: 'the recording ended before its answer' }]);
});

test('a command that the backend does not have is told of as that, and not as one that fails', async () => {
  expect(await lies(session(['nope', {}, {}]), backend())).toEqual(['nope no-command ']);
});

test('a call that the backend does not answer in time is not compared: it may wait for an event', async () => {
  const target: DriveTarget = { invoke: () => new Promise(() => {}) };
  const recorded = session(['next_event', {}, { id: 1 }]);
  const { asked, notAsked } = await askBackend({ name: 's', session: recorded }, target, { timeoutMs: 20 });
  expect(asked).toEqual([]);
  expect(notAsked).toMatchObject([{ reason: 'the backend gave no answer within 20 ms' }]);
});
