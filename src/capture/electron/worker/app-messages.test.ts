import { expect, test } from '@playwright/test';
import type { AppEvent, IpcCall } from '../../../session/format/schema.ts';
import type { CallHandle, CallOutcome, IpcSink } from '../../source/ipc-source.ts';
import type { ElectronAnswer, ElectronQuestion } from '../electron-protocol.ts';
import { AppMessages, type AppMessagesOptions } from './app-messages.ts';

type Recorded = Partial<IpcCall> & { outcome?: CallOutcome };

/** The messages of an app, with a sink that keeps what it is told. */
function messagesOf(options: AppMessagesOptions = {}) {
  const calls: Recorded[] = [];
  const told: string[] = [];
  const noise: Record<string, number> = {};
  const sink: IpcSink = {
    started(call) {
      calls.push(call as Recorded);
      return call as CallHandle;
    },
    settled: (handle, outcome) => Object.assign(handle, { outcome }),
    abandoned: (handle, how) => Object.assign(handle, { abandoned: how }),
    event(event) {
      if (event.type === 'Console') told.push(event.message);
      else calls.push(event as Recorded);
    },
    noise(count, library = 'runtime') {
      noise[library] = (noise[library] ?? 0) + count;
    },
  };
  const messages = new AppMessages(sink, options);
  let count = 0;
  const eventOf = (kind: IpcCall['kind'], command: string, args: unknown[], more: Partial<IpcCall>) => {
    count += 1;
    const event: IpcCall = {
      type: 'Ipc',
      id: `e1-${count}`,
      command,
      args,
      timestamp: `2026-11-23T09:30:00.${String(count).padStart(3, '0')}Z`,
      duration_ms: null,
      result: 'Pending',
      arg_size_bytes: 10,
      webview_label: 'window-1',
      source: 'electron',
      ...(kind === undefined ? {} : { kind }),
      ...more,
    };
    return event;
  };
  const pass = (kind: 'send' | 'push', command: string, args: unknown[], more: Partial<IpcCall> = {}) => {
    const event = eventOf(kind, command, args, more);
    messages.event(event as AppEvent);
    return event;
  };
  const start = (command: string, ...args: unknown[]) => messages.started(eventOf(undefined, command, args, {}));
  const seen = () => calls.map(({ kind = 'invoke', command, args, outcome }) => [kind, command, args, outcome?.result]);
  /** Asks about a message that has passed; returns the answer, and the questions that came of it. */
  const ask = async (event: IpcCall, answer: ElectronAnswer = { action: 'ok', value: 'mine', mocked: true }) => {
    const asked: unknown[] = [];
    const question: ElectronQuestion = {
      id: event.id,
      command: event.command,
      args: event.args,
      label: event.webview_label,
      kind: event.kind === 'send' ? 'send' : 'invoke',
      blank: false,
    };
    const given = await messages.answer(
      question,
      async (one) => {
        asked.push([one.kind, one.command, one.args]);
        return answer;
      },
      true,
    );
    return { given, asked };
  };
  return { pass, start, seen, ask, told, noise, calls, messages };
}

const query = (id: number, path: string, input?: unknown) => ({
  method: 'request',
  operation: { id, type: 'query', path, ...(input === undefined ? {} : { input }) },
});
const data = (id: number, value: unknown) => ({ id, result: { type: 'data', data: value } });

test('two windows, two frames and two channels may have the same numbers', () => {
  const { pass, seen } = messagesOf();
  const places = [{}, { webview_label: 'window-2' }, { frame: 'file:///inner.html' }];
  for (const [at, place] of places.entries()) pass('send', 'electron-trpc', [query(1, `p${at}`)], place);
  pass('send', 'other-trpc', [query(1, 'p3')]);
  for (const [at, place] of places.entries()) pass('push', 'electron-trpc', [data(1, at)], place);
  pass('push', 'other-trpc', [data(1, 3)]);
  expect(seen()).toEqual([0, 1, 2, 3].map((at) => ['invoke', `p${at}`, undefined, { Ok: at }]));
});

test('calls that messages were lose their document with their window, not by a crash, and each once', () => {
  const { pass, calls, messages } = messagesOf();
  const hows = () => calls.map(({ command, abandoned }) => [command, abandoned]);
  pass('send', 'electron-trpc', [query(1, 'crashed')]);
  messages.gone('window-1', 'crashed');
  pass('send', 'electron-trpc', [query(2, 'reloaded')]);
  pass('send', 'electron-trpc', [query(3, 'framed')], { frame: 'file:///inner.html' });
  pass('send', 'electron-trpc', [query(4, 'other')], { webview_label: 'window-10' });
  messages.gone('window-1', 'navigated');
  messages.gone('window-1', 'closed');
  expect(hows()).toEqual([
    ['crashed', undefined],
    ['reloaded', 'navigated'],
    ['framed', 'navigated'],
    ['other', undefined],
  ]);
});

