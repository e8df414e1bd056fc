import { invokedCalls } from '../../calls/recorded-call.ts';
import { isOfMainProcess, runtimeOf } from '../../calls/runtime-of.ts';
import type { IpcCall, ObservedPage, RecordedSession, SessionObserved } from '../../session/format/schema.ts';
import { OLDEST_NODE, OLDEST_PLAYWRIGHT } from '../../std/supported-versions.ts';
import { cutText } from '../../std/text/cut-text.ts';
import { firstLine } from '../../std/text/first-line.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import type { SuiteFacts } from '../../store/suite-facts.ts';
import { explainNoCalls, explainPage } from '../../triage/explain-no-calls.ts';
import type { TestRun } from './run-one-test.ts';

/** One thing that was looked at. */
export interface Finding {
  /** `ok`: in order; `note`: worth knowing; `todo`: something to do, which `remedy` says. */
  state: 'ok' | 'note' | 'todo';
  what: string;
  text: string;
  remedy?: string;
}

/** What there is to diagnose. */
export interface Examined {
  node: string;
  playwright: string;
  suite: SuiteFacts;
  run: TestRun;
}

/** Makes findings of a suite and of one test that was recorded, in the order in which recording depends on them. */
export function diagnose({ node, playwright, suite, run }: Examined): Finding[] {
  const { session } = run;
  const observed = session?.observed;
  return [
    ok('Node', `${node} (${OLDEST_NODE} or newer is needed)`),
    ok('Playwright', `${playwright} (${OLDEST_PLAYWRIGHT} or newer is needed)`),
    suite.configFile === undefined
      ? note('config', 'none was found: Playwright goes by its defaults')
      : ok('config', suite.configFile),
    ...suite.errors.map((error) => note('specs', `Playwright could not load all of them: ${shortLine(error)}`)),
    ofTest(suite, run),
    ofFixtures(session),
    ofReporter(suite.reporters, observed?.fixtures),
    ofMode(suite.first?.mode),
    ...(session === undefined ? [] : ofSession(session)),
  ];
}

/** Says in a sentence whether the suite is in order. */
export function verdictOf(findings: readonly Finding[]): string {
  const count = findings.filter(({ state }) => state === 'todo').length;
  return count === 0 ? 'In order: the calls of the test are recorded.' : `${counted(count, 'thing')} to do.`;
}

function ofTest({ count, first }: SuiteFacts, { status, error }: TestRun): Finding {
  const name = `${first?.project ? `[${first.project}] ` : ''}${first?.file} › ${first?.titlePath.join(' › ')}`;
  const text = `${name}, the first of ${counted(count, 'test')}: ${status ?? 'did not run'}${error === undefined ? '' : `, ${shortLine(error)}`}`;
  if (status === undefined)
    return todo('test', text, 'See what Playwright says of it: npx playwright test, with the same arguments');
  return status === 'passed' ? ok('test', text) : note('test', text);
}

function ofFixtures(session: RecordedSession | undefined): Finding {
  if (session === undefined)
    return todo(
      'fixtures',
      'the test has not the recording fixtures, or ended before they began: it has no session',
      "Where a hook failed, mend that. Else import test from 'playwright-ipc-recorder/fixtures', or extend yours by ipcFixtures; a second copy of @playwright/test is the usual cause: npm ls @playwright/test",
    );
  if (session.observed?.fixtures === 'run')
    return note('fixtures', 'added by "npx ipc-recorder run"; "npx playwright test" alone records nothing');
  return ok('fixtures', 'the test has them by itself: "npx playwright test" records');
}

