import { expect, test } from '@playwright/test';
import type { RecordedSession } from '../session/format/schema.ts';
import { pairSessions } from './pair-sessions.ts';

function session(id: string, title: string, { file = 'a.spec.ts', project = 'p', attempt = 0 } = {}): RecordedSession {
  return {
    ...{ id, started_at: '2026-11-23T09:30:00Z', events: [], checkpoints: [] },
    test: { title_path: [title], file, line: 1, project, attempt },
  };
}

test('the sessions of one test are a pair, whatever their projects and files, and the last attempt counts', () => {
  const { pairs, onlyFirst, onlySecond } = pairSessions(
    [session('a0', 'saves'), session('a1', 'saves', { attempt: 1 }), session('b', 'deletes')],
    [session('c', 'saves', { file: 'real.spec.ts', project: 'real' }), session('d', 'syncs')],
  );
  expect(pairs.map(({ title, first, second }) => [title, first.id, second.id])).toEqual([['saves', 'a1', 'c']]);
  expect([onlyFirst, onlySecond]).toEqual([['deletes'], ['syncs']]);
});

test('of tests with one title those of the same file are a pair', () => {
  const { pairs } = pairSessions(
    [session('a', 'saves', { file: 'a.spec.ts' }), session('b', 'saves', { file: 'b.spec.ts' })],
    [session('c', 'saves', { file: 'b.spec.ts' }), session('d', 'saves', { file: 'a.spec.ts' })],
  );
  expect(pairs.map(({ first, second }) => [first.id, second.id]).sort()).toEqual([
    ['a', 'd'],
    ['b', 'c'],
  ]);
});