test('messages that look like answers, and answer nothing, stay as they came', () => {
  const { pass, seen } = messagesOf();
  pass('send', 'electron-trpc', [query(1, 'notes.list')]);
  pass('push', 'progress', [{ id: 1, result: { type: 'data', data: 50 } }]);
  pass('push', 'done', [{ id: 1, error: { code: 5 } }]);
  pass('push', 'electron-trpc', [data(2, 'of nobody')]);
  pass('push', 'job', [{ id: 1, result: { type: 'started' } }]);
  expect(seen()).toEqual([
    ['invoke', 'notes.list', undefined, undefined],
    ['push', 'progress', [{ id: 1, result: { type: 'data', data: 50 } }], undefined],
    ['push', 'done', [{ id: 1, error: { code: 5 } }], undefined],
    ['push', 'electron-trpc', [data(2, 'of nobody')], undefined],
    ['push', 'job', [{ id: 1, result: { type: 'started' } }], undefined],
  ]);
});

test('logging libraries are counted by name, their calls too; with recordsNoise each message is recorded', () => {
  const { pass, start, seen, noise } = messagesOf();
  pass('send', '__ELECTRON_LOG__', [{ data: ['x'] }]);
  pass('send', 'sentry-ipc.envelope', ['{}']);
  expect(start('__ELECTRON_LOG__', { cmd: 'getOptions' })).toBeUndefined();
  expect(noise).toEqual({ 'electron-log': 2, Sentry: 1 });
  expect(seen()).toEqual([]);

  const all = messagesOf({ recordsNoise: true });
  all.pass('send', '__ELECTRON_LOG__', [{ data: ['x'] }]);
  expect(all.seen()).toEqual([['send', '__ELECTRON_LOG__', [{ data: ['x'] }], undefined]]);
  expect(all.noise).toEqual({});
});

test('messages of logging libraries go to the app while a session answers', async () => {
  const { pass, ask } = messagesOf();
  const { given, asked } = await ask(pass('send', '__ELECTRON_LOG__', [{ data: ['x'] }]));
  expect(given).toEqual({ action: 'continue' });
  expect(asked).toEqual([]);
});

test('an answer comes behind the pushes before it, in the form of the library, to the window that asked', async () => {
  const { pass, ask } = messagesOf();
  const push = { command: 'note', args: [1], label: 'window-1' };
  const sent = pass('send', 'electron-trpc', [query(4, 'notes.list', { page: 1 })], { webview_label: 'window-2' });
  const { given, asked } = await ask(sent, { action: 'ok', value: ['Milk'], before: [push], after: [push] });
  expect(asked).toEqual([['invoke', 'notes.list', { page: 1 }]]);
  expect(given).toEqual({
    action: 'pending',
    before: [push, { command: 'electron-trpc', args: [data(4, ['Milk'])], label: 'window-2' }],
    after: [push],
  });
});

test('a frame inside a window gets no answer that would go to the main frame, and that is told', async () => {
  const { pass, ask, told } = messagesOf();
  const { given } = await ask(pass('send', 'electron-trpc', [query(1, 'notes.list')], { frame: 'file:///inner.html' }));
  expect(given).toEqual({ action: 'pending', before: [], after: [] });
  expect(told).toEqual([expect.stringMatching(/^"notes\.list" was asked by the frame file:\/\/\/inner\.html inside/)]);
});

test('what passes through a port stays as it came', async () => {
  const { pass, ask, seen } = messagesOf();
  const sent = pass('send', 'sync:port', [query(1, 'notes.list')], { channel: 'e1-0' });
  expect(seen()).toEqual([['send', 'sync:port', [query(1, 'notes.list')], undefined]]);
  const { asked } = await ask(sent);
  expect(asked).toEqual([['send', 'sync:port', [query(1, 'notes.list')]]]);
});

test('a request that is left to the app while the test is the backend is told of: its answer goes nowhere', async () => {
  const { pass, ask, told } = messagesOf();
  const { given } = await ask(pass('send', 'electron-trpc', [query(1, 'notes.list')]), { action: 'continue' });
  expect(given).toMatchObject({ action: 'continue' });
  expect(told).toEqual([expect.stringContaining('"notes.list" was left to the app')]);
});

test('a push whose form is not in the session is not sent again, and that is told', () => {
  const { messages, told } = messagesOf();
  const plain = { command: 'note', args: [1] };
  expect(messages.onWire([{ command: 'saved', args: [1], protocol: 'decode' }, plain])).toEqual([plain]);
  expect(told).toEqual([expect.stringContaining('"saved" was pushed by the protocol that ipcRecorder.decode reads')]);
});

test('the heartbeat of comctx is answered while the test is the backend', async () => {
  const { pass, ask, noise } = messagesOf();
  const ping = {
    ...{ type: 'ping', id: 'a', path: [], meta: {}, namespace: 'notes', timeStamp: 1 },
    sender: { type: 'injector' },
  };
  const { given, asked } = await ask(pass('send', 'rpc', [ping]));
  expect(asked).toEqual([]);
  const pong = { type: 'pong', id: 'a', namespace: 'notes', sender: { type: 'provider' } };
  expect(given.before).toEqual([{ command: 'rpc', args: [expect.objectContaining(pong)], label: 'window-1' }]);
  expect(noise).toEqual({ runtime: 1 });
});
