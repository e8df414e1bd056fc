import type { CommandCount, StubReport } from '../../replay/stub-report.ts';
import { escapeLines, escapeToFit } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';

/** Calls that are listed. */
const MAX_ADDED = 20;

/** Commands that are named in a line. */
const MAX_NAMED = 8;

/** Writes which calls the session has not answered because they went past it, and what became of those that no test owned. */
export function pastLines({ past = [], leftToApp = 0, outside }: PastCalls): string[] {
  const lines: string[] = [];
  const add = (counts: CommandCount[], before: string, after: string) => {
    if (counts.length > 0) lines.push(`${before}${countText(counts)}${after}: ${namesOf(counts)}.`);
  };
  if (leftToApp === 0) add(past, '', " went to the suite's own backend");
  else if (leftToApp < callsIn(past))
    add(past, '', ` went to the suite's own backend, ${leftToApp} of them left to the app itself`);
  else add(past, '', ` ${leftToApp === 1 ? 'was' : 'were'} left to the app itself`);
  if (outside === undefined) return lines;
  const { answered, missed, refused, toMock, toBackend } = outside;
  if (answered > 0) lines.push(`Outside of the test the worker's session answered ${counted(answered, 'call')}.`);
  add(toBackend, '', " outside of the test went to the suite's own backend");
  add(toMock, "The suite's own mock answered ", ' outside of the test');
  add(refused, 'The replay refused ', ' outside of the test, without a --worker-session or --passthrough for them');
  for (const { message } of missed) lines.push('', 'Outside of the test:', escapeLines(message).replace(/^/gm, '  '));
  return lines;
}

/** Writes which calls of tests that ran along no session has answered. */
export function othersLines(others: CommandCount[] = []): string[] {
  if (others.length === 0) return [];
  return [`${countText(others)} of other tests that ran along went to the suite's own backend: ${namesOf(others)}.`];
}

/** Writes what was added to the session, where it was to be. */
export function updateLines({ added, notAdded }: Pick<StubReport, 'added' | 'notAdded'>): string[] {
  if (notAdded !== undefined) return [escapeToFit(`The session was not updated. ${notAdded}`, 200)];
  if (added === undefined) return [];
  if (added.length === 0) return ['Nothing was missing: the session is as it was.'];
  return [
    `Added to the session: ${counted(added.length, 'call')}.`,
    ...added.slice(0, MAX_ADDED).map(({ index, command }) => `  #${index}  ${escapeToFit(command, 100)}`),
    ...(added.length > MAX_ADDED ? [`  … and ${added.length - MAX_ADDED} more`] : []),
  ];
}

/** Says how many calls went past, or were kept from it, in a word or two; empty when there were none. */
export function pastText({ past = [], leftToApp = 0, outside }: PastCalls): string {
  // That a command is left to the app the user has said.
  const count = callsIn(past) - leftToApp + callsIn(outside?.toBackend ?? []);
  return count <= 0 ? '' : `${counted(count, 'call')} to the suite's own backend`;
}

type PastCalls = Pick<StubReport, 'past' | 'leftToApp' | 'outside'>;

const callsIn = (counts: CommandCount[]) => counts.reduce((sum, { calls }) => sum + calls, 0);
const countText = (counts: CommandCount[]) => counted(callsIn(counts), 'call');

function namesOf(counts: CommandCount[]): string {
  const names = counts
    .slice(0, MAX_NAMED)
    .map(({ command, calls }) => `${escapeToFit(command, 60)}${calls > 1 ? ` (${calls})` : ''}`);
  if (counts.length > MAX_NAMED) names.push(`and ${counts.length - MAX_NAMED} more`);
  return names.join(', ');
}
