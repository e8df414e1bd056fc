import { expect, test } from '@playwright/test';
import type { AppEvent } from '../session/format/schema.ts';
import { type CommandFilterOptions, createCommandFilter } from './command-filter.ts';

const COMMANDS = ['load_notes', 'save_note', 'plugin:event|listen', 'plugin:fs|read'];

const call = (command: string, channel?: string): AppEvent => ({
  type: 'Ipc',
  id: '1',
  command,
  timestamp: '2026-11-25T09:00:00Z',
  duration_ms: null,
  result: 'Pending',
  arg_size_bytes: 0,
  webview_label: 'main',
  ...(channel === undefined ? {} : { kind: 'push', channel }),
});

const kept = (options: CommandFilterOptions) =>
  COMMANDS.filter((command) => createCommandFilter(options)(call(command)));

test('keeps every command when there is no filter', () => {
  expect(kept({})).toEqual(COMMANDS);
});

test('takes names, globs and regular expressions, and exclude wins', () => {
  expect(kept({ include: ['save_note'] })).toEqual(['save_note']);
  expect(kept({ exclude: ['plugin:*'] })).toEqual(['load_notes', 'save_note']);
  expect(kept({ include: ['*note*'], exclude: [/^load/] })).toEqual(['save_note']);
  expect(kept({ include: ['plugin:event|*', /_notes$/g] })).toEqual(['load_notes', 'plugin:event|listen']);
  expect(kept({ include: [] })).toEqual([]);
});

test('takes what is special in a regular expression as it is in a glob', () => {
  expect(kept({ include: ['plugin:fs.read', 'save?note', '(load_notes)'] })).toEqual([]);
});

test('answers the same each time for a pattern with a position', () => {
  const filter = createCommandFilter({ include: [/note/g] });
  expect([filter(call('save_note')), filter(call('save_note')), filter(call('save_note'))]).toEqual([true, true, true]);
});

test('lets the messages of a channel go with the command the channel was passed to', () => {
  const filter = createCommandFilter({ exclude: ['sync'] });
  expect([filter(call('sync#onProgress', 'c1')), filter(call('sync#onProgress'))]).toEqual([false, true]);
});

test('leaves events other than IPC alone', () => {
  const filter = createCommandFilter({ include: [] });
  expect(filter({ type: 'Console', level: 'warn', message: 'm', timestamp: '2026-11-25T09:00:00Z' })).toBe(true);
});
