import { expect, test } from '@playwright/test';
import { IpcError } from '../../errors.ts';
import { fakeSession, fakeStep } from '../fake-session.test.support.ts';
import type { DriveTarget } from './ask-target.ts';
import { drive } from './drive.ts';

test('sends decoded arguments in the recorded order and compares every answer', async () => {
  const session = fakeSession([
    { command: 'save', args: { at: { $date: '2026-11-23T09:30:00.000Z' } }, result: { Ok: { id: { $bigint: '10' } } } },
    { command: 'load', args: { id: 1 }, result: { Ok: 'Milk' } },
  ]);
  const target = new FakeTarget({ save: () => ({ id: 10n }), load: () => 'Bread' });
  const report = await drive(session, target);
  expect(target.asked).toEqual([
    ['save', { at: new Date('2026-11-23T09:30:00.000Z') }],
    ['load', { id: 1 }],
  ]);
  expect(report).toMatchObject({ same: false, counts: { same: 1, differs: 1, skipped: 0 } });
  expect(report.calls[1]?.changes).toEqual([{ type: 'changed', path: 'result.Ok', before: 'Milk', after: 'Bread' }]);
  expect(target.closed).toBe(1);
});

test('sends the options of a call along, and none that hold a secret', async () => {
  const read = (headers: unknown) => ({ command: 'read', args: [], options: { headers } });
  const session = fakeSession([read([['Path', '/home/a.txt']]), read({ key: '‹api-key:h:aaaaaaaaaa›' })]);
  const seen: unknown[][] = [];
  const report = await drive(session, { invoke: (...call) => void seen.push(call) });
  expect(seen).toEqual([['read', [], { window: 'main', options: { headers: { path: '/home/a.txt' } } }]]);
  expect(report.calls[1]?.reason).toBe('its arguments hold secrets that were redacted');
});

test('sends no message of a worker to the backend', async () => {
  const session = fakeSession([{ command: 'search', source: 'workers' }]);
  const target = new FakeTarget({});
  const report = await drive(session, target);
  expect(target.asked).toEqual([]);
  expect(report.calls).toMatchObject([{ status: 'skipped', reason: 'a message to a worker, not to the backend' }]);
});

test('sends what only and skip leave, up to a checkpoint', async () => {
  const session = fakeSession([{ command: 'load' }, { command: 'save' }, { command: 'log_it' }, { command: 'load' }], {
    checkpoints: [{ ...fakeStep('end', ['save'], 3), label: 'save' }],
  });
  const target = new FakeTarget({ load: () => null, save: () => null });
  const report = await drive(session, target, { skip: ['log_*'], until: 'save' });
  expect(report.calls.map(({ command, status, reason }) => [command, status, reason])).toEqual([
    ['load', 'same', undefined],
    ['save', 'same', undefined],
    ['log_it', 'skipped', 'left out by only or skip'],
    ['load', 'skipped', 'after the checkpoint save'],
  ]);
  expect((await drive(session, target, { only: [/^load$/] })).counts).toEqual({ same: 2, differs: 0, skipped: 2 });
  await expect(drive(session, target, { until: 'nowhere' })).rejects.toThrow(
    'checkpoint not found: nowhere. The session has: save.',
  );
});

test('sends nothing in a dry run', async () => {
  const target = new FakeTarget({ load: () => null });
  const report = await drive(fakeSession([{ command: 'load' }]), target, { dryRun: true });
  expect([target.asked, report.calls[0]?.reason]).toEqual([[], 'a dry run']);
});

