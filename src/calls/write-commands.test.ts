import { expect, test } from '@playwright/test';
import { isReadByName, nounsOf, writeTest } from './write-commands.ts';

test('knows a command that changes something by its verb', () => {
  const isWrite = writeTest();
  for (const command of ['save_note', 'notes:delete', 'noteUpdate', 'plugin:store|set', 'main.App.CreateNote'])
    expect(isWrite(command), command).toBe(true);
  for (const command of ['list_notes', 'get_last_update', 'plugin:sql|select', 'address', 'notes.getSaveState', 'sync'])
    expect(isWrite(command), command).toBe(false);
});

test('patterns of the user take the place of the guess', () => {
  const isWrite = writeTest(['checkout', 'sync_*']);
  expect(['checkout', 'sync_notes', 'save_note'].map(isWrite)).toEqual([true, true, false]);
});

test('knows one that asks, and takes none for it that may change something', () => {
  for (const command of ['list_notes', 'notes:get', 'hasNote']) expect(isReadByName(command), command).toBe(true);
  for (const command of ['save_note', 'wipe_notes', 'get_or_create_note', 'quit'])
    expect(isReadByName(command), command).toBe(false);
});

test('names the things that a command is about', () => {
  const things = ['list_notes', 'getUserById', 'add_note_tag', 'delete', 'create_entries_from_file'].map(nounsOf);
  expect(things).toEqual([['note'], ['user'], ['note', 'tag'], [], ['entry']]);
});
