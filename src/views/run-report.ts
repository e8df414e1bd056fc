import { callKind } from '../calls/call-kind.ts';
import { hasFailed, hasPassed } from '../calls/has-failed.ts';
import { nameTemplate } from '../calls/new-values/volatile-parts.ts';
import { recordedCalls } from '../calls/recorded-call.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import { testKey, testTitle } from '../calls/test-name.ts';
import type { RecordedSession, SessionTest } from '../session/format/schema.ts';
import { putInList } from '../std/put-in-list.ts';
import { firstLine } from '../std/text/first-line.ts';
import { escapeText, escapeToFit, stripAnsi } from '../std/text/printable-text.ts';
import { counted, roundedDuration } from '../std/text/readable-numbers.ts';
import { findCauses } from '../triage/causes/find-causes.ts';
import { mayLackCalls } from '../triage/causes/limits-of.ts';
import { outcomeWord } from './call-item.ts';
import type { View, ViewItem } from './view.ts';

/** Adds up the sessions of a run, one after the other: none of them is kept. */
export class RunReport {
  private readonly tests = new Map<string, TestEntry>();
  private readonly commands = new Map<string, CommandEntry>();
  private incomplete = 0;

  /** @param path where the session is, as a reader would type it. */
  add(session: RecordedSession, path: string): void {
    const { test } = session;
    if (test !== undefined) this.addTest(test, session, path);
    if (mayLackCalls(session)) this.incomplete += 1;
    for (const { call } of recordedCalls(session)) {
      if (callKind(call) !== 'invoke' || isOfFramework(call)) continue;
      const name = nameTemplate(call.command);
      const entry = this.commands.get(name) ?? { calls: 0, failed: 0, pending: 0, durations: [] };
      this.commands.set(name, entry);
      entry.calls += 1;
      if (outcomeWord(call) === 'failed') entry.failed += 1;
      if (outcomeWord(call) === 'pending') entry.pending += 1;
      const us = call.duration_us ?? (call.duration_ms === null ? undefined : call.duration_ms * 1000);
      if (us !== undefined && entry.durations.length < MAX_DURATIONS) entry.durations.push(us);
    }
  }

  /** @param known the app's own commands: those that no test has called are named. @default not known */
  view(known: readonly string[] = []): View {
    const tests = [...this.tests.values()];
    const red = tests.filter(({ failed, passed }) => failed.length > 0 && !passed);
    const flaky = tests.filter(({ failed, passed }) => failed.length > 0 && passed);
    const uncalled = known.filter((name) => !this.commands.has(name));
    return {
      title: `${counted(tests.length, 'test')}: ${red.length} failed, ${flaky.length} flaky`,
      sections: [
        { key: 'failed', title: 'Failed, by cause', items: causeItems(red) },
        { key: 'flaky', title: 'Flaky, by cause', items: causeItems(flaky) },
        { key: 'uncalled', title: 'Commands of the app that no test has called', items: uncalled.map(nameItem) },
        { key: 'commands', title: 'Commands', items: [...this.commands].sort(byTrouble).map(commandItem) },
      ],
      notes:
        this.incomplete > 0
          ? [`${counted(this.incomplete, 'session')} may lack calls: a command may have been called all the same.`]
          : [],
    };
  }

  private addTest(test: SessionTest, session: RecordedSession, path: string): void {
    const key = `${testKey(test)} ${test.repeat ?? 0}`;
    const entry = this.tests.get(key) ?? { title: testTitle(test), passed: false, failed: [] };
    this.tests.set(key, entry);
    if (hasPassed(test)) entry.passed = true;
    if (hasFailed(test)) entry.failed.push({ ...causeOf(session), attempt: test.attempt, path });
  }
}

/** Durations of a command that are kept, for its median. */
const MAX_DURATIONS = 10_000;

interface TestEntry {
  title: string;
  passed: boolean;
  failed: FailedAttempt[];
}

interface FailedAttempt {
  /** Equal for the same cause in all tests. */
  id: string;
  text: string;
  attempt: number;
  path: string;
}

interface CommandEntry {
  calls: number;
  failed: number;
  pending: number;
  /** Microseconds. */
  durations: number[];
}

function causeOf(session: RecordedSession): Pick<FailedAttempt, 'id' | 'text'> {
  const [cause] = findCauses(session).causes;
  if (cause !== undefined)
    return { id: cause.id, text: `${cause.kind}, ${cause.confidence}: ${cause.text.replace(/^#\d+ {2}/, '')}` };
  const error = escapeText(firstLine(stripAnsi(session.test?.errors?.[0] ?? 'no error is known')));
  return { id: `error ${error}`, text: `the calls do not tell: ${error}` };
}

const MAX_TESTS = 5;

/** One item for each cause, the one with the most tests first; attempts of a test are one. */
function causeItems(tests: readonly TestEntry[]): ViewItem[] {
  const byCause = new Map<string, { title: string; last: FailedAttempt }[]>();
  for (const { title, failed } of tests) {
    const last = failed.reduce((latest, one) => (one.attempt > latest.attempt ? one : latest));
    putInList(byCause, last.id, { title, last });
  }
  return [...byCause.values()]
    .sort((one, other) => other.length - one.length)
    .map((group): ViewItem => {
      const shown = group.slice(0, MAX_TESTS);
      const more = group.length - shown.length;
      return {
        lines: [
          `${escapeToFit(group[0]?.last.text ?? '', 150)} (${counted(group.length, 'test')})`,
          ...shown.flatMap(({ title, last }) => [`  ${escapeToFit(title, 110)}`, `    ${escapeToFit(last.path, 160)}`]),
          ...(more > 0 ? [`  … and ${more} more`] : []),
        ],
        data: {
          cause: group[0]?.last.id,
          text: group[0]?.last.text,
          tests: group.map(({ title, last }) => ({ title, session: last.path })),
        },
        rank: 0,
      };
    });
}

function byTrouble([name, one]: [string, CommandEntry], [other, two]: [string, CommandEntry]): number {
  return two.failed + two.pending - one.failed - one.pending || two.calls - one.calls || (name < other ? -1 : 1);
}

function commandItem([name, { calls, failed, pending, durations }]: [string, CommandEntry]): ViewItem {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000;
  const times =
    sorted.length === 0 ? '' : `, median ${roundedDuration(at(0.5))}, 95 % within ${roundedDuration(at(0.95))}`;
  return {
    lines: [`${escapeToFit(name, 60)}: ${counted(calls, 'call')}, ${failed} failed, ${pending} pending${times}`],
    data: {
      command: name,
      calls,
      failed,
      pending,
      ...(sorted.length > 0 ? { median_ms: at(0.5), p95_ms: at(0.95) } : {}),
    },
    rank: failed + pending > 0 ? 2 : 3,
  };
}

function nameItem(name: string): ViewItem {
  return { lines: [escapeToFit(name, 100)], data: name, rank: 1 };
}
