import { failingStep } from '../calls/steps/failing-step.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { counted } from '../std/text/readable-numbers.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { countLines } from '../triage/summary.ts';
import { CallItems, outcomeWord } from './call-item.ts';
import type { FoundCall } from './event-ids.ts';
import { type CallFilters, selectCalls } from './select-calls.ts';
import { sessionSteps } from './session-steps.ts';
import type { View, ViewItem } from './view.ts';

/** Lists the calls of a session, those of the framework's own commands left out. */
export function listCalls(session: RecordedSession, filters: CallFilters): View {
  return listOf(session, filters, { kinds: ['invoke'], key: 'calls', what: ['call', 'calls'] });
}

/** Lists the one-way messages of a session: pushes to the frontend, and what it sent. */
export function listMessages(session: RecordedSession, filters: CallFilters): View {
  return listOf(session, filters, {
    kinds: ['push', 'send'],
    key: 'messages',
    what: ['one-way message', 'one-way messages'],
  });
}

interface Listed {
  kinds: string[];
  key: string;
  what: [string, string];
}

function listOf(session: RecordedSession, filters: CallFilters, { kinds, key, what }: Listed): View {
  const steps = sessionSteps(session);
  const { calls, hidden } = selectCalls(session, steps, kinds, filters);
  const items = new CallItems(session, steps);
  const last = (session.events.at(-1)?.index ?? 0) + 1;
  const end = Math.min(failingStep(session)?.eventIndex ?? last, last);
  const groups = repeats(calls);
  const listed = groups.map((group): ViewItem => {
    const [first, last] = [group[0] as FoundCall, group.at(-1) as FoundCall];
    return items.item(first, { times: group.length, last, rank: rankOf(first, end) });
  });
  return {
    title: `${calls.length.toLocaleString('en')} of ${counted(countOf(session, kinds), ...what)}`,
    sections: [
      { key, items: listed },
      { key: 'limits', title: 'Lost, left out or replaced', items: lossItems(session) },
    ],
    notes: [...hiddenNote(hidden), ...(calls.length > 0 ? [SHOWS_ONE] : [])],
  };
}

const SHOWS_ONE = 'Shows one whole: ipc-recorder call <id> <session>.';

/** Puts calls that came one after the other, asked for the same and got the same, together: a poll says once what it says. */
function repeats(calls: readonly FoundCall[]): FoundCall[][] {
  const groups: FoundCall[][] = [];
  let before: string | undefined;
  for (const found of calls) {
    const { kind, command, args, options, result, error, webview_label: window } = found.call;
    const text =
      result === 'Pending' && kind === undefined
        ? undefined
        : JSON.stringify([kind, command, args, options, result, error, window]);
    if (text !== undefined && text === before) groups.at(-1)?.push(found);
    else groups.push([found]);
    before = text;
  }
  return groups;
}

/** What did not end well comes first, then what is near the failure, before it rather than behind it. */
function rankOf({ index, call }: FoundCall, end: number): number {
  const isBad = outcomeWord(call) === 'failed' || outcomeWord(call) === 'pending';
  const group = index >= end ? 3 : isBad ? 1 : 2;
  const distance = Math.abs(end - index);
  return group + distance / (distance + 1_000);
}

function countOf({ events }: RecordedSession, kinds: readonly string[]): number {
  return events.filter(({ event }) => event.type === 'Ipc' && kinds.includes(event.kind ?? 'invoke')).length;
}

function hiddenNote(hidden: number): string[] {
  return hidden === 0
    ? []
    : [`Not shown: ${counted(hidden, 'call')} of the framework's own commands (--framework shows them).`];
}

/** What was lost, or left out on purpose: a list without a call does not say that there was none. */
function lossItems(session: RecordedSession): ViewItem[] {
  return countLines(failureFacts(session))
    .slice(1)
    .map((line) => ({ lines: [line], data: line, rank: 0 }));
}
