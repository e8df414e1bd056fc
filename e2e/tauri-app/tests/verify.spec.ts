import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { IpcCall, RecordedSession } from 'playwright-ipc-recorder';
import { runCli } from '../../support/runner/run-cli.ts';
import { SampleSession } from '../../support/sessions/sample-session.ts';
import { APP } from './real-app.ts';

type Answer = Pick<IpcCall, 'result' | 'error'>;
const ok = (Ok: unknown): Answer => ({ result: { Ok: Ok as object } });
const err = (error: object | string): Answer =>
  typeof error === 'string' ? { result: { Err: error } } : { result: { Err: 'failed' }, error };

/** A session recorded with a mock that has answered so. */
function mockSession(calls: [command: string, args: object, answer?: Answer][]): RecordedSession {
  const session = new SampleSession();
  for (const [command, args, answer = {}] of calls) session.call(command, { args, mocked: true, ...answer });
  return session.at(60_000).checkpoint('end', null).build();
}

const note = (id: string, title = 'Milk', body = '') => ({ id, title, body });
const channel = { format: 'json', onProgress: '__CHANNEL__:7' };

/** Each lies about a command, in one of ten ways. */
const LIES: [kind: string, command: string, args: object, answer?: Answer][] = [
  ['no-command', 'archive_note', { id: 'note-1' }, ok(null)],
  ['no-command', 'list_tags', {}, ok(['home'])],
  ['fails', 'save_note', { title: ' ', body: '' }, ok(note('note-3'))],
  ['fails', 'delete_note', { id: 'note-99' }, ok(null)],
  ['succeeds', 'search_notes', { query: 'ada' }, err('no index')],
  ['succeeds', 'sync_notes', {}, err({ code: 'OFFLINE', message: 'No server.' })],
  ['never-answers', 'list_notes', {}],
  ['never-answers', 'app_info', {}],
  ['arguments', 'search_notes', { text: 'ada' }, ok([])],
  ['arguments', 'export_notes', { ...channel, format: 'pdf' }, ok('%PDF')],
  ['missing-key', 'save_note', { title: 'Milk', body: '' }, ok({ id: 'note-3', title: 'Milk' })],
  ['missing-key', 'app_info', {}, ok({ version: '1.0.0' })],
  ['extra-key', 'list_notes', {}, ok([{ ...note('note-1'), pinned: true }])],
  ['extra-key', 'sync_notes', {}, ok({ synced: 2, at: '2026-11-23T09:30:00Z' })],
  ['type', 'sync_notes', {}, ok({ synced: '2' })],
  ['type', 'search_notes', { query: 'ada' }, ok({ items: [], next: null })],
  ['type', 'count_up', { from: 1 }, ok(['1', '2'])],
  ['type', 'export_notes', channel, ok(null)],
  // Of errors:
  ['type', 'save_note', { title: '', body: '' }, err('A note needs a title.')],
  ['missing-key', 'delete_note', { id: 'note-98' }, err({ message: 'There is no note note-98.' })],
];

/** Mocks that tell the truth with ids, times and texts of their own. */
const HONEST: [command: string, args: object, answer: Answer][] = [
  ['list_notes', {}, ok([note('n1', 'One'), note('n2', 'Two')])],
  ['save_note', { title: 'Tea', body: 'Green' }, ok(note('n77', 'Tea', 'Green'))],
  ['search_notes', { query: 'tea' }, ok([note('n77', 'Tea', 'Green')])],
  ['delete_note', { id: 'n77' }, ok(null)],
  ['delete_note', { id: 'n77' }, err({ code: 'NOT_FOUND', message: 'gone' })],
  ['save_note', { title: '', body: '' }, err({ code: 'EMPTY', message: 'Title!' })],
  ['list_notes', {}, ok([])],
  ['search_notes', { query: 'nothing like it' }, ok([])],
  ['search_notes', { query: 'e' }, ok([note('n1')])],
  ['sync_notes', {}, ok({ synced: 99 })],
  ['app_info', {}, ok({ version: '9.9.9', starts: 12 })],
  ['count_up', { from: 41 }, ok([41, 42])],
  ['export_notes', channel, ok('[]')],
  ['export_notes', { ...channel, format: 'markdown' }, ok('')],
  ['save_note', { title: 'Salt', body: '' }, ok(note('n78', 'Salt'))],
  ['save_note', { title: 'Pepper', body: '' }, ok(note('n79', 'Pepper'))],
  ['delete_note', { id: 'n79' }, ok(null)],
  ['delete_note', { id: 'n78' }, ok(null)],
  ['open_settings', {}, ok(true)],
  ['read_attachment', { id: 'f9' }, err({ code: 'NOT_FOUND', message: 'no' })],
];

test('twenty planted lies of ten kinds are found by command and place, in the terminal, as JSON, Markdown and Pact', async ({}, testInfo) => {
  const session = testInfo.outputPath('lies.json');
  writeFileSync(session, JSON.stringify(mockSession(LIES.map(([, ...call]) => call))));
  const verify = (...more: string[]) =>
    runCli(['contract', 'verify', session, '--target', 'victauri', '--app', APP, ...more], { cwd: testInfo.outputDir });

  const [markdown, pact] = [testInfo.outputPath('lies.md'), testInfo.outputPath('pact.json')];
  const json = await verify('--json', '--markdown', markdown, '--pact', pact);
  expect(json.exitCode, json.stderr).toBe(1);
  const { lies, uncalled } = JSON.parse(json.stdout) as {
    lies: { kind: string; command: string; index: number; path: string; part?: string }[];
    uncalled: string[];
  };
  // Each at its own call, and no other.
  expect(lies.map(({ index, kind, command }) => [index, kind, command]).sort()).toEqual(
    LIES.map(([kind, command], index) => [index, kind, command]).sort(),
  );
  expect(lies).toContainEqual(expect.objectContaining({ command: 'list_notes', path: '[].pinned', part: 'ok' }));
  expect(lies).toContainEqual(expect.objectContaining({ command: 'delete_note', path: 'code', part: 'err' }));
  expect(uncalled).toEqual(['attach_file', 'open_settings', 'read_attachment']);

  const told = await verify();
  expect(told.stdout).toContain('20 lies about');
  expect(told.stdout).toContain('the mock answers ["home"]; the backend has no such command');
  expect(told.stdout).toContain('answer[].pinned (boolean) is never in the backend');
  expect(readFileSync(markdown, 'utf8')).toContain('| list\\_notes | never there: answer\\[\\].pinned |');
  const { interactions } = JSON.parse(readFileSync(pact, 'utf8')) as { interactions: { description: string }[] };
  expect(interactions.map(({ description }) => description)).toContain('save_note fails');
});

test('twenty honest mocks are called honest, whatever their ids, times and texts', async ({}, testInfo) => {
  const session = testInfo.outputPath('honest.json');
  writeFileSync(session, JSON.stringify(mockSession(HONEST)));
  const { exitCode, stdout, stderr } = await runCli(
    ['contract', 'verify', session, session, '--target', 'victauri', '--app', APP, '--fresh'],
    { cwd: testInfo.outputDir },
  );
  expect(stdout, stderr).toContain('The mocks tell the truth: 40 calls of');
  expect(exitCode).toBe(0);
});
