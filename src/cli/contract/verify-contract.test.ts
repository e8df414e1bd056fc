import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { type VerifyOptions, verifyContract } from './verify-contract.ts';

const TIME = '2026-11-23T09:30:00.000Z';

type Call = [command: string, fields?: Partial<IpcCall>];

/** A session recorded with a mock that has answered each call with `null`, where its fields do not say otherwise. */
function session(...calls: Call[]): RecordedSession {
  const events = calls.map(([command, fields], index) => {
    const event: IpcCall = {
      ...{ type: 'Ipc' as const, id: `a-${index}`, command, timestamp: TIME, arg_size_bytes: 2, webview_label: 'main' },
      ...{ args: {}, mocked: true, duration_ms: 1, result: { Ok: null }, ...fields },
    };
    return { index, timestamp: TIME, event };
  });
  const end = { id: 'end', label: null, timestamp: '2026-11-23T09:30:05.000Z', state: null, event_index: calls.length };
  return { id: 's', started_at: TIME, events, checkpoints: [end] };
}

function file(name: string, text: string): string {
  const path = test.info().outputPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function verify(sessions: RecordedSession[], options: Partial<VerifyOptions>): ReturnType<typeof verifyContract> {
  const named = sessions.map((one, at) => ({ name: `s${at}`, session: one }));
  return verifyContract(named, { timeoutMs: 5_000, yes: false, ...options });
}

test('the calls of all sessions are named and counted before the first goes to another machine', async () => {
  const target = file(
    'far.mjs',
    `export const url = 'http://203.0.113.9/api'; export const invoke = (command) => { throw new Error('sent ' + command); };`,
  );
  const sessions = [session(), session(['save_note'], ['save_note']), session(['delete_note', { result: 'Pending' }])];
  await expect(verify(sessions, { target })).rejects.toThrow(
    'Nothing was sent: this would send 3 calls to http://203.0.113.9/api: save_note (2), delete_note (1).',
  );
});
