import { callKind } from '../calls/call-kind.ts';
import { commandTest } from '../calls/command-filter.ts';
import { microseconds } from '../calls/recorded-call.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import { IpcError } from '../errors.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { isTimestamp } from '../session/format/timestamp.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { outcomeWord } from './call-item.ts';
import { eventId, type FoundCall, findCall } from './event-ids.ts';
import { findCheckpoint } from './session-checkpoints.ts';
import { findStep, isInStep, type SessionStep } from './session-steps.ts';

/** Filters of a list of calls. All that are given hold. */
export interface CallFilters {
  /** Commands or events; `*` stands for any text. One of them is enough. */
  command?: string[];
  /** Calls that failed, or, where `pending` is given too, that never ended. */
  failed?: boolean;
  pending?: boolean;
  /** The id of a step or an action, or a part of its title. */
  step?: string;
  /** The label of a window, or the name of a page. */
  window?: string;
  /** An id, a time from the start such as `1.5s` or `1500ms`, or an RFC 3339 timestamp. */
  since?: string;
  until?: string;
  /** With calls of the framework's own commands. @default false */
  framework?: boolean;
}

/** The chosen calls, and how many calls of the framework are not shown. */
export interface SelectedCalls {
  calls: FoundCall[];
  hidden: number;
}

/**
 * Chooses calls, or messages, of a session.
 *
 * @throws {IpcError} `UNKNOWN_ID`, `INVALID_OPTION`
 */
export function selectCalls(
  session: RecordedSession,
  steps: SessionStep[],
  kinds: readonly string[],
  filters: CallFilters,
): SelectedCalls {
  const tests = testsOf(session, steps, filters);
  const found: FoundCall[] = [];
  let hidden = 0;
  for (const { index, event } of session.events) {
    if (event.type !== 'Ipc' || !kinds.includes(callKind(event))) continue;
    const one = { id: eventId(index, event), index, call: event };
    if (!tests.every((isMeant) => isMeant(one))) continue;
    // Who names a command means it, whoever it is of.
    if (isOfFramework(event) && !filters.framework && filters.command === undefined) hidden += 1;
    else found.push(one);
  }
  return { calls: found, hidden };
}

type Test = (found: FoundCall) => boolean;

function testsOf(session: RecordedSession, steps: SessionStep[], filters: CallFilters): Test[] {
  const { command, failed, pending, step, window, since, until } = filters;
  const tests: Test[] = [];
  if (command !== undefined) {
    const isMeant = commandTest(command);
    tests.push(({ call }) => isMeant(call.command));
  }
  if (failed || pending) {
    const words = [...(failed ? ['failed'] : []), ...(pending ? ['pending', 'abandoned'] : [])];
    tests.push(({ call }) => words.includes(outcomeWord(call)));
  }
  if (step !== undefined) {
    const meant = findStep(steps, step);
    tests.push(({ index }) => isInStep(meant, index));
  }
  if (window !== undefined) tests.push(({ call }) => call.webview_label === window || call.page === window);
  if (since !== undefined) tests.push(sideOf(session, steps, '--since', since).isSince);
  if (until !== undefined) tests.push(sideOf(session, steps, '--until', until).isUntil);
  return tests;
}

/** Both sides of a place of the session. An event or step that is named belongs to either. */
function sideOf(
  session: RecordedSession,
  steps: SessionStep[],
  flag: string,
  place: string,
): { isSince: Test; isUntil: Test } {
  const timeUs = timeOf(session, place);
  if (timeUs !== undefined) {
    return {
      isSince: ({ call }) => microseconds(call.timestamp) >= timeUs,
      isUntil: ({ call }) => microseconds(call.timestamp) <= timeUs,
    };
  }
  const { from, until } = rangeOf(session, steps, flag, place);
  return { isSince: ({ index }) => index >= from, isUntil: ({ index }) => index < until };
}

function timeOf({ started_at }: RecordedSession, place: string): number | undefined {
  if (isTimestamp(place)) return microseconds(place);
  const [, number, unit] = /^\+?(\d+(?:\.\d+)?)\s*(ms|s)$/.exec(place) ?? [];
  if (number === undefined) return undefined;
  return microseconds(started_at) + Number(number) * (unit === 's' ? 1_000_000 : 1_000);
}

function rangeOf(
  session: RecordedSession,
  steps: SessionStep[],
  flag: string,
  place: string,
): { from: number; until: number } {
  const letter = /^#?([a-z]?)\d+$/i.exec(place.trim())?.[1]?.toLowerCase();
  if (letter === undefined) {
    throw new IpcError(
      'INVALID_OPTION',
      `${flag} takes an id such as c12 or s2, a time from the start such as 1.5s, or an RFC 3339 timestamp; it is "${escapeToFit(place, 40)}".`,
    );
  }
  if (letter === 's' || letter === 'a') return findStep(steps, place);
  if (letter === 'k') {
    const { event_index: index } = findCheckpoint(session, place).checkpoint;
    return { from: index, until: index };
  }
  const { index } = findCall(session, place);
  return { from: index, until: index + 1 };
}
