import { expect, test } from '@playwright/test';
import { timestampNanoseconds } from '../../../session/format/timestamp.ts';
import type { HookRecord } from '../electron-protocol.ts';
import { CallLog } from './call-log.ts';
import type { SideChannel } from './records/side-channel.ts';

const origin = { webview_label: 'window-1' };

test('what is pushed before an answer lies before the end of its call, however long the recording of the call took', () => {
  const records: HookRecord[] = [];
  // A stand-in for a channel on a slow disk.
  const channel = {
    record(record: HookRecord) {
      records.push(record);
      const end = performance.now() + 20;
      while (record.t === 'call' && performance.now() < end);
    },
  } as unknown as SideChannel;
  const log = new CallLog(channel, 'a');
  const call = log.started({ command: 'job', args: [], origin });
  log.passed('push', { command: 'progress', args: [], origin });
  call.ok('done');

  const [started, pushed, ended] = records;
  if (started?.t !== 'call' || pushed?.t !== 'event' || ended?.t !== 'end') throw new Error(JSON.stringify(records));
  const startedNs = timestampNanoseconds(started.call.timestamp);
  const endedNs = startedNs + BigInt(ended.outcome.durationUs ?? 0) * 1_000n;
  expect(timestampNanoseconds(pushed.event.timestamp)).toBeGreaterThan(startedNs);
  expect(timestampNanoseconds(pushed.event.timestamp)).toBeLessThanOrEqual(endedNs);
});
