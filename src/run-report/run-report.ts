import { hasFailed, hasPassed } from '../calls/has-failed.ts';
import { testKey, testTitle } from '../calls/test-name.ts';
import type { RecordedSession, SessionTest } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { cutText } from '../std/text/cut-text.ts';
import { firstLine } from '../std/text/first-line.ts';
import { stripAnsi } from '../std/text/printable-text.ts';
import { counted } from '../std/text/readable-numbers.ts';
import { isWorkerFolder } from '../store/recording-files.ts';
import { findCauses } from '../triage/causes/find-causes.ts';
import { mayLackCalls } from '../triage/causes/limits-of.ts';
import { CommandTally } from './command-tally.ts';
import type { AttemptFiles, CauseFact, FailedTest, RunFacts, RunTotals } from './run-facts.ts';

/** Adds up the sessions of a run, one after the other: none of them is kept. */
export class RunReport {
  private readonly tests = new Map<string, TestEntry>();
  private readonly commands = new CommandTally();
  private sessions = 0;
  /** Sessions of attempts that passed. */
  private passes = 0;
  private incomplete = 0;

  /** @param isFlaky whether its test is known to have passed in another attempt, whose session may not be kept. */
  add(session: RecordedSession, files: AttemptFiles, isFlaky = false): void {
    // What a worker has recorded outside of tests is of none, though it names the file.
    const test = isWorkerFolder(session.id) ? undefined : session.test;
    if (test !== undefined) this.addTest(test, session, files, isFlaky);
    this.sessions += 1;
    if (mayLackCalls(session)) this.incomplete += 1;
    this.commands.add(session, test && titleOf(test));
  }

  facts({ known, totals, earlier, unread = 0 }: RunFactsOptions = {}): RunFacts {
    const tests = [...this.tests.values()];
    const red = tests.filter(({ failed, passed }) => failed.length > 0 && !passed);
    const flaky = tests.filter(({ failed, passed }) => failed.length > 0 && passed);
    const commands = this.commands.facts(earlier?.commands);
    return {
      counts: {
        ...(totals ?? { tests: tests.length, failed: red.length, flaky: flaky.length }),
        ...{ sessions: this.sessions, commands: commands.length, calls: this.commands.calls },
      },
      ...{ failed: byCause(red), flaky: byCause(flaky), commands },
      ...defined({ uncalled: known?.filter((name) => !this.commands.has(name)) }),
      notes: this.notes(unread, totals && totals.failed - red.length),
    };
  }

  /** @param unrecorded counts the tests that failed and have no session, where that is known. */
  private notes(unread: number, unrecorded = 0): string[] {
    const hasNoPass = this.sessions > 0 && this.passes === 0;
    return [
      ...(unrecorded > 0
        ? [`${counted(unrecorded, 'failed test')} without a session: the cause is not known here.`]
        : []),
      ...(unread > 0 ? [`${counted(unread, 'session')} could not be read, and what is in them is not counted.`] : []),
      ...(this.incomplete > 0
        ? [`${counted(this.incomplete, 'session')} may lack calls: a command may have been called all the same.`]
        : []),
      ...(hasNoPass
        ? ['No session is of a test that passed, so what those have called is not counted. The mode "on" keeps them.']
        : []),
    ];
  }

  private addTest(test: SessionTest, session: RecordedSession, files: AttemptFiles, isFlaky: boolean): void {
    const key = `${testKey(test)} ${test.repeat ?? 0}`;
    const entry = this.tests.get(key) ?? { passed: false, failed: [] };
    this.tests.set(key, entry);
    if (hasPassed(test)) this.passes += 1;
    if (isFlaky || hasPassed(test)) entry.passed = true;
    if (hasFailed(test)) entry.failed.push({ cause: causeOf(session), test: failedTest(test, files) });
  }
}

export interface RunFactsOptions {
  /** The app's own commands: those that no test has called are named. @default not known */
  known?: readonly string[] | undefined;
  /** How all tests of the run have ended, with those that left no session. @default counted by the sessions */
  totals?: RunTotals | undefined;
  /** Counts the sessions of the run that were not read. @default 0 */
  unread?: number;
  /** An earlier run, whose times stand beside. @default none */
  earlier?: RunReport | undefined;
}

interface TestEntry {
  passed: boolean;
  failed: FailedAttempt[];
}

interface FailedAttempt {
  cause: Omit<CauseFact, 'tests'>;
  test: FailedTest;
}

function failedTest(test: SessionTest, files: AttemptFiles): FailedTest {
  return {
    ...{ title: titleOf(test), place: `${cutText(test.file, MAX_TITLE)}:${test.line}`, attempt: test.attempt },
    ...{ error: errorOf(test), files },
  };
}

/** Characters of a title and of an error: those of a stranger may have megabytes, and titles are compared. */
const MAX_TITLE = 1_000;
const MAX_ERROR = 4_000;

function titleOf(test: SessionTest): string {
  return cutText(testTitle(test), MAX_TITLE);
}

function errorOf({ errors = [] }: SessionTest): string {
  return firstLine(stripAnsi((errors[0] ?? '').slice(0, MAX_ERROR)));
}

function causeOf(session: RecordedSession): FailedAttempt['cause'] {
  const { causes, where } = findCauses(session);
  // Most apps listen for what never comes: that would make one cause of all that failed in any way.
  const cause = causes.find(({ kind, confidence }) => kind !== 'push-missing' || confidence !== 'cannot tell');
  if (cause !== undefined) {
    const { id, kind, confidence, text } = cause;
    return { ...{ id, kind, confidence, where }, text: text.replace(/^#\d+ {2}/, '') };
  }
  const error = (session.test && errorOf(session.test)) || 'no error is known';
  return { id: `error ${error}`, ...UNKNOWN, text: `the calls do not tell: ${error}` };
}

/** Tests as a reader lists them, `case 2` before `case 10`, whichever ended first. */
const IN_ORDER = new Intl.Collator('en', { numeric: true });

const UNKNOWN = { confidence: 'cannot tell', where: 'cannot tell' } as const;

/** One fact for each cause, the one with the most tests first; attempts of a test are one, by the last that failed. */
function byCause(tests: readonly TestEntry[]): CauseFact[] {
  const causes = new Map<string, CauseFact>();
  for (const { failed } of tests) {
    const { cause, test } = failed.reduce((last, one) => (one.test.attempt > last.test.attempt ? one : last));
    const known = causes.get(cause.id);
    if (known === undefined) causes.set(cause.id, { ...cause, tests: [test] });
    else known.tests.push(test);
  }
  for (const { tests } of causes.values()) tests.sort((one, other) => IN_ORDER.compare(one.title, other.title));
  return [...causes.values()].sort((one, other) => other.tests.length - one.tests.length);
}
