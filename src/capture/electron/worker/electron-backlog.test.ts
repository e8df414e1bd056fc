import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { IpcCall } from '../../../session/format/schema.ts';
import type { CallHandle } from '../../source/ipc-source.ts';
import { SideChannel } from '../hook/records/side-channel.ts';
import { ElectronSource } from './electron-source.ts';

const push = (id: number, args: unknown): IpcCall => ({
  type: 'Ipc',
  id: `p-${id}`,
  command: 'news',
  kind: 'push',
  timestamp: '2026-11-23T09:30:00Z',
  duration_ms: null,
  result: 'Pending',
  arg_size_bytes: 0,
  webview_label: 'window-1',
  args,
});

/** A main process' channel and its worker, in this process: as long as a test does not wait, the worker hangs. */
async function connectBoth() {
  const source = new ElectronSource();
  const given: string[] = [];
  let lost = 0;
  await source.attach({
    started: (call) => call as CallHandle,
    settled: () => {},
    event: (event) => given.push((event as IpcCall).id),
    lost: (count) => (lost += count),
  });
  const channel = new SideChannel(source.config);
  await expect.poll(() => source.isLive).toBe(true);
  /** Counts the text that waits to be sent, in UTF-16 units. */
  const waiting = () => {
    const { socket, toSocket } = channel as unknown as { socket: { writableLength: number }; toSocket: string };
    return socket.writableLength + toSocket.length;
  };
  return { source, channel, given, lost: () => lost, waiting };
}

const MIB = 1_048_576;

test('a hanging worker costs the main process no more than a bound, and gets all records in their order', {
  tag: '@slow',
}, async () => {
  const { source, channel, given, lost, waiting } = await connectBoth();
  const text = 'x'.repeat(MIB / 4);
  const ids: string[] = [];
  const burst = (count: number) => {
    for (let left = count; left > 0; left -= 1) {
      const event = push(ids.length, text);
      ids.push(event.id);
      channel.record({ t: 'event', event });
    }
  };
  burst(200); // 50 MiB
  expect(waiting()).toBeLessThan(9 * MIB);
  // The source reads the file, while more comes by both ways.
  while (given.length < ids.length) {
    if (ids.length < 240) burst(5);
    await delay(1);
  }
  // Then it is as before.
  burst(1);
  expect(waiting()).toBeGreaterThan(0);
  await expect.poll(() => given, { timeout: 20_000 }).toEqual(ids);
  expect(lost()).toBe(0);
  channel.close();
  await source.detach();
});

test('counts what did not fit into the file while the worker hung', { tag: '@slow' }, async () => {
  test.setTimeout(120_000); // 160 MiB pass, which a busy machine takes its time for
  const { source, channel, given, lost } = await connectBoth();
  const text = 'x'.repeat(8 * MIB);
  for (let count = 0; count < 20; count += 1) channel.record({ t: 'event', event: push(count, text) });
  await expect.poll(() => given.at(-1), { timeout: 90_000 }).toBe('p-19');
  expect(given.length).toBeLessThan(20);
  expect(lost()).toBe(20 - given.length);
  channel.close();
  await source.detach();
});
