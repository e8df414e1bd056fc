import { callKind } from '../../calls/call-kind.ts';
import { commandTest } from '../../calls/command-filter.ts';
import { isOfMainProcess } from '../../calls/runtime-of.ts';
import type { AppEvent, RecordedSession } from '../../session/format/schema.ts';

const MAX_COMMANDS = 3;

/**
 * Lists the windows that a recording shows opened and the new run does not, and the end of the app.
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
  return [...before].flatMap(([mark, { at, what }]) => {
    if (now.has(mark)) return [];
    const commands = new Set<string>();
    for (let index = at - 1; index >= 0 && commands.size < MAX_COMMANDS; index--) {
      const { event } = recorded.events[index] as { event: AppEvent };
      if (isAsked(event) && !isPassed(event.command)) commands.add(event.command);
    }
    return commands.size === 0 ? [] : [{ what, commands: [...commands] }];
  });
}

/** Something that an Electron app did in the recording, and that no answer does. */
export interface MissingEffect {
  what: string;
  /** The commands that may have brought it about: the last before it, the nearest first. */
  commands: string[];
}

/** Finds the marks of effects in a session: the first sight of each window, and an end of the app that was no orderly one. */
function marksOf({ events }: RecordedSession): Map<string, { at: number; what: string }> {
  const marks = new Map<string, { at: number; what: string }>();
  for (const [at, { event }] of events.entries()) {
    if (event.type === 'Ipc' && isOfMainProcess(event) && !marks.has(event.webview_label))
      marks.set(event.webview_label, { at, what: `opened ${event.webview_label}` });
    if (event.type === 'WindowEvent' && event.label.endsWith(PROCESS) && event.event !== ORDERLY)
      marks.set(`${event.label} ${event.event}`, { at, what: `ended the app (${event.event})` });
  }
  return marks;
}

/** The label of the main process, as the fixture for Electron names it. */
const PROCESS = 'main-process';
const ORDERLY = 'exit 0';

function isAsked(event: AppEvent): event is AppEvent & { type: 'Ipc' } {
  return event.type === 'Ipc' && isOfMainProcess(event) && callKind(event) !== 'push';
}
