import { expect, test } from '@playwright/test';
import { encodeValue } from '../../session/codec/encode-value.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { PageMessages } from '../page/page-messages.ts';
import type { RawPageMessage } from '../page-protocol.ts';
import type { DecodeMessage } from './decode-message.ts';
import type { CallHandle, CallOutcome, IpcSink } from './ipc-source.ts';

type Direction = 'out' | 'in';

/** A correlator whose sink keeps what it is told, and a clock of its own. */
function correlating(decode?: DecodeMessage) {
  const calls: (IpcCall & { outcome?: CallOutcome })[] = [];
  let noise = 0;
  let count = 0;
  const sink: IpcSink = {
    started(call) {
      calls.push(call as IpcCall);
      return call as CallHandle;
    },
    settled: (handle, outcome) => Object.assign(handle, { outcome }),
    event: (event) => calls.push(event as IpcCall),
    noise: (more) => {
      noise += more;
    },
  };
  const messages = new PageMessages(sink, decode);
  const pass = (direction: Direction, data: unknown, more: Partial<RawPageMessage> & { document?: string } = {}) => {
    count += 1;
    const { document = 'doc', ...rest } = more;
    const message = { t: 'raw', id: `${document}-${count}`, source: 'workers', channel: 'Worker "w"' } as const;
    messages.take(
      { ...message, direction, at: 1_000 + count, size: 10, label: 'main', data: encodeValue(data), ...rest },
      { page: 'page-1' },
    );
  };
  const seen = () =>
    calls.map(({ command, kind, args, outcome }) => [kind ?? 'invoke', command, args, outcome?.result]);
  return { pass, seen, calls, forget: (document: string) => messages.forget(document), noise: () => noise };
}

test('finds the answer to a JSON-RPC request, whatever came between', () => {
  const { pass, seen, calls } = correlating();
  pass('out', { jsonrpc: '2.0', id: 1, method: 'add', params: [1, 2] });
  pass('out', { jsonrpc: '2.0', id: '1', method: 'other' });
  pass('in', { jsonrpc: '2.0', method: 'progress', params: { percent: 5 } });
  pass('in', { jsonrpc: '2.0', id: 1, result: 3 }, { at: 1_003.5 });
  expect(seen()).toEqual([
    ['invoke', 'add', [1, 2], { Ok: 3 }],
    ['invoke', 'other', undefined, undefined],
    ['push', 'progress', { percent: 5 }, undefined],
  ]);
  expect(calls[0]?.outcome?.durationUs).toBe(2_500);
});

test('reads JSON-RPC that is sent as text', () => {
  const { pass, seen } = correlating();
  pass('out', '{"jsonrpc":"2.0","id":7,"method":"add"}');
  pass('in', '{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"no such method"}}');
  pass('out', '{"jsonrpc": broken');
  expect(seen()).toEqual([
    ['invoke', 'add', undefined, { Err: 'no such method' }],
    ['send', 'Worker "w"', '{"jsonrpc": broken', undefined],
  ]);
});

test('reads the calls of Comlink, and counts what releases a proxy', () => {
  const { pass, seen, noise } = correlating();
  pass('out', { id: 'a', type: 'APPLY', path: ['store', 'save'], argumentList: [{ type: 'RAW', value: { n: 1 } }] });
  pass('in', { id: 'a', type: 'RAW', value: true });
  pass('out', { id: 'b', type: 'GET', path: ['count'] });
  pass('in', {
    id: 'b',
    type: 'HANDLER',
    name: 'throw',
    value: { isError: true, value: { name: 'RangeError', message: 'too many' } },
  });
  pass('out', { id: 'c', type: 'SET', path: ['count'], value: { type: 'RAW', value: 5 } });
  pass('out', { id: 'd', type: 'APPLY', path: [], argumentList: [{ type: 'HANDLER', name: 'proxy', value: {} }] });
  pass('out', { id: 'e', type: 'RELEASE' });
  pass('in', { id: 'e', type: 'RAW', value: undefined });
  expect(seen()).toEqual([
    ['invoke', 'store.save', [{ n: 1 }], { Ok: true }],
    ['invoke', 'count', undefined, { Err: 'too many' }],
    ['invoke', 'count', [5], undefined],
    ['invoke', 'APPLY', [{ handler: 'proxy', value: {} }], undefined],
  ]);
  expect(noise()).toBe(2);
});