/** @param fixtures where the fixtures come from; undefined when there are none. */
function ofReporter(reporters: readonly string[], fixtures: string | undefined): Finding {
  const names = reporters.map((name) => (OURS.test(name) ? 'playwright-ipc-recorder/reporter' : name));
  const at = names.indexOf('playwright-ipc-recorder/reporter');
  const list = names.join(', ');
  if (at < 0) {
    const text = `not in the config (${list})`;
    if (fixtures !== 'import') return note('reporter', `${text}; "npx ipc-recorder run" adds it`);
    return todo(
      'reporter',
      text,
      `${BEFORE} Without it no block is printed, and a worker that is killed attaches nothing.`,
    );
  }
  if (names.slice(0, at).includes('blob'))
    return todo('reporter', `behind blob (${list}), which misses the sessions of workers that are killed`, BEFORE);
  if (fixtures === 'run')
    return todo(
      'reporter',
      `in the config (${list}), without the fixtures: "npx playwright test" records nothing`,
      'Import test from \'playwright-ipc-recorder/fixtures\', or always start the suite by "npx ipc-recorder run".',
    );
  return ok('reporter', `in the config (${list})`);
}

const OURS = /playwright-ipc-recorder[\\/].*reporter|[\\/]reporter[\\/]index\.js$/;
const BEFORE = "List it before html, blob and json: reporter: [['playwright-ipc-recorder/reporter'], …].";

function ofMode(mode: string | undefined): Finding {
  if (mode === 'off')
    return todo(
      'mode',
      'the config turns ipcRecorder off',
      "Take ipcRecorder: 'off' out of use, or run with --mode on.",
    );
  return ok('mode', mode === undefined ? 'retain-on-failure, the default' : `${mode}, by the config`);
}

function ofSession(session: RecordedSession): Finding[] {
  const { observed } = session;
  const calls = callsOf(session);
  const redaction =
    observed?.redaction === false
      ? note('redaction', 'off: secrets of the app stand in sessions as they are')
      : ok('redaction', `on, ${counted(session.redactions ?? 0, 'value')} replaced`);
  const silent = explainNoCalls(session).map((text) => toDo(text));
  if (observed === undefined) return [redaction, ...silent];
  return [
    redaction,
    ...observed.pages.map((page) => ofPage(page, session, observed, calls.length > 0)),
    ...(observed.apps ?? []).map(({ windows }) => {
      const made = calls.filter(isOfMainProcess).length;
      const text = `${windows.length === 0 ? 'it was closed' : windows.join(', ')}: ${counted(made, 'call')}`;
      return made > 0 ? ok('Electron app', text) : note('Electron app', text);
    }),
    ...(calls.length > 0 ? [ofCalls(calls)] : []),
    ...silent,
  ];
}

function ofCalls(calls: IpcCall[]): Finding {
  const sources = [...new Set(calls.map(({ source }) => titleOf(source)))];
  return ok('calls', `${counted(calls.length, 'call')}, by ${sources.join(', ')}`);
}

function ofPage(
  page: ObservedPage,
  session: RecordedSession,
  { sources }: SessionObserved,
  hasCalls: boolean,
): Finding {
  const made = callsOf(session).filter((call) => page.page !== undefined && call.page === page.page).length;
  const runtimes = page.runtimes.length === 0 ? 'no runtime' : page.runtimes.map(titleOf).join(', ');
  const means = [
    ...(page.workers ? [counted(page.workers, 'Web worker')] : []),
    ...(page.globals ?? []).map((name) => `window.${name}`),
  ];
  const capture = page.capture === 'started' ? 'observed' : page.capture;
  const text = `${page.url} (${[capture, runtimes, ...means, counted(made, 'call')].join('; ')})`;
  if (made > 0) return ok('page', text);
  // Where there are no calls at all, the reasons follow by themselves.
  return hasCalls ? { ...note('page', text), remedy: explainPage(page, sources).join(' ') } : note('page', text);
}

const callsOf = (session: RecordedSession): IpcCall[] => invokedCalls(session).map(({ call }) => call);

function titleOf(source: string | undefined): string {
  return source === undefined ? 'a source of your own' : (runtimeOf({ source })?.title ?? source);
}

const shortLine = (text: string) => cutText(firstLine(text), 200);

const ok = (what: string, text: string): Finding => ({ state: 'ok', what, text });
const note = (what: string, text: string): Finding => ({ state: 'note', what, text });
const todo = (what: string, text: string, remedy: string): Finding => ({ state: 'todo', what, text, remedy });
/** A reason for having no calls says the remedy itself. */
const toDo = (text: string): Finding => ({ state: 'todo', what: 'calls', text });
