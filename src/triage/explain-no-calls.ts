import { callKind } from '../calls/call-kind.ts';
import { runtimeOf } from '../calls/runtime-of.ts';
import type { ObservedPage, RecordedSession, SessionObserved } from '../session/format/schema.ts';
import { cutText } from '../std/text/cut-text.ts';
import { escapeText } from '../std/text/printable-text.ts';
import { counted } from '../std/text/readable-numbers.ts';

/** Sentences at most: one screen has other things to say, too. */
const MAX_REASONS = 4;
const MAX_URL = 80;

/** A session, as far as the reasons for its having no calls follow from it. */
export type SilentSession = Pick<RecordedSession, 'events' | 'excluded' | 'observed'>;

/**
 * Explains why a session has no calls, in sentences that say what to do about it. All views of a session say these. Pushes and
 * sends are no calls; a session that has calls gets no sentence.
 */
export function explainNoCalls(session: SilentSession): string[] {
  const traffic = session.events.flatMap(({ event }) => (event.type === 'Ipc' ? [event] : []));
  const kinds = traffic.filter(({ carried_over }) => !carried_over).map(callKind);
  if (kinds.includes('invoke')) return [];
  const reasons = [
    ...ofCarriedOver(traffic.length - kinds.length),
    ...ofTraffic(kinds, session.excluded?.filtered ?? 0),
    ...ofObservation(session),
  ];
  return reasons.length <= MAX_REASONS
    ? reasons
    : [...reasons.slice(0, MAX_REASONS - 1), `There are ${reasons.length - MAX_REASONS + 1} more reasons like these.`];
}

/** Explains a page that has no call, as it was when it was looked at. @param sources those that were on. */
export function explainPage(page: ObservedPage, sources: readonly string[]): string[] {
  const url = urlText(page.url);
  if (page.capture === 'not-observed')
    return [
      `The page at ${url} was not observed: its browser context was made while recording was off, or where the recorder does not see it. Give the page to ipc.attach(page) before the app loads, or start the suite by "npx ipc-recorder run".`,
    ];
  if (page.capture === 'unknown')
    return [
      `The page at ${url} could not be looked into at the end of the test: a dialog was open, it was loading, or it had crashed.`,
    ];
  if (page.capture !== 'started')
    return [
      `The recorder's script did not run in the page at ${url}: JavaScript is off there (javaScriptEnabled), or the browser is older than ES2020. Turn it on, or use a newer browser.`,
    ];
  const reasons = [...page.runtimes.flatMap((name) => ofRuntime(name, url, sources)), ...ofOtherMeans(page, sources)];
  if (reasons.length > 0) return reasons;
  if (page.url === 'about:blank')
    return ['The page showed about:blank: the test loads no app, or left it before its end.'];
  const named = sources.includes('globals') ? ', and no global that you name,' : '';
  return [
    `No runtime of Tauri, Wails or Neutralino${named} appeared in the page at ${url}. Outside of the app's own window there is none: put a mock there before the page loads (page.addInitScript), or answer by ipc.serve(…). A mock by a bundler's alias needs tap.`,
  ];
}

function ofCarriedOver(count: number): string[] {
  if (count === 0) return [];
  return [
    `${counted(count, 'call')} that ended in the test began before it: ${count === 1 ? 'it belongs' : 'they belong'} to what ran then.`,
  ];
}

/** Explains what there is without a call among what was recorded and what was left out. */
function ofTraffic(kinds: readonly string[], filtered: number): string[] {
  const reasons: string[] = [];
  if (filtered > 0)
    reasons.push(
      `The options include and exclude left out ${counted(filtered, 'call or message', 'calls and messages')}: change them to have these recorded.`,
    );
  if (kinds.length > 0) {
    const sends = kinds.filter((kind) => kind === 'send').length;
    const parts = [
      ...(sends > 0 ? [counted(sends, 'send')] : []),
      ...(kinds.length > sends ? [counted(kinds.length - sends, 'push', 'pushes')] : []),
    ];
    reasons.push(`All traffic was one-way, which is no call: ${parts.join(' and ')}. The timeline lists it.`);
  }
  return reasons;
}

function ofObservation(session: SilentSession): string[] {
  const { observed } = session;
  if (observed === undefined)
    return session.events.some(({ event }) => event.type === 'Ipc') || session.excluded?.filtered
      ? []
      : [
          'The session does not say what was observed: its recording was cut short, as by a killed worker, or another program made it.',
        ];
  const { pages, apps = [], failures = [], sources } = observed;
  const reasons = [
    ...failures.map(
      (text) => `A browser context was not observed, because of an error: ${cutText(escapeText(text), 200)}`,
    ),
    // A page of a context that failed has no script for that reason, and no other.
    ...pages
      .filter(({ capture }) => failures.length === 0 || capture !== 'not-started')
      .flatMap((page) => explainPage(page, sources)),
    ...apps.map(
      () => 'The Electron app was observed, and none of its windows called the main process (ipcMain.handle).',
    ),
  ];
  if (reasons.length > 0) return reasons;
  const closed = closedPage(session);
  if (closed !== undefined)
    return [
      `The page at ${urlText(closed)} was closed before the recorder looked at it, and called nothing until then.`,
    ];
  return [noPage(observed)];
}

function noPage({ fixtures }: SessionObserved): string {
  const run = fixtures === 'run' ? '' : ', or start the suite by "npx ipc-recorder run"';
  return `No page was opened in the test and no Electron app was launched, as far as the recorder sees. If another process or another copy of Playwright drives the app, give it to ipc.attach(…)${run}.`;
}

/** The address of the last page that was closed. */
function closedPage({ events }: SilentSession): string | undefined {
  const closed = events.flatMap(({ event }) =>
    event.type === 'WindowEvent' && event.event === 'page.closed' ? [event.url ?? 'about:blank'] : [],
  );
  return closed.at(-1);
}

function ofRuntime(name: string, url: string, sources: readonly string[]): string[] {
  const runtime = runtimeOf({ source: name });
  const [first = '', ...rest] = runtime?.title ?? name;
  const title = first.toUpperCase() + rest.join('');
  if (sources.includes(name))
    return [`${title} is in the page at ${url}, and the app called nothing by it up to the end of the test.`];
  // The wire of other runtimes is no news.
  if (runtime?.isOnRequest) return [];
  return [
    `${title} is in the page at ${url}, and its source is off: take "${name}: false" out of sources in the option ipcRecorder.`,
  ];
}

/** Explains means of speaking to a backend that were seen, and that nobody asked to have observed. */
function ofOtherMeans({ url, workers = 0, globals = [] }: ObservedPage, sources: readonly string[]): string[] {
  const reasons: string[] = [];
  if (globals.length > 0)
    reasons.push(
      `The page at ${urlText(url)} has ${globals.map((name) => `window.${name}`).join(', ')}, by which its app may speak to its backend. Globals of one's own are recorded where they are named: sources: { globals: ['${globals[0]}'] } in the option ipcRecorder, or IPC_RECORDER_GLOBALS=${globals[0]}.`,
    );
  if (workers > 0 && !sources.includes('workers'))
    reasons.push(
      `The page at ${urlText(url)} speaks with ${counted(workers, 'Web worker')}: sources: { workers: true } in the option ipcRecorder records the messages.`,
    );
  return reasons;
}

function urlText(url: string): string {
  return cutText(escapeText(url), MAX_URL);
}
