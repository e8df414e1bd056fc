import { callKind } from '../calls/call-kind.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import { failingStep } from '../calls/steps/failing-step.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { escapeToFit, stripAnsi } from '../std/text/printable-text.ts';
import { counted, roundedDuration } from '../std/text/readable-numbers.ts';
import { CallItems } from './call-item.ts';
import { eventId } from './event-ids.ts';
import { findStep, isInStep, type SessionStep, sessionSteps } from './session-steps.ts';
import type { View, ViewItem } from './view.ts';

/** Lists the steps of a session's test, then its actions and assertions, each with the number of calls in it. */
export function listSteps(session: RecordedSession): View {
  const steps = sessionSteps(session);
  const failing = failingStep(session)?.step;
  const items = steps.map((step): ViewItem => {
    const calls = session.events.filter(
      ({ index, event }) => isInStep(step, index) && event.type === 'Ipc' && callKind(event) === 'invoke',
    ).length;
    const isFailing = failing !== undefined && step.titlePath.join('\n') === failing.title_path.join('\n');
    return {
      ...{ id: step.id, lines: [`${step.id.padEnd(4)} ${stepLine(step)}, ${counted(calls, 'call')}`] },
      data: { ...dataOf(step), calls },
      rank: isFailing ? 0 : step.error === undefined ? (step.category === 'test.step' ? 2 : 3) : 1,
    };
  });
  return {
    title: counted(items.length, 'step or action', 'steps and actions'),
    sections: [{ key: 'steps', items }],
    notes: items.length === 0 ? [] : ['Shows one with its calls: ipc-recorder step <id> <session>.'],
  };
}

/**
 * Shows a step of the test: where it stands, how it ended, and what passed in it.
 *
 * @throws {IpcError} `UNKNOWN_ID`
 */
export function showStep(session: RecordedSession, id: string): View {
  const steps = sessionSteps(session);
  const step = findStep(steps, id);
  const calls = new CallItems(session, steps);
  const events = session.events.flatMap(({ index, event }): ViewItem[] => {
    if (!isInStep(step, index) || event.type !== 'Ipc' || isOfFramework(event)) return [];
    return [calls.item({ id: eventId(index, event), index, call: event })];
  });
  const error = step.error === undefined ? [] : errorLines(step.error);
  const inner = steps.filter((one) => one !== step && one.id.startsWith('s') && isBelow(one, step));
  return {
    title: `Step ${step.id}`,
    sections: [
      { key: 'step', isSingle: true, items: [{ lines: [stepLine(step), ...error], data: dataOf(step), rank: 0 }] },
      {
        key: 'steps',
        title: 'Steps within',
        items: inner.map((one) => ({
          id: one.id,
          lines: [`${one.id.padEnd(4)} ${stepLine(one)}`],
          data: dataOf(one),
          rank: 2,
        })),
      },
      { key: 'events', title: 'Calls and messages in it', items: events },
    ],
    notes: events.length === 0 ? ['Nothing of the app passed in it.'] : [],
  };
}

/** Lines of an error that are shown. */
const MAX_ERROR = 8;

/** The lines of an error, without the log of the runner that follows it. */
function errorLines(error: string): string[] {
  const lines = stripAnsi(error).split('\n');
  const log = lines.findIndex((line) => line.startsWith('Call log:'));
  const shown = (log === -1 ? lines : lines.slice(0, log)).filter((line) => line.trim() !== '');
  return shown.slice(0, MAX_ERROR).map((line) => escapeToFit(line, 116));
}

function stepLine({ titlePath, category, durationMs, error, until, location }: SessionStep): string {
  const title = escapeToFit(titlePath.join(' › '), 100);
  const place = typeof location === 'string' ? location : location && `${location.file}:${location.line}`;
  const end = error !== undefined ? ', failed' : until === Number.POSITIVE_INFINITY ? ', never ended' : '';
  const took = durationMs === undefined ? '' : ` (${roundedDuration(durationMs)})`;
  return `${title}${place === undefined ? '' : ` at ${escapeToFit(place, 80)}`}${took} [${escapeToFit(category, 20)}]${end}`;
}

function dataOf({ from, until, titlePath, durationMs, error, ...step }: SessionStep): Record<string, unknown> {
  return {
    ...{
      ...step,
      title_path: titlePath,
      from_event: from,
      until_event: until === Number.POSITIVE_INFINITY ? null : until,
    },
    ...defined({ duration_ms: durationMs, error: error && stripAnsi(error) }),
  };
}

function isBelow(one: SessionStep, { titlePath, from, until }: SessionStep): boolean {
  return (
    one.from >= from &&
    one.from <= until &&
    one.titlePath.length > titlePath.length &&
    titlePath.every((title, at) => one.titlePath[at] === title)
  );
}
