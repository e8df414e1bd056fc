import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { renderLies, renderMarkdown } from './render-lies.ts';
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

test('where nothing was compared the mocks are not said to tell the truth', async () => {
  const contract = { format: 'playwright-ipc-contract', version: 1, sessions: 1, commands: {} };
  const truth = file('contract.json', JSON.stringify(contract));
  for (const sessions of [[session()], [session(['list_notes'], ['save_note'])]]) {
    const result = await verify(sessions, { truth });
    expect(result).toMatchObject({ same: false, compared: { calls: 0, commands: 0 } });
    expect(result.notAsked).toHaveLength(sessions[0]?.events.length ?? 0);
    expect(renderLies(result)).toContain('Nothing was compared.');
    expect(renderMarkdown(result)).toContain('### Nothing was compared');
  }
});

test('one that was interrupted says so, and does not say that the mocks tell the truth', async () => {
  const stop = new AbortController();
  const target = file('stops.mjs', 'export const commands = { get: () => null, end: () => globalThis.endVerify() };');
  Object.assign(globalThis, { endVerify: () => stop.abort() });
  const result = await verify([session(['get'], ['end'], ['get'])], { target, stop: stop.signal });
  expect(result).toMatchObject({ same: false, interrupted: true, compared: { calls: 1 } });
  expect(renderLies(result)).toContain('Interrupted: no lie so far: 1 calls of 1 commands compared.');
  const markdown = renderMarkdown(result);
  expect(markdown).toContain('### Interrupted: no lie so far');
  expect(markdown).not.toContain('tell the truth');
});
