import { expect, test } from '@playwright/test';
import { notesSession } from '../../../../e2e/support/sessions/sample-session.ts';
import { eventId } from '../../../views/event-ids.ts';
import { sessionSteps } from '../../../views/session-steps.ts';
import { encodeHeader } from '../../encode-timeline.ts';
import { EventColumns } from './event-columns.ts';
import { findLinked } from './find-linked.ts';
import { buildSteps, flattenSteps } from './step-nodes.ts';

const session = notesSession();
const header = encodeHeader(session, 'notes', undefined);
const columns = new EventColumns(header.columns, header.eventCount);
const steps = flattenSteps(buildSteps(header.checkpoints, header.length, 18));
const linked = (id: string) => findLinked(id, columns, steps);

test('an id of the command line leads to the same event and the same step', () => {
  for (const [row, { index, event }] of session.events.entries())
    expect(linked(eventId(index, event))).toEqual({ row });
  for (const { id, titlePath } of sessionSteps(session)) expect(linked(id)).toMatchObject({ step: { titlePath } });
});

test('a number alone, a large letter and a checkpoint of a step will do', () => {
  expect(linked('12')).toEqual({ row: 12 });
  expect(linked('C12')).toEqual({ row: 12 });
  expect(linked('k1')).toMatchObject({ step: { id: 's1' } });
  expect(linked('k7')).toMatchObject({ step: { title: 'ready' } });
});

test('says of an id that leads nowhere that it does, and shows no more of it than fits', () => {
  expect(linked('c99')).toEqual({ fault: 'The link names “c99”, which this session does not have.' });
  expect(linked('p12')).toEqual({ fault: 'The link names “p12”, which this session does not have: its event is c12.' });
  expect(linked(`\u202e${'x'.repeat(9_000)}`)).toEqual({
    fault: `The link names “\\u202e${'x'.repeat(39)}…”, which this session does not have.`,
  });
  for (const id of ['c-1', 'c1e3', 's0', 'k99', '__proto__', 'c99999999999999999999', '<b>'])
    expect(linked(id)).toHaveProperty('fault');
});
