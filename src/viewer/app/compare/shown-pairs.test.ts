import { expect, test } from '@playwright/test';
import { fakeSession } from '../../../replay/fake-session.test.support.ts';
import { compareSessions } from '../../../triage/diff-sessions.ts';
import { SESSIONS } from '../../../triage/side-names.ts';
import { encodeComparison } from '../../encode-comparison.ts';
import { encodeHeader } from '../../encode-timeline.ts';
import { MARKS } from '../../timeline-format.ts';
import { EventColumns } from '../data/event-columns.ts';
import { LoadedSession } from '../data/load-session.ts';
import { shownPairs } from './shown-pairs.ts';

const calls = (...commands: string[]) => fakeSession(commands.map((command) => ({ command, source: 'tauri' })));
const own = calls('load', 'plugin:app|version', 'save', 'log');
const other = calls('load', 'plugin:app|version', 'plugin:app|name', 'save');
const { names, first, second, marks, firstDifference, texts } = encodeComparison(compareSessions(own, other), SESSIONS);
const header = encodeHeader(own, '', undefined);
const columns = new EventColumns(header.columns, header.eventCount);
const pairs = first.map((index, at) => ({
  first: columns.rowOf(index),
  second: (second[at] ?? -1) < 0 ? null : (second[at] ?? null),
  mark: MARKS[Number(marks[at])] ?? 'same',
}));
const shown = (filter: { differences: boolean; framework: boolean }) =>
  shownPairs({ pairs, session: new LoadedSession(encodeHeader(other, '', undefined)) }, columns, filter);

test('pairs stand in the order of the sessions, with what one of them alone has in its place', () => {
  expect(names).toEqual(['the first session', 'the second session']);
  expect([first, second]).toEqual([
    [0, 1, -1, 2, 3],
    [0, 1, 2, 3, -1],
  ]);
  expect(pairs.map(({ mark }) => mark)).toEqual(['same', 'same', 'extra', 'same', 'missing']);
  expect(firstDifference).toBe(2);
  expect(texts).toEqual({
    2: 'plugin:app|name was called in the second session and not in the first.',
    4: 'log was called in the first session and not in the second.',
  });
});

test('framework calls are hidden, but not where the sessions part', () => {
  expect(shown({ differences: false, framework: false })).toEqual([0, 2, 3, 4]);
  expect(shown({ differences: false, framework: true })).toEqual([0, 1, 2, 3, 4]);
  expect(shown({ differences: true, framework: true })).toEqual([2, 4]);
});
