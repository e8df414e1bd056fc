import { expect, test } from '@playwright/test';
import { holdBackFor } from './hold-back.ts';

test('an app that runs gets only commands that read by their names, one that was started for it all', () => {
  const holdBack = holdBackFor({ target: 'victauri' });
  expect(holdBack?.('list_notes')).toBeUndefined();
  for (const command of ['delete_note', 'wipe_everything'])
    expect(holdBack?.(command)).toContain('it may write to the data of the app that runs: give --app');
  expect(holdBackFor({ target: 'victauri', app: './app' })).toBeUndefined();
  expect(holdBackFor({ target: 'victauri', allowWrites: true })).toBeUndefined();
  expect(holdBackFor({ target: './backend.mjs' })).toBeUndefined();
});