test('takes an id for the same only in one document, on one channel and in one direction', () => {
  const { pass, seen } = correlating();
  pass('out', { jsonrpc: '2.0', id: 1, method: 'first' });
  pass('in', { jsonrpc: '2.0', id: 1, result: 'of another document' }, { document: 'other' });
  pass('in', { jsonrpc: '2.0', id: 1, result: 'of another channel' }, { channel: 'MessagePort 1' });
  pass('out', { jsonrpc: '2.0', id: 1, result: 'of the page itself' });
  expect(seen()).toEqual([
    ['invoke', 'first', undefined, undefined],
    ['push', 'Worker "w"', { jsonrpc: '2.0', id: 1, result: 'of another document' }, undefined],
    ['push', 'MessagePort 1', { jsonrpc: '2.0', id: 1, result: 'of another channel' }, undefined],
    ['send', 'Worker "w"', { jsonrpc: '2.0', id: 1, result: 'of the page itself' }, undefined],
  ]);
});

test('records a request to the page as a push, and the answer of the page as a send of its name', () => {
  const { pass, seen } = correlating();
  pass('in', { jsonrpc: '2.0', id: 1, method: 'confirm', params: ['sure?'] });
  pass('out', { jsonrpc: '2.0', id: 1, result: true });
  expect(seen()).toEqual([
    ['push', 'confirm', ['sure?'], undefined],
    ['send', 'confirm', true, undefined],
  ]);
});

test('asks the function of the user first, with values', () => {
  const { pass, seen, noise } = correlating(({ data, direction, channel }) => {
    const message = data as { seq?: number; op?: string; at?: Date; reply?: number; body?: unknown; beat?: true };
    if (message.beat) return null;
    if (message.op !== undefined && message.seq !== undefined)
      return { kind: 'request', id: message.seq, command: `${channel}/${message.op}`, args: { at: message.at } };
    if (message.reply !== undefined) return { kind: 'response', id: message.reply, result: message.body };
    return message.op === undefined ? undefined : { kind: direction === 'in' ? 'push' : 'send', command: message.op };
  });
  pass('out', { seq: 1, op: 'save', at: new Date(0) });
  pass('in', { beat: true });
  pass('in', { reply: 1, body: new Map([['a', 1]]) });
  pass('in', { op: 'changed' });
  pass('out', { jsonrpc: '2.0', method: 'known anyway' });
  pass('out', 'unknown');
  expect(seen()).toEqual([
    ['invoke', 'Worker "w"/save', { at: { $date: '1970-01-01T00:00:00.000Z' } }, { Ok: { $map: [['a', 1]] } }],
    ['push', 'changed', undefined, undefined],
    ['send', 'known anyway', undefined, undefined],
    ['send', 'Worker "w"', 'unknown', undefined],
  ]);
  expect(noise()).toBe(1);
});

test('keeps parts of a message as they came, though they were too large to be values again', () => {
  const { pass, calls } = correlating(({ data }) => {
    const { id, body, list } = data as { id: number; body: unknown; list: unknown[] };
    return { kind: 'request', id, command: 'write', args: { body, first: list[0] } };
  });
  pass('out', { id: 1, body: new Uint8Array(10_000), list: [{ f: () => {} }] });
  expect(calls[0]?.args).toEqual({
    body: { $binary: { type: 'Uint8Array', size: 10_000, sha256: expect.any(String) } },
    first: { f: { $function: 'f' } },
  });
});

for (const [what, decode, text] of [
  [
    'throws',
    () => {
      throw new Error('oops');
    },
    'oops',
  ],
  ['returns what is no message', () => ({ kind: 'request' }) as never, 'It returned {"kind":"request"}.'],
  ['is asynchronous', async () => Promise.reject(new Error('late')), 'It must be synchronous.'],
] as const) {
  test(`loses no message to a function that ${what}, and warns once`, async () => {
    const warnings: string[] = [];
    const listen = ({ name, message }: Error) => name === 'IpcRecorderWarning' && warnings.push(message);
    process.on('warning', listen);
    const { pass, seen } = correlating(decode as unknown as DecodeMessage);
    pass('out', { n: 1 });
    pass('in', { n: 2 });
    // Node emits a warning in the tick after this one.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(seen()).toEqual([
      ['send', 'Worker "w"', { n: 1 }, undefined],
      ['push', 'Worker "w"', { n: 2 }, undefined],
    ]);
    expect(warnings).toEqual([expect.stringContaining(text)]);
    expect(warnings[0]).toContain('ipcRecorder.decode failed on a message of Worker "w"');
  });
}

test('forgets the open requests of a document that is gone, and of no other', () => {
  const { pass, seen, forget } = correlating();
  for (const document of ['old', 'new']) pass('out', { jsonrpc: '2.0', id: 1, method: document }, { document });
  forget('old');
  for (const document of ['old', 'new']) pass('in', { jsonrpc: '2.0', id: 1, result: 3 }, { document });
  expect(seen()).toMatchObject([
    ['invoke', 'old', undefined, undefined],
    ['invoke', 'new', undefined, { Ok: 3 }],
    ['push', 'Worker "w"', expect.anything(), undefined],
  ]);
});
