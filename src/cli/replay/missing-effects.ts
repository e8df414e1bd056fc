import { callKind } from '../../calls/call-kind.ts';
import { commandTest } from '../../calls/command-filter.ts';
import { isOfMainProcess, isOnlyObserved } from '../../calls/runtime-of.ts';
import { END_OF_TEST } from '../../calls/steps/end-of-test.ts';
import type { AppEvent, RecordedSession } from '../../session/format/schema.ts';

const MAX_COMMANDS = 3;

/** Calls before an effect among which the one that brought it about is looked for. */
const MAX_LOOKED_AT = 20;

/**
 * Lists the windows that a recording shows opened or closed and the new run does not, and the end of the app.
 *
 * @param passed the commands that the app itself answered in the new run.
 */
export function missingEffects(
  recorded: RecordedSession,
  replayed: RecordedSession,
  passed: string[] = [],
): MissingEffect[] {
  const isPassed = commandTest(passed);
  const [before, now] = [marksOf(recorded), marksOf(replayed)];
  return [...before].flatMap(([mark, { at, what, ends }]) => {
    if (now.has(mark)) return [];
    const asked = recorded.events
      .slice(Math.max(0, at - MAX_LOOKED_AT), at)
      .flatMap(({ event }) => (isAsked(event, ends) && !isPassed(event.command) ? [event.command] : []))
      .reverse();
    // A command that says so is the likely one, however long before.
    const likely = ends ? asked.filter((command) => ENDING.test(command)) : [];
    const commands = [...new Set([...likely, ...asked])].slice(0, MAX_COMMANDS);
    return commands.length === 0 ? [] : [{ what, commands }];
  });
}

/** Something that an app did in the recording, and that no answer does. */
export interface MissingEffect {
  what: string;
  /** The commands that may have brought it about: the last before it, the nearest first, and before them those whose names say so. */
  commands: string[];
}

interface Mark {
  at: number;
  what: string;
  /** Whether something ended: a window, or the app. */
  ends: boolean;
}

/** Finds the marks of effects in a session: the first sight of each window, and while the test ran the end of a window or of the app. */
function marksOf(session: RecordedSession): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  const add = (key: string, mark: Mark) => marks.set(key, marks.get(key) ?? mark);
  const endOfTest = session.checkpoints.findLast(({ label }) => label === END_OF_TEST)?.event_index ?? 0;
  for (const [at, { index, event }] of session.events.entries()) {
    if (event.type === 'Ipc' && isOfMainProcess(event))
      add(event.webview_label, { at, what: `opened ${event.webview_label}`, ends: false });
    if (event.type !== 'WindowEvent') continue;
    // What ends after the test, ends by its fixtures.
    const isInTest = index < endOfTest;
    if (event.label.endsWith(PROCESS) && (event.event !== ORDERLY || isInTest))
      add(`${event.label} ${event.event}`, { at, what: `ended the app (${event.event})`, ends: true });
    else if (event.event === CLOSED && isInTest)
      add(`${event.label} ${CLOSED}`, { at, what: `closed ${event.label}`, ends: true });
  }
  return marks;
}

/** The label of the main process, as the fixture for Electron names it. */
const PROCESS = 'main-process';
const ORDERLY = 'exit 0';
const CLOSED = 'page.closed';

/** Words in the names of commands that end a window or the app. */
const ENDING = /quit|exit|close|destroy|relaunch|restart|terminate/i;

/** Tells whether a call may have brought an effect about: in Electron any, elsewhere one whose name says that something ends. */
function isAsked(event: AppEvent, ends: boolean): event is AppEvent & { type: 'Ipc' } {
  if (event.type !== 'Ipc' || callKind(event) === 'push') return false;
  return isOfMainProcess(event) || (ends && !isOnlyObserved(event) && ENDING.test(event.command));
}