for (const [pace, expected] of [
  ['sequential', ['+a', '-a', '+b', '-b', '+c', '-c']],
  ['recorded', ['+a', '+b', '-a', '-b', '+c', '-c']],
  ['fast', ['+a', '+b', '+c', '-a', '-b', '-c']],
] as const) {
  test(`sends calls ${pace}: ${expected.join(' ')}`, async () => {
    const session = fakeSession([
      { command: 'a', at: 0, took: 20 },
      { command: 'b', at: 10, took: 20 },
      { command: 'c', at: 40, took: 20 },
    ]);
    const log: string[] = [];
    const invoke = async (command: string) => {
      log.push(`+${command}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      log.push(`-${command}`);
      return null;
    };
    const report = await drive(session, { invoke }, { pace });
    expect(log).toEqual(expected);
    expect(report.calls.map(({ command, status }) => [command, status])).toEqual(
      ['a', 'b', 'c'].map((one) => [one, 'same']),
    );
  });
}

test('takes what the target throws as the error a frontend would see', async () => {
  const session = fakeSession([
    { command: 'text', result: { Err: 'disk full' } },
    { command: 'error', result: { Err: 'disk full' } },
    { command: 'object', result: { Err: 'disk full' }, error: { code: 28, message: 'disk full' } },
    { command: 'bare', result: { Err: '{"code":28}' }, error: { code: 28 } },
    { command: 'nothing', result: { Ok: null } },
  ]);
  const fail = (error: unknown) => () => {
    throw error;
  };
  const target = new FakeTarget({
    text: fail('disk full'),
    error: fail(new Error('disk full')),
    object: fail({ code: 28, message: 'disk full' }),
    bare: fail({ code: 28 }),
    nothing: () => undefined,
  });
  expect((await drive(session, target)).counts).toEqual({ same: 5, differs: 0, skipped: 0 });
});

test('leaves out what it cannot or need not send, and says why', async () => {
  const session = fakeSession([
    { command: 'slow', took: null },
    { command: 'load', mocked: true },
    { command: 'plugin:window|show' },
    { command: 'log', kind: 'send' },
  ]);
  const target = new FakeTarget({ load: () => null, 'plugin:window|show': () => null });
  const report = await drive(session, target);
  expect(report.calls.map(({ command, reason }) => [command, reason])).toEqual([
    ['slow', 'never answered in the recording'],
    ['load', 'answered by a mock in the recording'],
    ['plugin:window|show', 'a call to the framework itself'],
  ]);
  const all = await drive(session, target, { include: { mocked: true, internal: true } });
  expect(all.counts).toEqual({ same: 2, differs: 0, skipped: 1 });
});

test('gives up on an answer that does not come', async () => {
  const target = new FakeTarget({ load: () => new Promise(() => {}) });
  const report = await drive(fakeSession([{ command: 'load' }]), target, { timeoutMs: 20 });
  expect(report.calls[0]?.actual).toEqual({ result: { Err: 'no answer within 20 ms' } });
});

test('stops at the first difference when asked to, and reports progress', async () => {
  const session = fakeSession([{ command: 'a' }, { command: 'b' }, { command: 'c' }]);
  const seen: string[] = [];
  const report = await drive(session, new FakeTarget({ a: () => null, b: () => 1, c: () => null }), {
    stopOnDifference: true,
    onCall: ({ command }, { done, total }) => seen.push(`${command} ${done}/${total}`),
  });
  expect(report.calls.map(({ status }) => status)).toEqual(['same', 'differs', 'skipped']);
  expect(seen).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
});

test('tells the target which window a call comes from, and none where the test made it', async () => {
  const session = fakeSession([
    { command: 'load', webview_label: 'window-2' },
    { command: 'load', webview_label: 'main-process', made_by: 'test' },
  ]);
  const windows: unknown[] = [];
  await drive(session, { invoke: (_command, _args, { window }) => windows.push(window) });
  expect(windows).toEqual(['window-2', undefined]);
});

test('sends one-way messages in their place when asked to, and what came through a port not', async () => {
  const session = fakeSession([
    { command: 'a' },
    { command: 'note', kind: 'send', args: ['x'] },
    { command: 'b' },
    { command: 'ported', kind: 'send', ports: 1 },
  ]);
  const log: unknown[] = [];
  const target: DriveTarget = {
    invoke: (command) => {
      log.push(command);
      return null;
    },
    send: (command, args) => log.push([command, args]),
  };
  const report = await drive(session, target, { include: { sends: true } });
  expect(log).toEqual(['a', ['note', ['x']], 'b']);
  expect(report.counts).toEqual({ same: 2, differs: 0, skipped: 1, sent: 1 });
  const without = await drive(session, { invoke: target.invoke }, { include: { sends: true } });
  expect(without.calls[1]).toMatchObject({ status: 'skipped', reason: 'the target takes no one-way messages' });
});

test('a run that has compared nothing is not the same', async () => {
  const target = new FakeTarget({});
  expect((await drive(fakeSession([{ command: 'load' }]), target, { skip: ['load'] })).same).toBe(false);
  const sends = fakeSession([{ command: 'note', kind: 'send' }]);
  expect((await drive(sends, { invoke() {}, send() {} }, { include: { sends: true } })).same).toBe(false);
});

test('a call that the target says it cannot send is not a difference', async () => {
  const target = {
    invoke() {
      throw new IpcError('NOT_SENT', 'its window window-2 is not there');
    },
  };
  const report = await drive(fakeSession([{ command: 'load' }]), target);
  expect(report.calls).toMatchObject([{ status: 'skipped', reason: 'its window window-2 is not there' }]);
});

class FakeTarget implements DriveTarget {
  readonly asked: [string, unknown][] = [];
  closed = 0;
  private readonly commands: Record<string, (args: unknown) => unknown>;

  constructor(commands: Record<string, (args: unknown) => unknown>) {
    this.commands = commands;
  }

  invoke(command: string, args: unknown): unknown {
    this.asked.push([command, args]);
    return this.commands[command]?.(args);
  }

  close(): void {
    this.closed++;
  }
}

test('a call whose arguments were not recorded whole is not sent, and says why', async () => {
  const cut = { text: { $cut: { type: 'string', size: 20_000_000, head: 'x' } } };
  const gone = { $file: { as: 'text', type: 'string', size: 9, bytes: 9, sha256: 'a'.repeat(64) } };
  const session = fakeSession([
    { command: 'save', args: cut },
    { command: 'save', args: { bytes: { $binary: { type: 'Uint8Array', size: 20_000_000 } } } },
    { command: 'save', args: [gone] },
  ]);
  const target = new FakeTarget({ save: () => null });
  const report = await drive(session, target);
  expect(target.asked).toEqual([]);
  expect(report.calls.map(({ reason }) => reason)).toEqual(Array(3).fill('its arguments were not recorded whole'));
});

test('a large answer is compared whole, and one that was recorded in part as far as it was', async () => {
  const text = 'x'.repeat(100_000);
  const session = fakeSession([
    { command: 'load', args: 'whole', result: { Ok: text } },
    {
      command: 'load',
      args: 'cut',
      result: { Ok: { $cut: { type: 'string', size: 100_001, head: 'x'.repeat(65_536) } } },
    },
  ]);
  const target = new FakeTarget({ load: () => `${text}y` });
  expect((await drive(session, target)).calls.map(({ status }) => status)).toEqual(['differs', 'same']);
});

test('one that is interrupted waits for no answer, sends no more, and is not the same', async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  const target: DriveTarget = {
    invoke: (command) => {
      asked.push(command);
      if (command === 'a') return 1;
      stop.abort();
      return new Promise(() => {});
    },
  };
  const session = fakeSession([
    { command: 'a', at: 0, took: 1, result: { Ok: 1 } },
    { command: 'b', at: 2, took: 1 },
    { command: 'c', at: 4, took: 1 },
  ]);
  const report = await drive(session, target, { stop: stop.signal });
  expect(asked).toEqual(['a', 'b']);
  expect(report).toMatchObject({ same: false, interrupted: true, counts: { same: 1, differs: 0, skipped: 2 } });
});
